#ifndef PREPOST_TESTS_FAULT_H
#define PREPOST_TESTS_FAULT_H

#include <stddef.h>
#include <sys/types.h>

/* The names that ld's --wrap gives: __wrap_x is called for x, __real_x is x. */
#define WRAP(type, name, ...)                                                  \
    type __wrap_##name(__VA_ARGS__);                                           \
    type __real_##name(__VA_ARGS__)

WRAP(void *, malloc, size_t n);
WRAP(void *, calloc, size_t n, size_t size);
WRAP(void *, realloc, void *p, size_t n);
WRAP(int, open, const char *path, int flags, ...);
WRAP(int, open64, const char *path, int flags, ...);
WRAP(int, close, int fd);
WRAP(ssize_t, write, int fd, const void *bytes, size_t n);
WRAP(ssize_t, pwrite, int fd, const void *bytes, size_t n, off_t at);
WRAP(ssize_t, pwrite64, int fd, const void *bytes, size_t n, off_t at);
WRAP(int, ftruncate, int fd, off_t n);
WRAP(int, ftruncate64, int fd, off_t n);
WRAP(int, fsync, int fd);
WRAP(int, fdatasync, int fd);
WRAP(int, rename, const char *from, const char *to);
WRAP(int, renameat2, int from_dir, const char *from, int to_dir,
     const char *to, unsigned flags);
WRAP(int, link, const char *from, const char *to);
WRAP(int, unlink, const char *path);
WRAP(int, mkdir, const char *path, mode_t mode);

#endif
