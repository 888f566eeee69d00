#include "prepost/base/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/alloc.h"
#include "prepost/base/buffer.h"
#include "prepost/base/file.h"

enum { MOST_IN_MEMORY = 4 << 20, PENDING = 1 << 20 };

struct pp_spool {
    char *dir;
    int fd;                /* -1: all of it is in memory */
    size_t written;        /* bytes in the file */
    struct pp_buffer last; /* those after them */
    struct pp_error failure;
};

struct pp_spool *pp_spool_new(const char *dir)
{
    struct pp_spool *spool = pp_alloc_zero(1, sizeof *spool);
    const char *usual = getenv("TMPDIR");

    if (dir == NULL)
        dir = usual != NULL && usual[0] != '\0' ? usual : "/var/tmp";
    spool->dir = pp_strdup(dir);
    spool->fd = -1;
    return spool;
}

void pp_spool_free(struct pp_spool *spool)
{
    if (spool == NULL)
        return;
    if (spool->fd >= 0)
        close(spool->fd);
    pp_buffer_clear(&spool->last);
    pp_free(spool->dir);
    pp_free(spool);
}

static void fail(struct pp_spool *spool, const char *what)
{
    if (spool->failure.code == PP_OK)
        pp_file_fail(&spool->failure, what, spool->dir, errno);
}

/* Not every file system can make a file that never had a name. */
static int open_named(const char *dir)
{
    size_t n = strlen(dir) + sizeof "/.prepost-XXXXXX";
    char *path = pp_alloc(n);

    snprintf(path, n, "%s/.prepost-XXXXXX", dir);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    pp_free(path);
    return fd;
}

static void open_file(struct pp_spool *spool)
{
    spool->fd = open(spool->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (spool->fd < 0)
        spool->fd = open_named(spool->dir);
    if (spool->fd < 0)
        fail(spool, "put rows aside in");
}

static void write_last(struct pp_spool *spool)
{
    size_t done = 0;

    if (spool->fd < 0)
        open_file(spool);
    while (spool->failure.code == PP_OK && done < spool->last.length) {
        ssize_t n =
            pwrite(spool->fd, spool->last.data + done,
                   spool->last.length - done, (off_t)(spool->written + done));
        if (n < 0 && errno != EINTR)
            fail(spool, "put rows aside in");
        done += n > 0 ? (size_t)n : 0;
    }
    spool->written += spool->last.length;
    spool->last.length = 0;
}

size_t pp_spool_add(struct pp_spool *spool, const void *bytes, size_t n)
{
    size_t offset = spool->written + spool->last.length;

    if (spool->last.length + n >
        (size_t)(spool->fd < 0 ? MOST_IN_MEMORY : PENDING))
        write_last(spool);
    pp_buffer_append(&spool->last, bytes, n);
    return offset;
}

static void read_file(struct pp_spool *spool, size_t offset, char *to, size_t n)
{
    while (n > 0 && spool->failure.code == PP_OK) {
        ssize_t got = pread(spool->fd, to, n, (off_t)offset);
        if (got == 0)
            errno = EIO; /* somebody has cut it off */
        if (got == 0 || (got < 0 && errno != EINTR))
            fail(spool, "read back rows put aside in");
        if (got <= 0)
            continue;
        to += got;
        offset += (size_t)got;
        n -= (size_t)got;
    }
    memset(to, 0, n);
}

void pp_spool_read(struct pp_spool *spool, size_t offset, void *bytes, size_t n)
{
    char *to = bytes;

    if (offset < spool->written) {
        size_t part = spool->written - offset < n ? spool->written - offset : n;
        read_file(spool, offset, to, part);
        to += part;
        offset += part;
        n -= part;
    }
    if (n > 0)
        memcpy(to, spool->last.data + (offset - spool->written), n);
}

size_t pp_spool_size(const struct pp_spool *spool)
{
    return spool->written + spool->last.length;
}

int pp_spool_check(const struct pp_spool *spool, struct pp_error *err)
{
    if (spool->failure.code == PP_OK)
        return 0;
    *err = spool->failure;
    return -1;
}
