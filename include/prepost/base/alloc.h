#ifndef PREPOST_BASE_ALLOC_H
#define PREPOST_BASE_ALLOC_H

#include <stddef.h>

/*
 * Memory that is there or ends the program.
 *
 * All memory of prepost comes from here. None of these returns NULL: when the
 * system has no more, pp_out_of_memory() says so on stderr and ends the
 * program with status 1. That is the one place below the command line that
 * may do this, and it is safe: the store is changed in single transactions
 * and files are written beside their name and then renamed, so what was there
 * before is there still. In return, no caller carries a branch that it could
 * never test.
 *
 * Sizes that come from a file are checked against a limit before they are
 * asked for (PP_ENOMEM); n * size is checked for overflow here.
 */
void *pp_alloc(size_t size); /* contents undefined; size 0 is 1 */
void *pp_alloc_zero(size_t n, size_t size);
void *pp_alloc_array(size_t n, size_t size);
void *pp_realloc_array(void *p, size_t n, size_t size);
char *pp_strdup(const char *s);
char *pp_strndup(const char *s, size_t length);
void pp_free(void *p); /* takes NULL */

_Noreturn void pp_out_of_memory(void);

/* Where it says so while stderr itself leads nowhere; STDERR_FILENO again. */
void pp_out_of_memory_says_to(int fd);

#endif
