/*
 * Makes one call of the program fail: the linker sends the calls below here
 * (--wrap), those of the libraries that are linked statically too. The program
 * itself knows nothing of it.
 *
 *     PP_FAULT=memory:17          the 17th allocation gives nothing
 *     PP_FAULT=disk:5:28          the 5th call that writes fails with errno 28
 *     PP_FAULT_COUNT=FILE         how many calls there were, written at the end
 *     PP_FAULT_SITES=FILE         which allocations were the first from where
 *                                 they were asked for, all callers told apart;
 *                                 of a run that has one thread
 */
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "fault.h"

static struct {
    atomic_long memory, disk;    /* calls so far, of all threads */
    long fail_memory, fail_disk; /* the one that fails; 0: none */
    int number;                  /* errno of a failing disk call */
    FILE *sites;
    uint64_t seen[1 << 16]; /* stacks, by their hash; 0: free */
} fault;

enum { DEEPEST = 96 };

/* Whether the same functions called each other down to here before. */
static int is_new_stack(void)
{
    void *frames[DEEPEST];
    int n = backtrace(frames, DEEPEST);
    uint64_t hash = 14695981039346656037u; /* FNV-1a, 64 bits */
    size_t slots = sizeof fault.seen / sizeof fault.seen[0];

    for (int i = 0; i < n; i++)
        hash = (hash ^ (uint64_t)(uintptr_t)frames[i]) * 1099511628211u;
    size_t at = hash % slots;
    while (fault.seen[at] != 0 && fault.seen[at] != hash)
        at = (at + 1) % slots;
    if (fault.seen[at] == hash)
        return 0;
    fault.seen[at] = hash;
    return 1;
}

__attribute__((constructor)) static void begin(void)
{
    const char *wish = getenv("PP_FAULT");
    char *end;

    if (wish != NULL && strncmp(wish, "memory:", 7) == 0)
        fault.fail_memory = strtol(wish + 7, NULL, 10);
    if (wish != NULL && strncmp(wish, "disk:", 5) == 0) {
        fault.fail_disk = strtol(wish + 5, &end, 10);
        fault.number = *end == ':' ? (int)strtol(end + 1, NULL, 10) : EIO;
    }
    if (getenv("PP_FAULT_SITES") != NULL) {
        void *frame;

        backtrace(&frame, 1); /* which loads what it needs */
        fault.sites = fopen(getenv("PP_FAULT_SITES"), "we");
    }
}

/* Only what the program writes itself counts; this comes after. */
__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("PP_FAULT_COUNT");
    FILE *file = path != NULL ? fopen(path, "we") : NULL;

    if (fault.sites != NULL)
        fclose(fault.sites);
    if (file == NULL)
        return;
    fprintf(file, "%ld %ld\n", fault.memory, fault.disk);
    fclose(file);
}

static int no_memory(void)
{
    long n = atomic_fetch_add(&fault.memory, 1) + 1;

    if (fault.sites != NULL && is_new_stack())
        fprintf(fault.sites, "%ld\n", n);
    return n == fault.fail_memory;
}

static int no_disk(void)
{
    if (atomic_fetch_add(&fault.disk, 1) + 1 != fault.fail_disk)
        return 0;
    errno = fault.number;
    return 1;
}

void *__wrap_malloc(size_t n)
{
    return no_memory() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return no_memory() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
    return no_memory() ? NULL : __real_realloc(p, n);
}

static int is_for_writing(int flags)
{
    return (flags & O_ACCMODE) != O_RDONLY;
}

#define OPEN(name)                                                             \
    int __wrap_##name(const char *path, int flags, ...)                        \
    {                                                                          \
        va_list more;                                                          \
        va_start(more, flags);                                                 \
        int mode = (flags & O_CREAT) != 0 ? va_arg(more, int) : 0;             \
        va_end(more);                                                          \
        return is_for_writing(flags) && no_disk()                              \
                   ? -1                                                        \
                   : __real_##name(path, flags, mode);                         \
    }
OPEN(open)
OPEN(open64)
#undef OPEN

/* A descriptor of a file that is only read is closed without counting. */
int __wrap_close(int fd)
{
    int flags = fcntl(fd, F_GETFL);
    int status = __real_close(fd);

    return flags >= 0 && is_for_writing(flags) && no_disk() ? -1 : status;
}

/* What is said on the terminal is no write to the disk. */
ssize_t __wrap_write(int fd, const void *bytes, size_t n)
{
    return fd > STDERR_FILENO && no_disk() ? -1 : __real_write(fd, bytes, n);
}

ssize_t __wrap_pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    return no_disk() ? -1 : __real_pwrite(fd, bytes, n, at);
}

ssize_t __wrap_pwrite64(int fd, const void *bytes, size_t n, off_t at)
{
    return no_disk() ? -1 : __real_pwrite64(fd, bytes, n, at);
}

int __wrap_ftruncate(int fd, off_t n)
{
    return no_disk() ? -1 : __real_ftruncate(fd, n);
}

int __wrap_ftruncate64(int fd, off_t n)
{
    return no_disk() ? -1 : __real_ftruncate64(fd, n);
}

int __wrap_fsync(int fd)
{
    return no_disk() ? -1 : __real_fsync(fd);
}

int __wrap_fdatasync(int fd)
{
    return no_disk() ? -1 : __real_fdatasync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    return no_disk() ? -1 : __real_rename(from, to);
}

int __wrap_renameat2(int from_dir, const char *from, int to_dir, const char *to,
                     unsigned flags)
{
    return no_disk() ? -1 : __real_renameat2(from_dir, from, to_dir, to, flags);
}

int __wrap_link(const char *from, const char *to)
{
    return no_disk() ? -1 : __real_link(from, to);
}

int __wrap_unlink(const char *path)
{
    return no_disk() ? -1 : __real_unlink(path);
}

int __wrap_mkdir(const char *path, mode_t mode)
{
    return no_disk() ? -1 : __real_mkdir(path, mode);
}
