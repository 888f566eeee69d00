#ifndef PREPOST_INGEST_MAPPING_H
#define PREPOST_INGEST_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/notes.h"
#include "prepost/base/pool.h"
#include "prepost/model/plan.h"

/*
 * What each column of a file means: from its heading (and the question under
 * it, where a platform writes one) to an item, a ready-made total, the
 * person's identifier, the wave and so on.
 *
 * The plan's own words come first: a heading mapped for this file, then ids,
 * aliases and question texts, alone or within what platforms put round them
 * ("Over the last two weeks ... [Trouble sleeping]", "phq9_3. Trouble
 * sleeping"), then the same with the mark of a wave before or after it
 * ("pre_phq9_1", "PHQ9_1 (after)"). A wave's name inside a sentence is no
 * mark ("I look after myself"), unless the question stands there twice, with
 * another wave each time. A mark that says otherwise than what was said of all
 * rows is refused: one of the two is wrong. Nothing is mapped by likeness; a
 * heading that is nearly known is named with what it resembles.
 */

enum pp_column_role {
    PP_COLUMN_UNKNOWN,
    PP_COLUMN_IGNORED, /* by the platform or the plan */
    PP_COLUMN_IDENTIFIER,
    PP_COLUMN_WAVE,
    PP_COLUMN_DATE,
    PP_COLUMN_REGION,
    PP_COLUMN_GROUP,
    PP_COLUMN_PERSON, /* one of the plan's columns */
    PP_COLUMN_ITEM,
    PP_COLUMN_TOTAL
};

/* What is known of a column before it is mapped. */
struct pp_heading {
    const char *name;         /* its heading, "" where it has none */
    const char *question;     /* the text of the question; NULL: not known */
    enum pp_column_role role; /* what the platform says it is, or UNKNOWN */
    const char *why;          /* ... in words, for people */
};

/*
 * Whether the platform counts responses, or links to the form, in that column.
 * The plan's headings of identifier do not make it the person's: only a
 * mapping of that very column does.
 */
bool pp_heading_is_number(const struct pp_heading *heading);

/* What a column means. */
struct pp_file_column {
    struct pp_heading heading;
    enum pp_column_role role;
    int wave;            /* index into the plan's waves; -1: the row's */
    int spoken;          /* the wave named in the words round a question, by
                            itself or in a sentence; -1: none */
    size_t instrument;   /* ITEM, TOTAL: index into the plan's instruments */
    size_t index;        /* ITEM: item; TOTAL: scale; PERSON: plan column */
    const char *how;     /* "by its id", "by its question" ... */
    const char *closest; /* UNKNOWN: what it resembles, or NULL */
    enum pp_column_role likely; /* UNKNOWN: what its heading usually means and
                                   no other column is; for people to confirm */
};

/* What the person's code is made of, where it is not one column. */
struct pp_id_part {
    size_t column;     /* of the file, where `fixed` is NULL */
    const char *fixed; /* the same for every row */
};

enum { PP_MAX_ID_PARTS = 8 };

struct pp_mapping {
    struct pp_file_column *columns;
    size_t n_columns;
    bool is_wide; /* several waves in one row */
    struct pp_id_part id_parts[PP_MAX_ID_PARTS];
    size_t n_id_parts; /* 0: one column has the whole code */
    /* Outcomes' instruments without a column, where others are unknown. */
    size_t n_unfound;
};

/* What the command line or the plan says of every row of the file. */
struct pp_every_row {
    bool has_wave;
    int wave; /* where it has one: index into the plan's waves */
    const char *region, *group; /* NULL: not said */
};

/*
 * Maps the headings. `file`: what the plan says of this file, or NULL. Returns
 * 0, or -1 with every reason in `notes` (two columns for one item, no
 * identifier, no wave, no answers); warnings may be added on success too.
 * `name` is the file's.
 */
int pp_mapping_make(struct pp_pool *pool, const struct pp_plan *plan,
                    const struct pp_plan_file *file, const char *name,
                    const struct pp_heading *headings, size_t n_headings,
                    const struct pp_every_row *every, struct pp_mapping *out,
                    struct pp_notes *notes);

/* "identifier", "wave", "date", "region", "group", as a plan writes it; of all
 * other roles "ignore". */
const char *pp_column_word(enum pp_column_role role);

/* Appends "phq9_1", "phq9.total", "identifier", "region" ..., as a plan writes
 * it. */
void pp_column_target(const struct pp_plan *plan,
                      const struct pp_file_column *column,
                      struct pp_buffer *out);

/* One line a column: what it was and what it was taken for. */
void pp_mapping_print(const struct pp_plan *plan,
                      const struct pp_mapping *mapping, struct pp_buffer *out);

/*
 * The mapping as YAML to put under the file in the plan: every column that was
 * understood; those that were not as what their heading usually means, or as
 * "ignore", with a comment.
 */
void pp_mapping_write_yaml(const struct pp_plan *plan,
                           const struct pp_mapping *mapping,
                           struct pp_buffer *out);

/* A text in double quotes, whatever is in it, as YAML reads it; appended. */
void pp_mapping_write_text(const char *text, struct pp_buffer *out);

#endif
