#ifndef PREPOST_MODEL_PLAN_H
#define PREPOST_MODEL_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/notes.h"
#include "prepost/base/pool.h"
#include "prepost/model/instrument.h"

/*
 * The plan of an evaluation, read from evaluation.yaml: who was asked what and
 * when, which outcomes were chosen, how much change would matter, how files
 * map to it, and the words that the report needs.
 *
 * pp_plan_read() makes one from text; everything in it lives in one pool and
 * is never changed afterwards. Names that appear in reports are checked there.
 */

/* A name of a region, a group, an arm or what else sets people apart: in
 * files, plans and summaries for others. What is longer is seldom a name. */
enum { PP_MAX_NAME_BYTES = 120 };

/* How the evaluation was made; it decides what may be said. */
enum pp_evidence {
    PP_EVIDENCE_BEFORE_AFTER, /* A: one group, before and after */
    PP_EVIDENCE_LOOKING_BACK, /* R: both ratings at the end */
    PP_EVIDENCE_COMPARISON,   /* C: a comparison group, not by chance */
    PP_EVIDENCE_RANDOMISED    /* T: chance decided, analysed as assigned */
};

enum pp_role { PP_PRIMARY, PP_SECONDARY };

enum pp_sesoi_source {
    PP_SESOI_NONE,
    PP_SESOI_DECLARED,
    PP_SESOI_PUBLISHED_GROUP,
    PP_SESOI_RULE_OF_THUMB
};

/* Smallest effect size of interest: of the GROUP average, scale points. */
struct pp_sesoi {
    enum pp_sesoi_source source;
    double value;        /* NaN when none was declared */
    const char *text;    /* the value as written in the plan */
    const char *because; /* why this much; NULL when not said */
};

struct pp_wave {
    const char *id;              /* "before" */
    const char *name;            /* "when they joined" */
    double weeks;                /* after the first; 0: not said */
    struct pp_text_list aliases; /* how a wave column may write it */
};

struct pp_plan_instrument {
    const struct pp_instrument *instrument;
    size_t coding; /* index chosen among each item's codings */
};

/* The score at the start that decided who was taken, if one did. */
enum pp_entry_rule { PP_ENTRY_NONE, PP_ENTRY_AT_LEAST, PP_ENTRY_AT_MOST };

struct pp_entry {
    enum pp_entry_rule rule;
    double score;
};

struct pp_plan_outcome {
    size_t instrument; /* index into the plan's instruments */
    size_t scale;      /* index into the instrument's scales */
    const char *id;    /* "phq9.total" */
    enum pp_role role;
    struct pp_sesoi sesoi;
    struct pp_entry entry;
    const char *response; /* what will be done if it got worse; or NULL */
};

/* Something kept of each person beside the answers. */
struct pp_plan_column {
    const char *name; /* in reports: "age band" */
    struct pp_text_list headings;
    bool is_number;
    bool is_dose;       /* how much of the service a person had; a number */
    bool is_categories; /* its texts are, though they do not look like it */
};

/* A heading of one file that means an item, scale, wave or person column; or
 * several, where both have a star that stands for a number. */
struct pp_plan_mapping {
    const char *heading;
    const char *target;  /* "phq9_1", "phq9.total", "id", "wave", "region" */
    const char *wave;    /* wide files: the wave this column is of; or NULL */
    size_t line, column; /* in the plan, for messages */
};

/* The number that a file gives to an instrument's lowest answer. */
struct pp_plan_numbering {
    size_t instrument;
    int from;
};

enum pp_bad_cell { PP_BAD_CELL_BLANK, PP_BAD_CELL_REJECT_ROW };
enum pp_same_twice {
    PP_TWICE_REFUSE,
    PP_TWICE_FIRST,
    PP_TWICE_LAST,
    PP_TWICE_MOST_COMPLETE
};

struct pp_plan_file {
    const char *path; /* relative to the plan; may hold * and ? */
    const char *wave, *region, *group, *arm;     /* of every row; or NULL */
    const char *delimiter, *encoding, *platform; /* NULL: found out */
    const char *sheet;      /* of a workbook; NULL: the first visible */
    const char *dictionary; /* REDCap's, relative to the plan; NULL: looked
                               for beside the file */
    const char *comment;    /* lines that begin with it are none; NULL: none */
    bool decimal_comma;
    const char *date_format;     /* NULL: as the plan says of all files */
    bool anonymous;              /* its rows have no code: each is a person */
    struct pp_text_list missing; /* texts that mean no answer */
    struct pp_text_list pre_marks, post_marks; /* wide: prefix or suffix */
    const struct pp_plan_mapping *mappings;
    size_t n_mappings;
    const struct pp_plan_numbering *numberings;
    size_t n_numberings;
    size_t line, column;
};

/* What sentences call an arm that a file writes as `level`. */
struct pp_plan_arm {
    const char *level, *name;
};

/* A region, group or arm, and the other ways in which files write its name. */
struct pp_plan_place {
    const char *name;
    struct pp_text_list aliases;
};

struct pp_plan_places {
    const struct pp_plan_place *items;
    size_t n;
};

/*
 * Who is compared with whom. Which arm a person is in stands in `column`: one
 * of the plan's columns, of the name "arm" where nothing else was said, or
 * "region".
 */
struct pp_plan_arms {
    const char *column;     /* NULL: one group, no arms */
    const char *comparison; /* the level that others are compared with */
    bool as_assigned;       /* people count in the arm they were given */
    const struct pp_plan_arm *names; /* of arms that were named */
    size_t n_names;
    struct pp_plan_places aliases; /* of arms that have several names */
};

/* Codes that are one person's, by the word of who wrote the plan. */
struct pp_plan_person {
    struct pp_text_list codes; /* as files have them */
    size_t line;
};

struct pp_plan_disclosure {
    const char *preset; /* "charity-5" */
    int threshold;      /* counts under it are not shown; 0: as the preset */
    int rounding;       /* counts are multiples of it; 0: as the preset */
};

struct pp_plan {
    const char *file; /* where it was read from */
    const char *hash; /* hex of its meaning: comments and order left out */
    const char *title;
    const char *charity;    /* who runs the service */
    const char *service;    /* "the groups" */
    const char *comparison; /* "people on the waiting list"; or NULL */
    const char *dates;      /* "January to December 2025"; or NULL */
    const char *gap;        /* "3 months": between the waves; or NULL */
    const char *own_words;  /* the charity's own; set apart in reports */
    bool made_up;           /* sample data: said wherever it is shown */
    bool low_point;         /* people join in need (the default) */
    enum pp_evidence evidence;
    const struct pp_wave *waves;
    size_t n_waves;
    const struct pp_plan_instrument *instruments;
    size_t n_instruments;
    const struct pp_plan_outcome *outcomes;
    size_t n_outcomes;
    struct pp_text_list identifier;      /* headings of the person's code */
    struct pp_text_list identifier_from; /* what makes it up, if several */
    struct pp_text_list wave_column, date_column;
    const char *date_format; /* "d/m/y", "m/d/y", "y-m-d"; NULL: found out */
    struct pp_plan_column region, group; /* no headings: not kept */
    const struct pp_plan_column *columns;
    size_t n_columns;
    const struct pp_plan_file *files;
    size_t n_files;
    struct pp_plan_arms arms;
    const struct pp_plan_person *same_person;
    size_t n_same_person;
    struct pp_plan_places regions, groups; /* that have several names */
    enum pp_bad_cell bad_cell;
    enum pp_same_twice same_twice;
    struct pp_plan_disclosure disclosure;
    double level; /* of intervals, 0.95 */
    unsigned long seed;
};

/* Gives the instrument of an id, or NULL; ctx as passed to pp_plan_read(). */
typedef const struct pp_instrument *
pp_find_instrument(const char *id, struct pp_notes *notes, void *ctx);

/*
 * Reads a plan from YAML text into `pool`. Returns 0, or -1 with every
 * mistake in `notes` (file, line, column, what was expected).
 */
int pp_plan_read(struct pp_pool *pool, const char *file, const char *text,
                 size_t length, pp_find_instrument *find, void *ctx,
                 const struct pp_plan **out, struct pp_notes *notes);

/*
 * What the plan commits its authors to, as lines "name: value": design, waves,
 * questionnaires and their coding, outcomes with roles, amounts and scoring,
 * rules, level and seed. Titles, headings, files and the report's words are
 * not in it. The hash is made of these lines: comments, order of keys and
 * ways of writing a number do not change it.
 */
void pp_plan_commitments(const struct pp_plan *plan, struct pp_buffer *out);
/* How an outcome's score is made of answers, as one of those lines says it,
 * with the numbers that answers have; appended. */
void pp_plan_scoring(const struct pp_plan *plan, size_t outcome,
                     struct pp_buffer *out);

const char *pp_plan_hash(const struct pp_plan *plan, struct pp_pool *pool);

/*
 * Appends a line for each commitment that was added, changed or taken out
 * between two such texts; returns how many there are.
 */
size_t pp_plan_differences(const char *before, const char *now,
                           struct pp_buffer *out);

/* The same one by one: now NULL: taken out; was NULL: added. The pool's. */
struct pp_plan_difference {
    const char *name; /* "outcome hhi.total", "confidence level" */
    const char *now, *was;
};
size_t pp_plan_difference_list(const char *before, const char *now,
                               struct pp_pool *pool,
                               const struct pp_plan_difference **out);
/* "changed: confidence level: 0.9 (was 0.95)" */
void pp_plan_difference_print(const struct pp_plan_difference *d,
                              struct pp_buffer *out);
/* What such a text says under a name; NULL if nothing. */
const char *pp_plan_commitment(const char *commitments, const char *name,
                               struct pp_pool *pool);

/*
 * The plan as it may be kept with the answers: without the codes of people
 * that same_person names, and without comments, which may hold them too.
 * Appended; nothing where the text is no plan.
 */
void pp_plan_without_people(const char *text, size_t length,
                            struct pp_buffer *out);

/*
 * Of a plan's text that may have any mistakes: the codes of each person that
 * same_person names, and how many parts identifier_from says a code has (1:
 * it is one). -1: the text is no YAML.
 */
struct pp_plan_people {
    const struct pp_plan_person *items;
    size_t n, n_parts;
};
int pp_plan_people_read(struct pp_pool *pool, const char *text, size_t length,
                        struct pp_plan_people *out);

/*
 * Of such a text too: the headings of a file of which it says what they mean,
 * under columns and in the file's own entry; those may have a star for a
 * number. None where the text is no YAML.
 */
void pp_plan_headings_read(struct pp_pool *pool, const char *text,
                           size_t length, const char *file,
                           struct pp_text_list *out);

/*
 * What the plan calls a region, or a group, that is written so: its name, or
 * the text itself where the plan says nothing of it. Lent.
 */
const char *pp_plan_place_name(const struct pp_plan_places *places,
                               const char *text);
/* Whether the plan names all of these regions, under regions or with its
 * files; and then where it names one, to be set in its order. */
bool pp_plan_orders_regions(const struct pp_plan *plan,
                            const char *const names[], size_t n);
size_t pp_plan_region_rank(const struct pp_plan *plan, const char *name);

/* Those of a column of people: none but of "region" and "group". */
const struct pp_plan_places *pp_plan_places_of(const struct pp_plan *plan,
                                               const char *column);

/* The JSON Schema of evaluation.yaml, for editors. */
void pp_plan_json_schema(struct pp_buffer *out);

/* The table of what it may hold, for its manual page (base/schema.h). */
struct pp_schema;
const struct pp_schema *pp_plan_schema(void);

/*
 * What a file adds to the numbers of an instrument's answers, by its
 * numbered_from; false, and 0, where it does not say. `file` may be NULL.
 */
bool pp_plan_file_step(const struct pp_plan *plan,
                       const struct pp_plan_file *file, size_t instrument,
                       int *step);

/* The index of a wave by id, alias or name; -1 if there is none. */
int pp_plan_wave(const struct pp_plan *plan, const char *text);

#endif
