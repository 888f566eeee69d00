#ifndef PREPOST_BASE_DELIMITER_H
#define PREPOST_BASE_DELIMITER_H

#include <stddef.h>

/*
 * What separates the fields of a table of text: the one of , ; tab | that
 * cuts most of its first records into equally many fields (outside quotes);
 * among equals the one that makes more of them, then the earlier in that list.
 * ',' when none separates anything.
 */
char pp_delimiter_find(const char *text, size_t length);

/* "comma", "semicolon", "tab", "bar" or the character itself. */
const char *pp_delimiter_name(char delimiter);

/* By name or as itself, as a plan writes it; 0 if it is not known. */
char pp_delimiter_of(const char *name);

#endif
