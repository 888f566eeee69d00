#ifndef PREPOST_INGEST_ROSTER_H
#define PREPOST_INGEST_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/base/buffer.h"
#include "prepost/base/pool.h"
#include "prepost/base/record.h"
#include "prepost/ingest/key.h"
#include "prepost/ingest/mapping.h"
#include "prepost/model/batch.h"
#include "prepost/model/plan.h"
#include "recall.h"

/*
 * The people of one file, known by pseudonym, and what is said of each:
 * region, group and the plan's columns. Grows while a file is read.
 */

struct pp_level_column {
    const char *name;
    const struct pp_plan_places *places; /* texts that are one; NULL: none */
    uint16_t *level;                     /* per person */
    const char **texts, **folded;
    size_t n_levels, capacity;
    struct pp_recall recall;
    bool is_refused; /* too many different texts: not a category */
};

struct pp_number_column {
    const char *name;
    double *value;
};

struct pp_roster {
    struct pp_pool *pool;
    const struct pp_key *key;
    size_t n, capacity;
    unsigned char (*pseudonyms)[PP_PSEUDONYM_SIZE];
    bool has_slips; /* codes are typed, and can be mistyped */
    /* The code as the row at hand writes it, in its parts; lent. */
    struct pp_text_field parts[PP_MAX_ID_PARTS];
    size_t n_parts;
    struct pp_spool *slips; /* as the batch has them */
    struct pp_buffer made;  /* those of one person */
    struct pp_buffer last;  /* identifier of the person of the last call ... */
    uint32_t last_person;   /* ... who often has the next row too */
    uint32_t *index;        /* open addressing, person + 1 */
    size_t n_index;
    struct pp_level_column *columns;
    size_t n_columns;
    struct pp_number_column *numbers;
    size_t n_numbers;
};

#define PP_NOBODY UINT32_MAX
enum { PP_MAX_LEVELS = 1000 };

void pp_roster_init(struct pp_roster *people, struct pp_pool *pool,
                    const struct pp_key *key, const char *dir);
void pp_roster_clear(struct pp_roster *people);

/*
 * The person of a normalised identifier, of which nothing is kept but until
 * the next call; *is_new: nobody had it before.
 */
uint32_t pp_roster_who(struct pp_roster *people, const char *normalised,
                       size_t length, bool *is_new);

/* The level of a text, made if new; PP_NO_LEVEL once there are too many. */
uint16_t pp_roster_level(struct pp_roster *people, size_t column,
                         const char *text, size_t length);

/* Hands everything to the batch, levels sorted. */
void pp_roster_give(struct pp_roster *people, struct pp_batch *batch);

#endif
