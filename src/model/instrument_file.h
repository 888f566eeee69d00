#ifndef PREPOST_MODEL_INSTRUMENT_FILE_H
#define PREPOST_MODEL_INSTRUMENT_FILE_H

#include "prepost/base/schema.h"

/*
 * A definition file as it is written, before its references are followed:
 * what instrument_schema.c's table fills and instrument_read.c turns into a
 * struct pp_instrument. Each block keeps its node, so that every mistake can
 * name its line.
 */

struct def_answer {
    const struct pp_yaml *at;
    long code;
    const char *label;
    struct pp_text_list aliases;
};

struct def_code { /* of another coding */
    const struct pp_yaml *at;
    long code, means;
};

struct def_coding {
    const struct pp_yaml *at;
    const char *id, *name;
    struct pp_block_list codes; /* def_code */
};

struct def_item {
    const struct pp_yaml *at;
    const char *id, *text, *theme;
    struct pp_text_list aliases;
    struct pp_block_list answers; /* def_answer */
    const char *answer_range;
};

struct def_band {
    const struct pp_yaml *at;
    const char *name, *range;
};

struct def_band_set {
    const struct pp_yaml *at;
    const char *source;
    bool shown;
    struct pp_block_list bands; /* def_band */
};

struct def_cutoff {
    const struct pp_yaml *at;
    const char *name, *source;
    double at_or_above, at_or_below;
};

struct def_change {
    const struct pp_yaml *at;
    int kind;
    double value;
    bool inclusive, reliable;
    const char *source;
};

struct def_norm {
    const struct pp_yaml *at;
    const char *population, *source;
    bool clinical, part;
    double mean, sd;
};

struct def_reliability {
    const struct pp_yaml *at;
    int kind;
    double value;
    const char *population, *source;
};

struct def_words {
    const char *outcome, *score, *plain;
};

struct def_missing {
    const struct pp_yaml *at;
    const char *id; /* of another rule only */
    long up_to;
    int treatment;
    const char *source;
};

struct def_lookup {
    const struct pp_yaml *at;
    long raw;
    double score;
};

struct def_count {
    const struct pp_yaml *at;
    struct pp_text_list items;
    struct pp_number_list answers;
};

struct def_condition {
    const struct pp_yaml *at;
    struct pp_text_list items;
    const char *when;
    struct pp_number_list is;
};

struct def_scale {
    const struct pp_yaml *at;
    const char *id, *name;
    int score, better; /* -1: as the file's default */
    double factor;
    struct pp_text_list items;
    const struct def_missing *missing;
    struct pp_block_list other_missing; /* def_missing */
    const char *range;
    struct pp_block_list lookup;     /* def_lookup */
    struct pp_block_list counts;     /* def_count */
    struct pp_block_list conditions; /* def_condition */
    bool overlap, ordinal;
    long decimals; /* -1: by the range */
    const struct def_words *words;
    struct pp_block_list bands;         /* def_band_set */
    struct pp_block_list cutoffs;       /* def_cutoff */
    struct pp_block_list changes;       /* def_change */
    struct pp_block_list norms;         /* def_norm */
    struct pp_block_list reliabilities; /* def_reliability */
    const char *caution;
    struct pp_text_list aliases;
};

struct def_wording {
    int show;
    const char *licence;
};

struct def_coding_name {
    const char *id, *name;
};

struct def_instrument {
    const struct pp_yaml *at;
    const char *id, *name, *short_name;
    const char *citation, *doi, *period, *stem;
    int status;
    const char *status_note;
    const struct def_wording *wording;
    const struct def_coding_name *coding;
    struct pp_block_list answers; /* def_answer */
    const char *answer_range;
    struct pp_block_list other_codings; /* def_coding */
    struct pp_block_list items;         /* def_item */
    long n_items;                       /* items given as a count */
    struct pp_text_list reverse, risk, not_scored;
    int score, better;
    const struct def_missing *missing;
    struct pp_block_list scales; /* def_scale */
};

/* Beyond these a file is refused; far above any questionnaire. */
enum {
    DEF_MAX_ITEMS = 500,
    DEF_MAX_SCALES = 100,
    DEF_MIN_CODE = -1000,
    DEF_MAX_CODE = 10000
};

extern const struct pp_schema def_instrument_schema;

#endif
