#ifndef PREPOST_MODEL_INSTRUMENT_H
#define PREPOST_MODEL_INSTRUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/base/notes.h"
#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"

/*
 * A questionnaire as defined in one file under surveys/: its items, the codes
 * that answers may have, the scales scored from them, and what is published
 * about those scales. pp_instrument_read() makes one from a file's text.
 * Everything in it lives in one pool and is never changed after reading.
 *
 * Items are known by id, never by position: several instruments circulate in
 * more than one order. Answers are whole-number codes of the canonical coding
 * (the file's first); other codings are turned into it when answers are read.
 *
 * This file holds no scoring (model/score.h) and no answers
 * (model/dataset.h).
 */

/* A name or title that tables, figures and summaries for others carry: no
 * page has room for a longer one. */
enum { PP_MAX_LABEL_BYTES = 500 };

/* Own: a questionnaire of one's own; nobody else has looked at its key. */
enum pp_key_status { PP_KEY_CONFIRMED, PP_KEY_UNCONFIRMED, PP_KEY_OWN };

enum pp_wording {                    /* may the item texts be shown? */
                  PP_WORDING_FREE,   /* yes */
                  PP_WORDING_NOTICE, /* verbatim only, with the notice */
                  PP_WORDING_NONE    /* ids and key only */
};

/* One allowed answer: a code and how it may be written in a file. */
struct pp_answer {
    int code;                    /* in this coding */
    int canonical;               /* the same answer in the canonical coding */
    const char *label;           /* "Several days"; NULL: number only */
    struct pp_text_list aliases; /* other ways to write it */
};

/* A way of coding answers, chosen in the plan where there are several. */
struct pp_coding {
    const char *id;   /* "0-3", "1-5" */
    const char *name; /* what tells it from the others, for people */
    const struct pp_answer *answers;
    size_t n_answers;
};

struct pp_item {
    const char *id;    /* "phq9_1": column name in store and exports */
    const char *text;  /* the question; NULL where not shipped */
    const char *theme; /* a few words of ours; may be NULL */
    struct pp_text_list aliases;     /* column headings that mean this item */
    const struct pp_coding *codings; /* the first is canonical */
    size_t n_codings;
    int min, max; /* least and greatest canonical code */
    bool reverse; /* scored as min + max - code */
    bool risk;    /* never shown for one person */
    bool scored;  /* false: a filler, or a question that only decides others */
};

enum pp_score_method {
    PP_SCORE_SUM,
    PP_SCORE_MEAN,
    PP_SCORE_PERCENT, /* of the way from the least to the greatest possible */
    PP_SCORE_LOOKUP,  /* a table over the complete integer sum */
    PP_SCORE_COUNT    /* of items whose code is one of those that count */
};

enum pp_missing_treatment {
    PP_MISSING_NONE,    /* complete answers only */
    PP_MISSING_PRORATE, /* the mean of the answered stands in for the rest */
    PP_MISSING_PRORATE_ROUND, /* the same, rounded to a whole number */
    PP_MISSING_AS_ANSWERED    /* the answered alone, nothing stands in */
};

/* Another published way with missing answers; used only where asked for. */
struct pp_missing_rule {
    const char *id; /* "alswh" */
    size_t max_missing;
    enum pp_missing_treatment treatment;
    const char *source;
};

/*
 * Items that do not apply to some people: where `when` was answered with one
 * of `codes`, the items are left out and the scale's range is smaller. Nothing
 * stands in for them.
 */
struct pp_scale_condition {
    size_t when; /* index of the item that decides */
    const int *codes;
    size_t n_codes;
    const size_t *items; /* left out */
    size_t n_items;
    double min, max; /* what is left can reach */
};

enum pp_change_kind { PP_CHANGE_INDIVIDUAL, PP_CHANGE_GROUP };

/* A published amount of change that matters; never used as another kind. */
struct pp_published_change {
    enum pp_change_kind kind;
    double value;
    bool inclusive; /* "6 or more" rather than "more than 6" */
    bool reliable;  /* a reliable change, not an important one */
    const char *source;
};

struct pp_cutoff {
    const char *name; /* "caseness" */
    double value;
    bool case_at_or_above; /* else at or below */
    const char *source;
};

struct pp_band {
    const char *name;
    double from, to; /* both included */
};

struct pp_band_set {
    const char *source;
    bool by_default; /* false: shown only where asked for */
    const struct pp_band *bands;
    size_t n_bands;
};

/* Ingredients of computed thresholds. NaN or NULL where not known. */
struct pp_norm {
    const char *population; /* "Norway, general population, n 1,893" */
    bool clinical;
    bool part; /* of men, or of an age: no norm of people in general */
    double mean, sd;
    const char *source;
};

struct pp_published_reliability {
    const char *kind; /* "alpha" or "retest" */
    double value;
    const char *population, *source;
};

/* The words that reports use for an outcome. */
struct pp_outcome_words {
    const char *outcome; /* "symptoms of depression" */
    const char *score;   /* "depression score" */
    const char *plain;   /* "having a say in your own life"; may be NULL */
};

struct pp_scale {
    const char *id;   /* "total" */
    const char *name; /* "PHQ-9 total" */
    enum pp_score_method method;
    double factor;       /* the result is multiplied by it; usually 1 */
    const size_t *items; /* indices into the instrument's items */
    size_t n_items;
    size_t max_missing; /* more than this: no score */
    enum pp_missing_treatment treatment;
    const char *missing_source; /* of the rule; NULL where none is known */
    const struct pp_missing_rule *other_rules;
    size_t n_other_rules;
    const struct pp_scale_condition *conditions;
    size_t n_conditions;
    const double *lookup; /* LOOKUP: score of integer sum lookup_min + i */
    int lookup_min;
    size_t n_lookup;
    const uint32_t *counts; /* COUNT: per item, bit (code - min) if it counts */
    double min, max;        /* what the scale can reach; checked on reading */
    bool lower_is_better;
    bool no_direction; /* neither end is better: no outcome of an evaluation */
    bool ordinal; /* a mean says little: percentages and ranks by default */
    int decimals; /* of printed means: 1, or 2 for ranges under 6 */
    struct pp_outcome_words words;
    const struct pp_band_set *band_sets;
    size_t n_band_sets;
    const struct pp_cutoff *cutoffs;
    size_t n_cutoffs;
    const struct pp_published_change *changes;
    size_t n_changes;
    const struct pp_norm *norms;
    size_t n_norms;
    const struct pp_published_reliability *reliabilities;
    size_t n_reliabilities;
    const char *caution;               /* printed with the scale, or NULL */
    struct pp_text_list total_aliases; /* headings of a ready-made total */
};

struct pp_instrument {
    const char *id;         /* "phq9": [a-z][a-z0-9_]*, its table's name too */
    const char *name;       /* "Patient Health Questionnaire-9" */
    const char *short_name; /* "PHQ-9" */
    const char *citation, *doi;
    const char *stem;   /* asked before the items; NULL where not shipped */
    const char *period; /* "the last 2 weeks" */
    enum pp_key_status status; /* as a file says it: pp_key_status_word() */
    const char *status_note;
    enum pp_wording wording;
    const char *wording_licence; /* in words, with the notice to keep */
    const struct pp_item *items;
    size_t n_items;
    const struct pp_scale *scales;
    size_t n_scales;
    const char *file; /* where it was read from, for messages */
};

/* The item or scale of that id, its index in *index if not NULL; or NULL. */
const struct pp_item *pp_instrument_item(const struct pp_instrument *instrument,
                                         const char *id, size_t *index);
const struct pp_scale *
pp_instrument_scale(const struct pp_instrument *instrument, const char *id,
                    size_t *index);

/* The published change of a kind, reliable or not; NULL if there is none. */
const struct pp_published_change *
pp_scale_published_change(const struct pp_scale *scale,
                          enum pp_change_kind kind, bool reliable);

/*
 * Reads a definition from YAML text into `pool`. `file` names it in messages.
 * Returns 0, or -1 with every mistake in `notes`, each with line, column and
 * what was expected. Warnings may be added on success too.
 */
int pp_instrument_read(struct pp_pool *pool, const char *file, const char *text,
                       size_t length, const struct pp_instrument **out,
                       struct pp_notes *notes);

/*
 * Puts the questions of a wording file into a copy of *instrument: text that
 * may be passed on only unchanged and with its notice is kept apart.
 * Returns 0, or -1 with mistakes in `notes` and *instrument as it was.
 */
int pp_instrument_add_wording(struct pp_pool *pool, const char *file,
                              const char *text, size_t length,
                              const struct pp_instrument **instrument,
                              struct pp_notes *notes);

/* What a definition file may hold, as a JSON Schema; appended. */
void pp_instrument_json_schema(struct pp_buffer *out);

/* The table of that, for its manual page (base/schema.h). */
struct pp_schema;
const struct pp_schema *pp_instrument_schema(void);

/* "confirmed", "unconfirmed", "own". */
const char *pp_key_status_word(enum pp_key_status status);

#endif
