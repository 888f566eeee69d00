#ifndef PREPOST_STORE_LOADING_H
#define PREPOST_STORE_LOADING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "prepost/model/dataset.h"
#include "prepost/model/plan.h"
#include "prepost/store/load.h"
#include "prepost/store/store.h"

/*
 * What the files that load a dataset share: load.c reads people, and goes
 * through the instruments; load_rows.c reads the answers to one of them,
 * load_columns.c what is known of people beside them, load_joined.c settles
 * what one person answered under several codes, load_order.c puts people in
 * an order that their codes do not make.
 */

/* What is needed while a dataset is filled. */
struct pp_loading {
    struct pp_store *store;
    const struct pp_plan *plan;
    enum pp_people_order order;
    struct pp_pool *pool;
    size_t n_people;
    int64_t *numbers;           /* of participants, ascending */
    uint32_t *place;            /* of the same, in the dataset */
    size_t n_places;            /* participants that are not one */
    size_t n_twice;             /* answers given under two codes at one wave */
    int wave_of[UINT8_MAX + 1]; /* the store's wave -> the plan's; or -1 */
};

/* One instrument's rows, as they come by participant's number. */
struct pp_loaded_rows {
    size_t n, capacity, n_items, n_scales;
    uint32_t *participant; /* place in the dataset */
    uint8_t *wave;
    int16_t *answers;
    int32_t *day;
    double *totals;
    uint64_t *origin; /* import and line, which tell earlier from later; NULL
                         where nobody's codes are joined */
    bool is_sorted, has_totals, has_days, has_origin;
};

/*
 * Walks on to a number while rows come by ascending number; *at keeps the
 * place. Returns -1 if there is no such participant.
 */
int pp_loading_walk_to(const struct pp_loading *load, int64_t number,
                       size_t *at, struct pp_error *err);

/* The plan's columns of people, as far as the store has them. */
int pp_loading_columns(struct pp_loading *load, struct pp_dataset *out,
                       struct pp_error *err);

/*
 * The rows of one instrument as the table has them: none before its first.
 * *rows has its numbers of items and scales, and whether it wants the origin;
 * pp_loading_rows_clear() it, or give it to the dataset: then it lives as long
 * as the pool.
 */
int pp_loading_rows_read(struct pp_loading *load,
                         const struct pp_instrument *instrument,
                         struct pp_loaded_rows *rows, struct pp_error *err);
void pp_loading_rows_give(struct pp_loading *load, struct pp_loaded_rows *rows,
                          struct pp_responses *out);
void pp_loading_rows_clear(struct pp_loaded_rows *rows);

/* By place, then wave, then origin. One array after the other is moved, so
 * that no more than the largest is there twice. */
void pp_loading_rows_sort(const struct pp_loading *load,
                          struct pp_loaded_rows *rows);

/* Sorted rows, of which one person may have several at a wave: then one. */
void pp_loading_settle_joined(struct pp_loading *load,
                              struct pp_loaded_rows *rows);

/*
 * People and rows[], one of each of the plan's instruments, by
 * pp_dataset_order(); sets dataset->stored. The rows are sorted and settled,
 * the columns are there.
 */
void pp_loading_put_in_order(const struct pp_loading *load,
                             struct pp_loaded_rows rows[],
                             struct pp_dataset *dataset);

#endif
