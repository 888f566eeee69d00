#ifndef PREPOST_MODEL_DATASET_H
#define PREPOST_MODEL_DATASET_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/pool.h"
#include "prepost/model/instrument.h"

/*
 * Everyone's answers, as the store gives them to analysis: plain columns,
 * people known by number.
 *
 * A participant is an index below n_participants; there are no identifiers
 * here. Responses are one row for each participant and wave, sorted by
 * participant, then wave; a participant has at most one response to an
 * instrument at a wave.
 */

enum { PP_ANSWER_MISSING = INT16_MIN };
enum { PP_NO_DAY = INT32_MIN };    /* the day of answering is not known */
enum { PP_NO_LEVEL = UINT16_MAX }; /* a participant's column left blank */

/*
 * What is known of people beside their answers: region, group, age band ...
 *
 * A support group is a group of its region: where one name stands in several
 * regions, its levels are one for each, "Befriending (Powys)", so that whoever
 * counts groups, allows for them or compares them has the same ones. People of
 * such a name whose region is not known are one further group.
 */
struct pp_person_column {
    const char *name;          /* as the plan calls it */
    const char *const *levels; /* texts, sorted; regions in the plan's order
                                  where it names all of them */
    size_t n_levels;
    const uint16_t *level; /* per participant; PP_NO_LEVEL if blank */
};

/* Numbers known of people: sessions attended, weeks between the waves. */
struct pp_person_number {
    const char *name;
    const double *value; /* per participant; NaN if blank */
};

/* One instrument's answers. */
struct pp_responses {
    const struct pp_instrument *instrument;
    size_t n_rows;
    const uint32_t *participant; /* per row, ascending */
    const uint8_t *wave;         /* per row: index into the plan's waves */
    const int32_t *day;          /* per row: days since 1970-01-01, or
                                    PP_NO_DAY; NULL if no row has any */
    const int16_t *answers;      /* n_rows x n_items, canonical codes */
    const double *totals;        /* n_rows x n_scales ready-made totals, NaN
                                    where none; NULL if no file has any */
};

struct pp_dataset {
    size_t n_participants;
    const uint32_t *stored; /* per participant: which one by pseudonym; NULL:
                               the same */
    size_t n_joined;        /* codes that were joined to another by the plan */
    size_t n_joined_twice;  /* of their answers: given under both codes at one
                               wave, so that the plan's rule decided */
    const struct pp_person_column *columns;
    size_t n_columns;
    const struct pp_person_number *numbers;
    size_t n_numbers;
    const struct pp_responses *responses; /* one per instrument in the plan */
    size_t n_responses;
};

/*
 * An order of people that is made of what is known of them alone: what they
 * answered and when, and their columns. The store has them by pseudonym, and a
 * sum in another order differs in its last digits; so a number would turn on
 * what people's codes are.
 *
 * In         rows of one person by ascending wave, of several in any order
 * Out        who[n_participants]: who is first, who comes next
 */
void pp_dataset_order(const struct pp_dataset *dataset, uint32_t *who);

/* The column of that name, or NULL. */
const struct pp_person_column *
pp_dataset_column(const struct pp_dataset *dataset, const char *name);

/* The answers to that instrument, or NULL. */
const struct pp_responses *
pp_dataset_responses(const struct pp_dataset *dataset,
                     const struct pp_instrument *instrument);

/* The numbers of that name, per participant, or NULL. */
const double *pp_dataset_number(const struct pp_dataset *dataset,
                                const char *name);

#endif
