#include "prepost/base/part_file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "prepost/base/file.h"

static const char mark[] = ".part";
static const char digits[] = "0123456789";

void pp_part_file_name(const char *path, unsigned i, struct pp_buffer *out)
{
    out->length = 0;
    pp_buffer_printf(out, "%s%s%ld-%u", path, mark, (long)getpid(), i);
}

enum { MOST_PARTS = 100 }; /* that killed ones of this number left */

int pp_part_file_open(const char *path, struct pp_buffer *name)
{
    int fd = -1;

    for (unsigned i = 0; fd < 0 && i < MOST_PARTS; i++) {
        pp_part_file_name(path, i, name);
        fd = open(name->data, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

int pp_part_file_settle(const char *name, const char *path)
{
    if (renameat2(AT_FDCWD, name, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return 0;
    /* Not every file system knows how. */
    if (errno != EINVAL || link(name, path) != 0)
        return -1;
    unlink(name);
    return 0;
}

/* The last ".part" of a name; NULL: there is none. */
static const char *find_mark(const char *name)
{
    const char *found = NULL;

    for (const char *p = name; (p = strstr(p, mark)) != NULL; p++)
        found = p;
    return found;
}

size_t pp_part_file_stem(const char *name)
{
    const char *start = find_mark(name);

    if (start == NULL)
        return 0;
    const char *p = start + strlen(mark);
    size_t n_process = strspn(p, digits);
    if (n_process == 0 || p[n_process] != '-')
        return 0;
    p += n_process + 1;
    size_t n_count = strspn(p, digits);
    p += n_count;
    if (n_count == 0 || (*p != '\0' && strcmp(p, "-journal") != 0))
        return 0;
    return (size_t)(start - name);
}

/* The number may be another program's by now: then nothing is written. */
static bool is_written(long process, time_t last)
{
    enum { LONG_AGO = 3600 };

    if (process <= 0 || process == (long)getpid())
        return false;
    if (kill((pid_t)process, 0) != 0 && errno == ESRCH)
        return false;
    return time(NULL) - last < LONG_AGO;
}

bool pp_part_file_is_left(const char *path)
{
    const char *name = pp_file_name(path);
    size_t stem = pp_part_file_stem(name);
    struct stat about;

    if (stem == 0 || lstat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return false;
    long process = strtol(name + stem + strlen(mark), NULL, 10);
    return !is_written(process, about.st_mtime);
}
