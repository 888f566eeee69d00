#include "prepost/analysis/reliability_of.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/model/score.h"
#include "prepost/stats/omega.h"
#include "prepost/stats/reliability.h"

/* Sums over everyone who answered, at the first wave and at a later one; and
 * over those who did at both. */
struct two_waves {
    size_t wave;
    struct pp_items pre, post;
    struct pp_items_twice both;
    uint32_t who; /* whose rows are kept */
    bool has[2];
    double *kept[2]; /* k, before and after */
};

enum { ROWS_AT_ONCE = 256 };

/* A person's rows stand one after the other. */
static void keep_row(struct two_waves *sums, uint32_t who, int time,
                     const double *parts)
{
    if (who != sums->who)
        sums->has[0] = sums->has[1] = false;
    sums->who = who;
    sums->has[time] = true;
    memcpy(sums->kept[time], parts, sums->both.k * sizeof *parts);
    if (sums->has[0] && sums->has[1])
        pp_items_twice_add(&sums->both, sums->kept[0], sums->kept[1]);
}

static void add_rows(const struct pp_responses *r, const struct pp_scale *scale,
                     struct two_waves *sums)
{
    size_t k = scale->n_items, n;
    double *parts = pp_alloc_array(ROWS_AT_ONCE * k, sizeof *parts);

    for (size_t first = 0; first < r->n_rows; first += n) {
        n = r->n_rows - first < ROWS_AT_ONCE ? r->n_rows - first : ROWS_AT_ONCE;
        pp_score_items(r->instrument, scale,
                       r->answers + first * r->instrument->n_items, n, parts);
        for (size_t i = 0; i < n; i++) {
            bool is_pre = r->wave[first + i] == 0;
            if (!is_pre && r->wave[first + i] != sums->wave)
                continue;
            pp_items_add(is_pre ? &sums->pre : &sums->post, parts + i * k);
            keep_row(sums, r->participant[first + i], is_pre ? 0 : 1,
                     parts + i * k);
        }
    }
    pp_free(parts);
}

static struct pp_estimate alpha_of(const struct pp_items *items, double level)
{
    struct pp_alpha a = pp_reliability_alpha(items, level);

    return (struct pp_estimate){.estimate = a.alpha,
                                .ci = a.ci,
                                .method = PP_ALPHA_METHOD,
                                .status = a.status};
}

static struct pp_estimate omega_of(const struct pp_items *items)
{
    struct pp_omega o = pp_omega_fit(items, NULL, NULL);

    return (struct pp_estimate){.estimate = o.omega,
                                .ci = PP_INTERVAL_NONE,
                                .method = "one-factor-ml",
                                .status = o.status};
}

bool pp_runs_against(double correlation, size_t n)
{
    if (isnan(correlation) || correlation >= 0 || n < 4)
        return false;
    return atanh(fmax(correlation, -1)) + 1.96 / sqrt((double)n - 3) < 0;
}

bool pp_item_runs_against(double correlation, size_t n)
{
    enum { LEAST = 10 };

    return n >= LEAST && pp_runs_against(correlation, n);
}

static void find_unreversed(const struct pp_items *items,
                            const struct pp_instrument *instrument,
                            const struct pp_scale *scale, struct pp_pool *pool,
                            struct pp_scale_reliability *out)
{
    struct pp_item_rest *rest =
        pp_alloc_zero(scale->n_items, sizeof(struct pp_item_rest));

    pp_items_rest(items, rest);
    const char **ids = pp_pool_array(pool, scale->n_items, sizeof *ids);
    out->n_unreversed = 0;
    for (size_t k = 0; k < scale->n_items; k++)
        if (pp_item_runs_against(rest[k].correlation, items->n))
            ids[out->n_unreversed++] = instrument->items[scale->items[k]].id;
    out->unreversed = ids;
    pp_free(rest);
}

struct pp_scale_reliability pp_reliability_of(
    const struct pp_plan *plan, const struct pp_plan_outcome *outcome,
    const struct pp_dataset *dataset, size_t wave, struct pp_pool *pool)
{
    const struct pp_instrument *instrument =
        plan->instruments[outcome->instrument].instrument;
    const struct pp_scale *scale = &instrument->scales[outcome->scale];
    struct pp_scale_reliability out = {.n_items = scale->n_items};
    struct two_waves sums = {.wave = wave};
    double *kept = pp_alloc_array(2 * scale->n_items, sizeof *kept);

    sums.kept[0] = kept;
    sums.kept[1] = kept + scale->n_items;
    pp_items_init(&sums.pre, scale->n_items);
    pp_items_init(&sums.post, scale->n_items);
    pp_items_twice_init(&sums.both, scale->n_items);
    for (size_t i = 0; i < dataset->n_responses; i++)
        if (dataset->responses[i].instrument == instrument)
            add_rows(&dataset->responses[i], scale, &sums);
    out.n_pre = sums.pre.n;
    out.n_post = sums.post.n;
    out.alpha_pre = alpha_of(&sums.pre, plan->level);
    out.alpha_post = alpha_of(&sums.post, plan->level);
    out.omega_pre = omega_of(&sums.pre);
    out.omega_post = omega_of(&sums.post);
    out.n_both = sums.both.n;
    out.alpha_change_p = pp_alpha_change(&sums.both).p;
    find_unreversed(&sums.pre, instrument, scale, pool, &out);
    pp_items_clear(&sums.pre);
    pp_items_clear(&sums.post);
    pp_items_twice_clear(&sums.both);
    pp_free(kept);
    return out;
}
