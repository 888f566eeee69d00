#include "published_inside.h"

#include <math.h>
#include <string.h>

#include "evaluated.h"

/*
 * Whoever reads the results knows which town is of which region, and which
 * quarter of which year: here by their names, "Wolds town 1" and "2024 quarter
 * 3". The people of the one are those of the others within it, as whoever's
 * region is known has a town.
 */
static bool is_within_one(const char *finer, size_t n, const char *coarser,
                          size_t m)
{
    return n > m && strncmp(finer, coarser, m) == 0 && finer[m] == ' ';
}

/* "Wolds town 1" of "Wolds"; "Wolds town 1, woman" of "Wolds, woman"; "Wolds"
 * of "Northumbria". */
bool published_is_within(const char *finer, const char *coarser)
{
    size_t n = strcspn(finer, ","), m = strcspn(coarser, ",");
    const char *nation = evaluated_nation(finer);

    if (nation != NULL && strcmp(nation, coarser) == 0)
        return true;

    return is_within_one(finer, n, coarser, m) &&
           strcmp(finer + n, coarser + m) == 0;
}

/* --- reports --------------------------------------------------------------
 */

static const struct pp_people_table *table_named(const struct published *p,
                                                 const char *name)
{
    for (size_t k = 0; k < p->truth->n_people_tables; k++)
        if (strcmp(p->truth->people[k].name, name) == 0)
            return &p->truth->people[k];
    return NULL;
}

/* `whole` is the cell of one of those that levels of the column lie within. */
static void relate_level(struct published *p,
                         const struct pp_people_table *finer, size_t whole,
                         const char *name, bool is_stayed)
{
    size_t *parts = pp_pool_array(p->pool, finer->n_levels + 1, sizeof *parts);
    size_t n = 0;

    for (size_t l = 0; l < finer->n_levels; l++)
        if (published_is_within(finer->levels[l].name, name))
            parts[n++] = published_kept_level(p, finer->name,
                                              finer->levels[l].name, is_stayed);
    if (n > 0)
        attacker_sum(p->attacker, whole, parts, n);
}

static void relate_regions(struct published *p, const char *nation,
                           bool is_stayed)
{
    const struct pp_flow *flow = &p->truth->flow;
    size_t *parts = pp_pool_array(p->pool, flow->n_regions + 1, sizeof *parts);
    size_t n = 0;

    for (size_t r = 0; r < flow->n_regions; r++)
        if (published_is_within(flow->regions[r].name, nation))
            parts[n++] = flow_cell(p, r + 1, is_stayed ? BOTH : BEFORE_ONLY);
    if (n > 0)
        attacker_sum(p->attacker,
                     published_kept_level(p, "nation", nation, is_stayed),
                     parts, n);
}

void published_relate_nested(struct published *p)
{
    const struct pp_people_table *towns = table_named(p, "town");
    const struct pp_people_table *halves = table_named(p, "half");
    const struct pp_people_table *bands = table_named(p, "age band");
    const struct pp_people_table *nations = table_named(p, "nation");
    const struct pp_flow *flow = &p->truth->flow;

    for (int is_stayed = 0; is_stayed < 2; is_stayed++) {
        for (size_t r = 0; towns != NULL && r < flow->n_regions; r++)
            relate_level(p, towns,
                         flow_cell(p, r + 1, is_stayed ? BOTH : BEFORE_ONLY),
                         flow->regions[r].name, is_stayed);
        for (size_t l = 0; halves != NULL && l < bands->n_levels; l++)
            relate_level(p, halves,
                         published_kept_level(p, bands->name,
                                              bands->levels[l].name, is_stayed),
                         bands->levels[l].name, is_stayed);
        for (size_t l = 0; nations != NULL && l < nations->n_levels; l++)
            relate_regions(p, nations->levels[l].name, is_stayed);
    }
}

/* --- cohorts --------------------------------------------------------------
 */

/* Of a view; NULL: regions. */
static const struct pp_comparison *comparison_of(const struct published *p,
                                                 const struct published_view *v,
                                                 size_t i)
{
    return v != NULL ? &v->truth->outcomes[i].comparison
                     : &p->truth->outcomes[i].comparison;
}

static const struct published_view *view_or_regions(const struct published *p,
                                                    size_t k)
{
    return k < p->n_views ? &p->views[k] : NULL;
}

/* Whether the cohorts of one lie within those of the other; but for support
 * groups, which published_cohorts.c relates. */
static bool are_within(const struct published *p,
                       const struct published_view *finer,
                       const struct published_view *coarser)
{
    static const char *const pairs[][2] = {{"town", "region"},
                                           {"town,gender", "region,gender"},
                                           {"half", "age band"},
                                           {"region", "nation"},
                                           {"quarter", "year"}};
    const char *a = comparison_of(p, finer, 0)->by,
               *b = comparison_of(p, coarser, 0)->by;

    if ((finer != NULL && finer->is_of_arms) ||
        (coarser != NULL && coarser->is_of_arms))
        return false;
    for (size_t k = 0; k < sizeof pairs / sizeof pairs[0]; k++)
        if (a != NULL && b != NULL && strcmp(a, pairs[k][0]) == 0 &&
            strcmp(b, pairs[k][1]) == 0)
            return true;
    return false;
}

static void relate_views(struct published *p,
                         const struct published_view *finer,
                         const struct published_view *coarser, size_t i)
{
    const struct pp_comparison *all = comparison_of(p, coarser, i);
    const struct pp_comparison *c = comparison_of(p, finer, i);
    size_t *parts = pp_pool_array(p->pool, c->n_cohorts + 1, sizeof *parts);

    for (size_t k = 0; k < all->n_cohorts; k++) {
        size_t first, part, row;
        if (!published_cohort(p, coarser, i, all->cohorts[k].name, &first,
                              &row))
            continue;
        for (size_t kind = 0; kind < (has_amount(p, i) ? N_EACH : BETTER);
             kind++) {
            size_t n = 0;
            for (size_t g = 0; g < c->n_cohorts; g++)
                if (published_is_within(c->cohorts[g].name,
                                        all->cohorts[k].name) &&
                    published_cohort(p, finer, i, c->cohorts[g].name, &part,
                                     &row))
                    parts[n++] = part + kind;
            if (n > 0)
                attacker_sum(p->attacker, first + kind, parts, n);
        }
    }
}

void published_relate_nested_views(struct published *p)
{
    p->attacker->reading = "cohorts within others";
    for (size_t f = 0; f <= p->n_views; f++)
        for (size_t k = 0; k <= p->n_views; k++) {
            const struct published_view *finer = view_or_regions(p, f);
            const struct published_view *coarser = view_or_regions(p, k);
            if (!are_within(p, finer, coarser))
                continue;
            for (size_t i = 0; i < p->truth->n_outcomes; i++)
                relate_views(p, finer, coarser, i);
        }
}

/* --- averages -------------------------------------------------------------
 */

static bool has_average(const struct published *p,
                        const struct published_view *v, size_t i, size_t row)
{
    return v != NULL ? v->has_average[i * v->n_rows + row]
                     : p->has_average[i * p->n_rows + row];
}

/* A cohort's average less those of the ones within it. */
static void judge_views(const struct published *p,
                        const struct published_view *finer,
                        const struct published_view *coarser, size_t i,
                        struct published_verdict *v)
{
    const struct pp_comparison *all = comparison_of(p, coarser, i);
    const struct pp_comparison *c = comparison_of(p, finer, i);

    for (size_t k = 0; k < all->n_cohorts; k++) {
        const struct pp_cohort *whole = &all->cohorts[k];
        long dark = whole->flow.n_both;
        size_t n_shown = 0, first, row, part;
        if (!published_cohort(p, coarser, i, whole->name, &first, &row) ||
            !has_average(p, coarser, i, row))
            continue;
        for (size_t g = 0; g < c->n_cohorts; g++)
            if (published_is_within(c->cohorts[g].name, whole->name) &&
                published_cohort(p, finer, i, c->cohorts[g].name, &first,
                                 &part) &&
                has_average(p, finer, i, part)) {
                dark -= c->cohorts[g].flow.n_both;
                n_shown++;
            }
        if (n_shown > 0 && dark > 0)
            published_judged(
                v, dark >= p->rules->min_average,
                pp_pool_printf(p->pool,
                               "%s by %s: the average of %ld people of %s",
                               p->words[i], c->by, dark, whole->name));
    }
}

void published_judge_nested(const struct published *p, size_t i,
                            struct published_verdict *v)
{
    for (size_t f = 0; f <= p->n_views; f++)
        for (size_t k = 0; k <= p->n_views; k++) {
            const struct published_view *finer = view_or_regions(p, f);
            const struct published_view *coarser = view_or_regions(p, k);
            if (are_within(p, finer, coarser))
                judge_views(p, finer, coarser, i, v);
        }
}
