#ifndef PREPOST_BASE_ENCODING_H
#define PREPOST_BASE_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"

/*
 * Which bytes mean which characters: found by looking at all of them, then
 * undone piece by piece. What comes out is UTF-8 without a byte order mark.
 *
 * UTF-16 is known by its mark or by its zero bytes; UTF-8 by its mark or by
 * being valid wherever it is not ASCII, a slip here and there excepted; what
 * is neither is read as Windows-1252, in which nearly every byte means
 * something.
 */
enum pp_encoding {
    PP_ENCODING_FIND,
    PP_ENCODING_UTF8,
    PP_ENCODING_UTF16_LE,
    PP_ENCODING_UTF16_BE,
    PP_ENCODING_WINDOWS_1252
};

/* "UTF-8", "Windows-1252" ... */
const char *pp_encoding_name(enum pp_encoding encoding);

/* By name, as a plan writes it; PP_ENCODING_FIND if it is not known. */
enum pp_encoding pp_encoding_of(const char *name);

enum { PP_LOOK_HEAD = 16 }; /* bytes at the start that are kept */

/* What is known of bytes that were looked at; zeroed before the first. */
struct pp_encoding_look {
    size_t n_bytes, n_lines; /* line ends so far */
    size_t n_zero, n_zero_odd;
    size_t n_good, n_bad;  /* characters beyond ASCII; bytes not UTF-8 */
    size_t first_bad_line; /* first that is not UTF-8; 0: none */
    size_t first_zero;     /* offset of the first zero byte */
    unsigned char head[PP_LOOK_HEAD];
    char rest[4]; /* a character cut at the end of a piece */
    size_t n_rest;
};

void pp_encoding_look(struct pp_encoding_look *look, const char *bytes,
                      size_t n);

/* After the last piece. *mark: bytes of the byte order mark. */
enum pp_encoding pp_encoding_found(struct pp_encoding_look *look, size_t *mark);

/* Undoes an encoding; zeroed except for its encoding before the first piece. */
struct pp_decoder {
    enum pp_encoding encoding;
    char rest[4];
    size_t n_rest;
};

void pp_decode(struct pp_decoder *decoder, const char *bytes, size_t n,
               struct pp_buffer *out);

#endif
