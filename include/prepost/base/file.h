#ifndef PREPOST_BASE_FILE_H
#define PREPOST_BASE_FILE_H

#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"

/*
 * Files, whole: read with a limit, written beside their name and then renamed,
 * so that a reader never sees half of one and a full disk costs nothing. "-"
 * is stdin or stdout. Every error names the file and what to do about it.
 */

/* Who may read what is written. */
enum pp_file_privacy {
    PP_FILE_SHARED, /* 0644, as the umask allows */
    PP_FILE_PRIVATE /* 0600 */
};

/*
 * Opens for reading; the caller close()s *fd, which is 0 for "-". Refuses
 * folders (PP_EIO).
 */
int pp_file_open(const char *path, int *fd, struct pp_error *err);

/*
 * Appends the whole file to *out. More than `limit` bytes: PP_ENOMEM, *out is
 * then empty.
 */
int pp_file_read(const char *path, size_t limit, struct pp_buffer *out,
                 struct pp_error *err);

/* Up to n bytes of an open file; *got is 0 at its end. `path` for messages. */
int pp_file_read_some(int fd, const char *path, char *bytes, size_t n,
                      size_t *got, struct pp_error *err);

/*
 * Replaces the file, or leaves it as it was: written under another name in the
 * same folder, flushed to the disk, renamed. A device or pipe is written to
 * directly.
 */
int pp_file_write(const char *path, const char *bytes, size_t n,
                  enum pp_file_privacy privacy, struct pp_error *err);

/* Makes a new file; one that is there already is PP_EIO and stays. */
int pp_file_create(const char *path, const char *bytes, size_t n,
                   enum pp_file_privacy privacy, struct pp_error *err);

/* Sets PP_EIO: "cannot VERB PATH: reason", from errno's value. */
int pp_file_fail(struct pp_error *err, const char *verb, const char *path,
                 int number);

/* Appends the pattern for glob() that means this path and no other. */
void pp_file_pattern(const char *path, struct pp_buffer *out);

/* What messages call a file that is read: its path, or "standard input". */
const char *pp_file_called(const char *path);

/* The path without its folders; lent. */
const char *pp_file_name(const char *path);

#endif
