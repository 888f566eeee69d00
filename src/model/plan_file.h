#ifndef PREPOST_MODEL_PLAN_FILE_H
#define PREPOST_MODEL_PLAN_FILE_H

#include "prepost/base/schema.h"

/*
 * A plan as its file has it: what the schema fills and plan_read.c turns into
 * struct pp_plan. Private to the plan's reader.
 */
struct def_sesoi {
    double value;
    int source; /* -1: not said */
    const char *because;
    const struct pp_yaml *at;
};

struct def_entry {
    double at_least, at_most; /* NaN: not said */
    const struct pp_yaml *at;
};

struct def_outcome {
    const char *id;
    int role; /* -1: not said */
    const struct def_sesoi *sesoi;
    const struct def_entry *entry;
    const char *if_worse;
    const struct pp_yaml *at;
};

struct def_wave {
    const char *id, *name;
    double weeks; /* 0: not said */
    struct pp_text_list aliases;
    const struct pp_yaml *at;
};

struct def_answer {
    const char *key; /* a number or a label of the questionnaire's */
    struct pp_text_list texts;
    const struct pp_yaml *at;
};

struct def_instrument {
    const char *id, *coding, *missing;
    struct pp_block_list answers;
    const struct pp_yaml *at;
};

struct def_kept {
    const char *name;
    struct pp_text_list headings;
    bool is_number, is_dose, is_categories;
    const struct pp_yaml *at;
};

struct def_columns {
    struct pp_text_list identifier, identifier_from;
    struct pp_text_list wave, date, region, group, arm;
    int date_format; /* -1: found out */
    struct pp_block_list keep;
    const struct pp_yaml *at;
};

struct def_mapping {
    const char *heading, *means, *wave;
    const struct pp_yaml *at;
};

struct def_numbering {
    const char *instrument;
    long from;
    const struct pp_yaml *at;
};

struct def_file {
    const char *path, *wave, *region, *group, *arm;
    const char *delimiter, *encoding, *platform;
    const char *sheet, *dictionary, *comment;
    bool decimal_comma, anonymous;
    int date_format; /* -1: that of the columns */
    struct pp_text_list missing, pre_marks, post_marks;
    struct pp_block_list columns, numbered_from;
    const struct pp_yaml *at;
};

struct def_arm {
    const char *level, *name;
    const struct pp_yaml *at;
};

struct def_arms {
    const char *comparison, *column;
    bool as_assigned;
    struct pp_block_list names, aliases;
    const struct pp_yaml *at;
};

struct def_person {
    struct pp_text_list codes;
    const char *because;
    const struct pp_yaml *at;
};

struct def_place {
    const char *name;
    struct pp_text_list aliases;
    const struct pp_yaml *at;
};

struct def_rules {
    int bad_cell, same_twice;
};

struct def_disclosure {
    const char *preset;
    long threshold, rounding;
};

struct def_plan {
    const char *title, *charity, *service, *comparison, *dates, *gap;
    const char *own_words;
    bool made_up, low_point;
    int design;
    struct pp_block_list waves, instruments, outcomes, files, same_person;
    struct pp_block_list regions, groups;
    const struct def_columns *columns;
    const struct def_arms *arms;
    const struct def_rules *rules;
    const struct def_disclosure *disclosure;
    double level;
    long seed;
    const struct pp_yaml *at;
};

extern const struct pp_schema plan_schema;

#endif
