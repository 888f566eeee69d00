#include "prepost/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/part_file.h"

static const char *reason(int number)
{
    switch (number) {
    case ENOENT:
        return "there is no such file or folder";
    case EISDIR:
        return "it is a folder, not a file";
    case ENOTDIR:
        return "a part of the path is a file, not a folder";
    case EACCES:
    case EPERM:
        return "permission denied; look at who owns it and its folder";
    case EROFS:
        return "the disk is read-only";
    case ENOSPC:
    case EDQUOT:
        return "the disk is full";
    case EFBIG:
        return "it would be larger than files may be here";
    case EEXIST:
        return "it exists already";
    case ENAMETOOLONG:
        return "the name is too long";
    case EPIPE:
        return "nobody reads the other end of the pipe";
    default:
        return strerror(number);
    }
}

const char *pp_file_called(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

/* A word processor makes curly ones of those that a shell takes away. */
static const char *about_quotes(const char *path)
{
    static const char *const curly[] = {"\u201c", "\u201d", "\u2018", "\u2019",
                                        "\u201e"};

    for (size_t i = 0; i < sizeof curly / sizeof *curly; i++)
        if (strstr(path, curly[i]) != NULL)
            return "; its name has curly quotation marks in it: was it pasted "
                   "from a document? Type straight ones around it, or none";
    return "";
}

int pp_file_fail(struct pp_error *err, const char *verb, const char *path,
                 int number)
{
    if (path[0] == '\0')
        return pp_fail(err, PP_EUSAGE,
                       "cannot %s a file without a name: the name given is "
                       "empty",
                       verb);
    if (strcmp(verb, "read") == 0)
        path = pp_file_called(path);
    if (number == ENOENT)
        return pp_fail(err, PP_EIO, "cannot %s %s: %s%s", verb, path,
                       reason(number), about_quotes(path));
    return pp_fail(err, number == EPIPE ? PP_EPIPE : PP_EIO, "cannot %s %s: %s",
                   verb, path, reason(number));
}

const char *pp_file_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

void pp_file_pattern(const char *path, struct pp_buffer *out)
{
    for (; *path != '\0'; path++) {
        if (strchr("*?[\\", *path) != NULL)
            pp_buffer_putc(out, '\\');
        pp_buffer_putc(out, *path);
    }
}

/* --- reading -------------------------------------------------------------- */

int pp_file_open(const char *path, int *fd, struct pp_error *err)
{
    struct stat about;

    *fd = -1;
    if (strcmp(path, "-") == 0) {
        *fd = STDIN_FILENO;
        return 0;
    }
    int opened = open(path, O_RDONLY | O_CLOEXEC);
    if (opened < 0)
        return pp_file_fail(err, "read", path, errno);
    if (fstat(opened, &about) != 0 || S_ISDIR(about.st_mode)) {
        close(opened);
        return pp_file_fail(err, "read", path, EISDIR);
    }
    *fd = opened;
    return 0;
}

int pp_file_read_some(int fd, const char *path, char *bytes, size_t n,
                      size_t *got, struct pp_error *err)
{
    ssize_t count;

    do
        count = read(fd, bytes, n);
    while (count < 0 && errno == EINTR);
    *got = count > 0 ? (size_t)count : 0;
    if (count < 0)
        return pp_file_fail(err, "read", path, errno);
    return 0;
}

int pp_file_read(const char *path, size_t limit, struct pp_buffer *out,
                 struct pp_error *err)
{
    enum { CHUNK = 1 << 16 };
    char *chunk = NULL;
    size_t got, total = 0;
    int fd, status = -1;

    if (pp_file_open(path, &fd, err) != 0)
        return -1;
    chunk = pp_alloc(CHUNK);
    pp_buffer_append(out, "", 0);
    do {
        if (pp_file_read_some(fd, path, chunk, CHUNK, &got, err) != 0)
            goto out;
        total += got;
        if (total > limit) {
            pp_fail(err, PP_ENOMEM,
                    "cannot read %s: it is larger than %zu kB, the most that "
                    "is taken here",
                    path, limit / 1024);
            goto out;
        }
        pp_buffer_append(out, chunk, got);
    } while (got > 0);
    status = 0;
out:
    if (status != 0)
        pp_buffer_clear(out);
    pp_free(chunk);
    if (fd != STDIN_FILENO)
        close(fd);
    return status;
}

/* --- writing -------------------------------------------------------------- */

static int write_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(fd, bytes, n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return errno;
        bytes += written;
        n -= (size_t)written;
    }
    return 0;
}

static mode_t mode_of(enum pp_file_privacy privacy)
{
    return privacy == PP_FILE_PRIVATE ? 0600 : 0644;
}

/* Writes, flushes and closes; errno's value or 0. */
static int finish(int fd, const char *bytes, size_t n)
{
    int number = write_all(fd, bytes, n);

    if (number == 0 && fsync(fd) != 0 && errno != EINVAL && errno != EROFS)
        number = errno;
    if (close(fd) != 0 && number == 0)
        number = errno;
    return number;
}

/* Devices, pipes and sockets have no name to be renamed over. */
static int write_directly(const char *path, const char *bytes, size_t n,
                          struct pp_error *err)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);

    if (fd < 0)
        return pp_file_fail(err, "write", path, errno);
    int number = finish(fd, bytes, n);
    return number == 0 ? 0 : pp_file_fail(err, "write", path, number);
}

/* A file in the same folder, whose name nobody else has. */
static int open_beside(const char *path, enum pp_file_privacy privacy,
                       struct pp_buffer *name)
{
    for (unsigned i = 0; i < 1000; i++) {
        pp_part_file_name(path, i, name);
        int fd = open(name->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                      mode_of(privacy));
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

static int replace(const char *path, const char *bytes, size_t n,
                   enum pp_file_privacy privacy, struct pp_error *err)
{
    struct pp_buffer beside = PP_BUFFER_INIT;
    int fd = open_beside(path, privacy, &beside);
    int number = fd < 0 ? errno : finish(fd, bytes, n);

    if (number == 0 && rename(beside.data, path) != 0)
        number = errno;
    if (number != 0 && fd >= 0)
        unlink(beside.data);
    pp_buffer_clear(&beside);
    return number == 0 ? 0 : pp_file_fail(err, "write", path, number);
}

/* Whole before it has its name: a process that is killed leaves no half. */
int pp_file_create(const char *path, const char *bytes, size_t n,
                   enum pp_file_privacy privacy, struct pp_error *err)
{
    struct pp_buffer beside = PP_BUFFER_INIT;
    struct stat about;
    bool is_there = lstat(path, &about) == 0;
    int fd = is_there ? -1 : open_beside(path, privacy, &beside);
    int number = is_there ? EEXIST : fd < 0 ? errno : 0, status = 0;

    if (number != 0)
        status = pp_file_fail(err, "create", path, number);
    else if ((number = finish(fd, bytes, n)) != 0)
        status = pp_file_fail(err, "write", path, number);
    else if (pp_part_file_settle(beside.data, path) != 0)
        status = pp_file_fail(err, "create", path, number = errno);
    if (fd >= 0 && number != 0)
        unlink(beside.data);
    pp_buffer_clear(&beside);
    return status;
}

int pp_file_write(const char *path, const char *bytes, size_t n,
                  enum pp_file_privacy privacy, struct pp_error *err)
{
    struct stat about;

    if (strcmp(path, "-") == 0) {
        int number = write_all(STDOUT_FILENO, bytes, n);
        return number == 0 ? 0
                           : pp_file_fail(err, "write to", "stdout", number);
    }
    bool exists = stat(path, &about) == 0;
    if (exists && S_ISDIR(about.st_mode))
        return pp_file_fail(err, "write", path, EISDIR);
    if (exists && !S_ISREG(about.st_mode))
        return write_directly(path, bytes, n, err);
    /* Through a symbolic link, the file it points to is replaced. */
    char *real = exists ? realpath(path, NULL) : NULL;
    int status = replace(real != NULL ? real : path, bytes, n, privacy, err);
    free(real);
    return status;
}
