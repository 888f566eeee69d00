#ifndef PREPOST_CLI_ROFF_H
#define PREPOST_CLI_ROFF_H

#include <stdio.h>

#include "prepost/base/schema.h"
#include "prepost/cli/command.h"

/*
 * Manual pages, as roff with the man macros. What is printed of options and
 * of files is taken from the tables by which they are read, so that no page
 * can fall behind.
 */

/* The title line, and NAME. section: 1 or 5. */
void pp_roff_head(const char *page, int section, const char *summary,
                  FILE *out);
void pp_roff_heading(const char *title, FILE *out); /* .SH */

/* Text of one line; it may begin with a full stop. */
void pp_roff_text(const char *text, FILE *out);

/* Paragraphs, with blank lines between them; lines as they are. */
void pp_roff_paragraphs(const char *text, FILE *out);

/* Lines as they are, in a fixed width: what tests run or read. */
void pp_roff_example(const char *text, FILE *out);

/* One entry of a list: what it is called, and what it is. */
void pp_roff_entry(const char *name, const char *text, FILE *out);

void pp_roff_options(const struct pp_option *table, FILE *out);

/* Writes a whole page with its lines of text broken at 79 columns. */
void pp_roff_wrap(const char *page, FILE *out);

/* Every key that a file of this schema may hold, each block in a section. */
void pp_roff_schema(const struct pp_schema *schema, FILE *out);

#endif
