#ifndef PREPOST_BASE_ERROR_H
#define PREPOST_BASE_ERROR_H

/*
 * What went wrong, owned by the caller and of fixed size: it needs no free, no
 * thread state and no memory.
 *
 * A function that can fail returns 0 or -1, takes its results first and `err`
 * last, and must be checked. The first cause is set with pp_fail(); callers
 * on the way up may put context before it with pp_wrap(). Both return -1, so
 * a failing line reads `return pp_fail(err, PP_EPARSE, "...");`.
 *
 * Texts name file, row, column, what was found and what was expected; lower
 * case, no full stop. Problems in people's data are not errors of the
 * program: they are notes (base/notes.h).
 */

/* What the caller can do about it. */
enum pp_code {
    PP_OK,
    PP_EUSAGE, /* the command line: show how it is used */
    PP_EIO,    /* a file: name it, let the user look */
    PP_EPIPE,  /* nobody reads what is written: no fault of anyone's */
    PP_EPARSE, /* text that does not follow its format */
    PP_EDATA,  /* well-formed, but it cannot be true or used */
    PP_ESTORE, /* the store: damaged, locked, newer, foreign */
    PP_ENOMEM, /* a size that a file claims is over our limit */
    PP_EBUG    /* our own mistake */
};

struct pp_error {
    enum pp_code code;
    char text[512];
};

/* Sets code and text, which is cut at a whole character; returns -1. `err` may
 * not be NULL. */
int pp_fail(struct pp_error *err, enum pp_code code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "context: " before the text that is there; returns -1. */
int pp_wrap(struct pp_error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
