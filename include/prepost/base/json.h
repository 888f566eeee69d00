#ifndef PREPOST_BASE_JSON_H
#define PREPOST_BASE_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"

/*
 * JSON through jansson, with prepost's rules: a number that is missing is
 * null, never NaN; numbers are written with 17 digits, so that they read back
 * as the same double; members keep the order in which they were added.
 *
 * Values returned are new references; pp_json_add() takes them over.
 */

/* Once, before any JSON is made: its memory then comes from base/alloc.h. */
void pp_json_init(void);

json_t *pp_json_number(double x);    /* NaN and infinities: null */
json_t *pp_json_count(long n);       /* below 0, not to be shown: null */
json_t *pp_json_text(const char *s); /* NULL: null; no UTF-8: U+FFFD */
json_t *pp_json_bool(bool is_true);
json_t *pp_json_interval(double lo, double hi); /* [lo, hi] */

/* Adds to an object under `key`, or to an array where key is NULL. */
void pp_json_add(json_t *to, const char *key, json_t *value);

/* Leaves this many figures of every number in it that is no whole one. */
void pp_json_round(json_t *value, int figures);

/* Appends the value, indented by two, with a line feed at its end. */
void pp_json_print(const json_t *value, struct pp_buffer *out);

/*
 * Reads one JSON value that fills the text; no member may come twice.
 * Errors     PP_EPARSE with line and column
 */
int pp_json_read(const char *name, const char *text, size_t length,
                 json_t **out, struct pp_error *err);

#endif
