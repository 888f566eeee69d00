#include "prepost/store/holder.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PENDING_BYTE = 0x40000000, N_LOCK_BYTES = 512 };

/* The process that holds one of SQLite's locks; 0: it is not known. */
static pid_t holder_of(const char *path)
{
    struct flock lock = {.l_type = F_WRLCK,
                         .l_whence = SEEK_SET,
                         .l_start = PENDING_BYTE,
                         .l_len = N_LOCK_BYTES};
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return 0;
    bool is_held = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    close(fd);
    return is_held && lock.l_pid > 0 ? lock.l_pid : 0;
}

static bool name_of(pid_t pid, char name[32])
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%ld/comm", (long)pid);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool is_read = fgets(name, 32, file) != NULL;
    fclose(file);
    name[strcspn(name, "\n")] = '\0';
    return is_read && name[0] != '\0';
}

/* From the file alone: getpwuid() may ask a server. */
static void owner_of(pid_t pid, char name[40])
{
    char folder[64];
    struct stat st;

    name[0] = '\0';
    snprintf(folder, sizeof folder, "/proc/%ld", (long)pid);
    FILE *users = stat(folder, &st) == 0 ? fopen("/etc/passwd", "re") : NULL;
    if (users == NULL)
        return;
    for (const struct passwd *u; (u = fgetpwent(users)) != NULL;)
        if (u->pw_uid == st.st_uid) {
            snprintf(name, 40, ", of %.32s", u->pw_name);
            break;
        }
    fclose(users);
}

const char *pp_store_holder(const char *path, char text[PP_HOLDER_SIZE])
{
    char name[32], owner[40];
    pid_t pid = holder_of(path);

    if (pid == 0 || !name_of(pid, name))
        return "another program, perhaps another prepost";
    owner_of(pid, owner);
    snprintf(text, PP_HOLDER_SIZE, "%s (process %ld%s)", name, (long)pid,
             owner);
    return text;
}
