#ifndef PREPOST_BASE_TEXT_H
#define PREPOST_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"

/*
 * Text as people write it: UTF-8, in any case, with blanks and typographic
 * marks where a form put them.
 *
 * pp_text_fold() and pp_text_key() make two writings of the same words equal;
 * pp_text_closest() finds what was probably meant; pp_text_width() says how
 * many columns a terminal needs. Nothing here follows a locale. Bytes that
 * are not UTF-8 are read as U+FFFD, never passed on.
 */

/* How many bytes at the start are valid UTF-8; `length` if all are. */
size_t pp_text_valid(const char *text, size_t length);

/* After snprintf() into text[size], which returned `wanted`: what was cut off
 * ends with a whole character. */
void pp_text_end_whole(char *text, size_t size, int wanted);

/* The bytes with everything that is not UTF-8 turned into U+FFFD; appended. */
void pp_text_repair(const char *text, size_t length, struct pp_buffer *out);

/*
 * The form in which labels are compared: Unicode NFKC and casefolded, blanks
 * of every kind trimmed and their runs made one space, typographic quotes and
 * dashes made plain, invisible characters dropped. Replaces *out.
 */
void pp_text_fold(const char *text, size_t length, struct pp_buffer *out);

/*
 * The form in which headings are compared: folded, and everything but letters
 * and digits made one space between words: "PHQ-9: Q1 [Sleep]" is "phq 9 q1
 * sleep". Replaces *out.
 */
void pp_text_key(const char *text, size_t length, struct pp_buffer *out);

/* The key without accents: two people may differ by one. Replaces *out. */
void pp_text_bare(const char *text, size_t length, struct pp_buffer *out);

/* Whether two texts are alike when folded. */
bool pp_text_same(const char *a, const char *b);

/*
 * How many insertions, deletions, replacements and swaps of neighbours turn
 * one text into the other (optimal string alignment), in characters, case
 * regarded. More than `limit`: limit + 1.
 */
size_t pp_text_distance(const char *a, const char *b, size_t limit);

/*
 * The candidate that was probably meant: least distance when folded, the first
 * among equals; NULL if more than a third of the characters are wrong.
 */
const char *pp_text_closest(const char *text, const char *const *candidates,
                            size_t n);

/* The number that a text has where the pattern has its one star, all else being
 * alike when folded: "Emp_*" and "emp_07" give 7. -1: it is not so, or `text`
 * is NULL. */
long pp_text_star_number(const char *pattern, const char *text);

/* Control characters, but for ends of lines and tabs, become "?": a terminal
 * obeys them, and the name of a file may have them. */
void pp_text_tame(char *text, size_t length);

/* Columns on a terminal: 2 for wide characters, 0 for combining marks. */
size_t pp_text_width(const char *text, size_t length);

/* How many bytes at the start fit `columns`, never half a character. */
size_t pp_text_fit(const char *text, size_t length, size_t columns);

/*
 * The text made fit for a message: repaired, control characters as spaces,
 * cut with "..." after `columns`. Replaces *out; returns its text.
 */
const char *pp_text_quote(const char *text, size_t length, size_t columns,
                          struct pp_buffer *out);

/*
 * The same for a heading: what is cut comes out of its middle, for a grid's
 * headings begin alike and end with what tells them apart.
 */
const char *pp_text_quote_ends(const char *text, size_t length, size_t columns,
                               struct pp_buffer *out);

#endif
