#include "printing_room.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "prepost/base/file.h"

static const char name_start[] = "prepost-", name_end[] = "-XXXXXX";

/* Signals that are ignored, as HUP is under nohup, stay so. */
static void hold_signals(struct pp_room *room)
{
    static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    struct sigaction action;

    sigemptyset(&room->held);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++)
        if (sigaction(ending[i], NULL, &action) == 0 &&
            action.sa_handler != SIG_IGN)
            sigaddset(&room->held, ending[i]);
    sigprocmask(SIG_BLOCK, &room->held, &room->before);
}

/* One that came in the meantime ends the program here. */
static void release_signals(const struct pp_room *room)
{
    sigprocmask(SIG_SETMASK, &room->before, NULL);
}

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

/* Links in it are removed, and not followed. */
static int remove_all(const char *folder)
{
    return nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* What a killed printer started may write for a moment more. */
static void remove_folder(const char *folder)
{
    enum { N_STEPS = 100 };
    static const struct timespec step = {0, 10 * 1000000L};

    for (int i = 0; i < N_STEPS; i++) {
        if (remove_all(folder) == 0 || access(folder, F_OK) != 0)
            return;
        nanosleep(&step, NULL);
    }
}

/* --- what killed ones left ------------------------------------------------ */

/* The number of the process that a room's name has in it; 0: it is none. */
static long process_of(const char *name)
{
    if (strncmp(name, name_start, sizeof name_start - 1) != 0)
        return 0;
    const char *digits = name + sizeof name_start - 1;
    size_t n = strspn(digits, "0123456789");
    return n > 0 && n < 10 && digits[n] == '-' &&
                   strlen(digits + n) == sizeof name_end - 1
               ? strtol(digits, NULL, 10)
               : 0;
}

/*
 * Ours, of a process that is no more, and older than any page is printed for:
 * where several machines share the folder, the process may run on another.
 */
static bool is_left(const char *path, long process)
{
    struct stat about;

    return lstat(path, &about) == 0 && S_ISDIR(about.st_mode) &&
           about.st_uid == geteuid() &&
           time(NULL) - about.st_mtime > 2 * PP_ROOM_PATIENCE_S &&
           kill((pid_t)process, 0) != 0 && errno == ESRCH;
}

static void remove_left(const char *base)
{
    DIR *all = opendir(base);
    const struct dirent *entry;
    char path[512];

    while (all != NULL && (entry = readdir(all)) != NULL) {
        long process = process_of(entry->d_name);

        if (process <= 0)
            continue;
        snprintf(path, sizeof path, "%.200s/%.255s", base, entry->d_name);
        if (is_left(path, process))
            remove_all(path);
    }
    if (all != NULL)
        closedir(all);
}

/* -------------------------------------------------------------------------- */

int pp_room_open(struct pp_room *room, struct pp_error *err)
{
    const char *asked = getenv("TMPDIR");
    const char *base = asked != NULL && asked[0] == '/' ? asked : "/tmp";

    hold_signals(room);
    remove_left(base);
    snprintf(room->folder, sizeof room->folder, "%.200s/%s%ld%s", base,
             name_start, (long)getpid(), name_end);
    if (mkdtemp(room->folder) != NULL)
        return 0;
    pp_file_fail(err, "make", room->folder, errno);
    release_signals(room);
    return -1;
}

void pp_room_close(const struct pp_room *room)
{
    remove_folder(room->folder);
    release_signals(room);
}
