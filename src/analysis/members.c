#include "prepost/analysis/members.h"

#include "prepost/base/alloc.h"
#include "prepost/base/tally.h"

/* What a pair is of, then its scores. */
static void key_of(const struct pp_comparison_in *in, size_t pair,
                   uint64_t *key)
{
    const struct pp_cohort_column *by = in->column;
    size_t who = in->pairs->participant[pair], n = 0;

    key[n++] = by->column.level[who];
    key[n++] = in->region != NULL ? in->region->level[who] : PP_NO_LEVEL;
    for (size_t p = 0; p < by->n_parts; p++)
        key[n++] = by->part_of[p][who];
    key[n++] = pp_tally_number(in->pairs->pre[pair]);
    key[n] = pp_tally_number(in->pairs->post[pair]);
}

const struct pp_members *pp_members_of(const struct pp_comparison_in *in,
                                       struct pp_pool *pool)
{
    size_t width = PP_MEMBER_PARTS + in->column->n_parts;
    uint64_t *key = pp_alloc_array(width + 2, sizeof *key);
    struct pp_tally t;

    pp_tally_init(&t, width + 2);
    for (size_t i = 0; i < in->pairs->n; i++) {
        key_of(in, i, key);
        pp_tally_add(&t, key);
    }
    pp_free(key);
    uint16_t *of = pp_pool_array(pool, t.n * width + 1, sizeof *of);
    double *pre = pp_pool_array(pool, t.n + 1, sizeof *pre);
    double *post = pp_pool_array(pool, t.n + 1, sizeof *post);
    size_t *count = pp_pool_array(pool, t.n + 1, sizeof *count);
    for (size_t i = 0; i < t.n; i++) {
        const uint64_t *from = t.keys + i * t.width;
        for (size_t k = 0; k < width; k++)
            of[i * width + k] = (uint16_t)from[k];
        pre[i] = pp_tally_value(from[width]);
        post[i] = pp_tally_value(from[width + 1]);
        count[i] = t.count[i];
    }
    struct pp_members *members = pp_pool_alloc(pool, sizeof *members);
    *members = (struct pp_members){t.n, width, of, pre, post, count};
    pp_tally_clear(&t);
    return members;
}
