#ifndef PREPOST_BASE_UTF8_H
#define PREPOST_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/buffer.h"

/*
 * Characters of UTF-8 text, one by one, and which of them may stand in a
 * document at all. base/text.h compares and measures whole texts.
 */

/*
 * The character at the start of s[length]: its code point in *code and how
 * many bytes it takes. Malformed bytes give U+FFFD and 1. length 0 gives 0.
 */
size_t pp_utf8_next(const char *s, size_t length, uint32_t *code);

/*
 * Appends text that any document can hold: malformed bytes, control and
 * non-characters and direction overrides become U+FFFD; tabs and line breaks
 * become blanks.
 */
void pp_utf8_clean(const char *s, size_t length, struct pp_buffer *out);

/* Appends text with its first letter as a capital: "hope" as "Hope". */
void pp_utf8_capitalised(const char *s, struct pp_buffer *out);

#endif
