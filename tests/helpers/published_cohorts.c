#include "published_inside.h"

#include <math.h>
#include <string.h>

#include "finished.h"

/* --- cells ---------------------------------------------------------------- */

static size_t rows_of(const struct pp_results *truth)
{
    size_t most = 0;

    for (size_t i = 0; i < truth->n_outcomes; i++)
        if (truth->outcomes[i].comparison.n_cohorts > most)
            most = truth->outcomes[i].comparison.n_cohorts;
    return most + 1;
}

static void set_row(const struct published *p, double *truth, size_t i,
                    const struct pp_cohort *cohort)
{
    const struct pp_flow_row *flow = &cohort->flow;

    truth[PAIRS] = (double)flow->n_both;
    truth[ASKED] = (double)flow->n_before;
    truth[LEFT] = (double)(flow->n_before - flow->n_both);
    truth[SECOND] = (double)flow->n_after;
    truth[SECOND_ONLY] = (double)(flow->n_after - flow->n_both);
    if (!has_amount(p, i))
        return;
    truth[BETTER] = (double)cohort->individual.n_better;
    truth[BETWEEN] = (double)cohort->individual.n_between;
    truth[WORSE] = (double)cohort->individual.n_worse;
}

/* The outcome that one of the view is of: by arm, the first of its arms. */
static size_t outcome_of(const struct published *p,
                         const struct published_view *v, size_t i)
{
    return v != NULL && v->is_of_arms ? i * n_arms(p->truth) : i;
}

/* The true counts, with those of the view's cells at their end. */
static double *set_truth(struct published *p, const struct published_view *v)
{
    size_t n = p->attacker->n_cells;
    double *truth = pp_pool_array(p->pool, n, sizeof *truth);

    memcpy(truth, p->attacker->truth, v->first * sizeof *truth);
    for (size_t c = v->first; c < n; c++)
        truth[c] = NAN;
    for (size_t i = 0; i < v->truth->n_outcomes; i++) {
        const struct pp_comparison *c = &v->truth->outcomes[i].comparison;
        for (size_t r = 0; r < c->n_cohorts; r++)
            set_row(p, truth + view_cell(v, i, r), i, &c->cohorts[r]);
    }
    p->attacker->truth = truth;
    return truth;
}

static void relate_row(struct published *p, size_t i, size_t first)
{
    struct attacker *a = p->attacker;

    attacker_sum(a, first + ASKED, (size_t[]){first + PAIRS, first + LEFT}, 2);
    attacker_sum(a, first + SECOND,
                 (size_t[]){first + PAIRS, first + SECOND_ONLY}, 2);
    if (has_amount(p, i))
        attacker_sum(a, first + PAIRS,
                     (size_t[]){first + BETTER, first + BETWEEN, first + WORSE},
                     3);
}

static void relate_outcome(struct published *p, const struct published_view *v,
                           size_t i)
{
    size_t n = v->truth->n_per_wave;
    size_t *parts = pp_pool_array(p->pool, v->n_rows, sizeof *parts);

    for (size_t r = 0; r < v->n_rows; r++)
        relate_row(p, i, view_cell(v, i, r));
    for (size_t k = 0; k < (has_amount(p, i) ? N_EACH : BETTER); k++) {
        for (size_t r = 0; r < v->n_rows; r++)
            parts[r] = view_cell(v, i, r) + k;
        attacker_sum(p->attacker, outcome_cell(p, i, 0, (int)k), parts,
                     v->n_rows);
    }
    for (size_t r = 0; i >= n && r < v->n_rows; r++) {
        size_t same = view_cell(v, i - n, r) + ASKED;
        attacker_sum(p->attacker, view_cell(v, i, r) + ASKED, &same, 1);
    }
}

/*
 * Support groups bear the names of their regions: a region's people are those
 * of its groups, or some of them where not everyone's region is known.
 */
static void relate_groups(struct published *p, const struct published_view *v,
                          size_t i)
{
    const struct pp_comparison *c = &v->truth->outcomes[i].comparison;
    struct attacker_term *terms =
        pp_pool_array(p->pool, v->n_rows + 1, sizeof *terms);
    bool is_all =
        p->attacker->cells[flow_cell(p, p->n_rows - 1, BEFORE)].hi == 0;

    for (size_t r = 1; c->n_cohorts > 0 && r + 1 < p->n_rows; r++)
        for (size_t k = 0; k < (has_amount(p, i) ? N_EACH : BETTER); k++) {
            size_t n = 0;
            for (size_t g = 0; g < c->n_cohorts; g++)
                if (published_row(p, c->cohorts[g].name) == r)
                    terms[n++] =
                        (struct attacker_term){view_cell(v, i, g) + k, 1};
            terms[n++] =
                (struct attacker_term){outcome_cell(p, i, r, (int)k), -1};
            attacker_fact(p->attacker, terms, n, 0, is_all ? 0 : INFINITY);
        }
}

void published_add_view(struct published *p, const struct pp_results *truth)
{
    struct published_view *v = &p->views[p->n_views++];
    size_t n_outcomes = truth->n_outcomes;

    v->truth = truth;
    v->is_of_arms = n_arms(p->truth) > 0;
    v->n_rows = v->is_of_arms ? p->truth->flow.n_arms : rows_of(truth);
    v->has_average = pp_pool_array(p->pool, n_outcomes * v->n_rows + 1,
                                   sizeof *v->has_average);
    memset(v->has_average, 0,
           (n_outcomes * v->n_rows + 1) * sizeof *v->has_average);
    published_means_view(p, v);
    v->is_told = pp_pool_array(p->pool, n_outcomes + 1, sizeof *v->is_told);
    p->attacker->reading = NULL;
    if (v->is_of_arms)
        return;
    v->first = attacker_cells(p->attacker, n_outcomes * v->n_rows * N_EACH);
    published_parts_cells(p, v);
    double *known = set_truth(p, v);
    for (size_t i = 0; i < n_outcomes; i++)
        relate_outcome(p, v, i);
    for (size_t i = 0; i < n_outcomes; i++) {
        published_relate_kept_view(p, v, i);
        const char *by = truth->outcomes[i].comparison.by;
        if (strcmp(by, "group") == 0)
            relate_groups(p, v, i);
        if (v->n_rests > 0)
            published_relate_parts(p, v, i, known);
    }
}

/* By its level: that of an arm, or of the comparison. */
static bool arm_cohort(const struct published *p, size_t i, const char *name,
                       size_t *first, size_t *row)
{
    size_t n = n_arms(p->truth);

    for (size_t k = 0; k <= n; k++) {
        const struct pp_contrast *c =
            &p->truth->outcomes[i + (k < n ? k : 0)].contrast;
        const struct pp_arm *arm = k < n ? &c->arm : &c->comparison;
        if (!c->is_made || strcmp(arm->level, name) != 0)
            continue;
        *row = k;
        *first = k < n ? outcome_cell(p, i + k, 0, 0) : other_cell(p, i, 0);
        return true;
    }
    return false;
}

bool published_cohort(const struct published *p, const struct published_view *v,
                      size_t i, const char *name, size_t *first, size_t *row)
{
    if (v == NULL) {
        *row = published_row(p, name);
        if (*row >= p->n_rows)
            return false;
        *first = outcome_cell(p, i, *row, 0);
        return true;
    }
    if (v->is_of_arms)
        return arm_cohort(p, outcome_of(p, v, i), name, first, row);
    const struct pp_comparison *c = &v->truth->outcomes[i].comparison;
    for (size_t r = 0; r < c->n_cohorts; r++)
        if (strcmp(c->cohorts[r].name, name) == 0) {
            *row = r;
            *first = view_cell(v, i, r);
            return true;
        }
    return false;
}

static bool *has_average(struct published *p, struct published_view *v,
                         size_t i, size_t row)
{
    return v == NULL ? &p->has_average[i * p->n_rows + row]
                     : &v->has_average[i * v->n_rows + row];
}

/* --- compare, as JSON ------------------------------------------------------
 */

static void read_averages(struct published *p, size_t i, size_t people,
                          const json_t *o, const char *const *keys, size_t n)
{
    for (size_t k = 0; k < n; k++)
        published_average(p, people, i, published_number_at(o, keys[k], NULL));
}

static void read_cohort(struct published *p, struct published_view *v, size_t i,
                        const json_t *o)
{
    static const char *const averages[] = {"pre_mean", "post_mean", "change"};
    static const char *const counts[] = {[PAIRS] = "n_both",
                                         [ASKED] = "n_before",
                                         [LEFT] = "n_before_only",
                                         [SECOND] = "n_after",
                                         [SECOND_ONLY] = "n_after_only"};
    const json_t *name = json_object_get(o, "name");
    size_t first, row;

    if (!json_is_string(name) ||
        !published_cohort(p, v, i, json_string_value(name), &first, &row))
        return;
    if (v != NULL && v->is_named != NULL)
        v->is_named[row] = true;
    for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++)
        published_shown_json(p, first + k, json_object_get(o, counts[k]));
    if (has_amount(p, outcome_of(p, v, i)))
        published_read_individuals(p, first, json_object_get(o, "individuals"));
    read_averages(p, outcome_of(p, v, i), first + PAIRS, o, averages, 3);
    for (int k = 0; k < N_MEANS; k++)
        published_mean(p, v, i, row, (enum published_mean_of)k,
                       published_number_at(o, averages[k], NULL));
    *has_average(p, v, i, row) =
        json_is_number(json_object_get(o, "pre_mean")) ||
        json_is_number(json_object_get(o, "change"));
    p->n_read[PUBLISHED_JSON_COMPARISON]++;
}

/* Where people came singly, the model's degrees of freedom are the people of
 * the cohorts compared, less the slope and one for each. */
static void read_model(struct published *p, const struct published_view *v,
                       size_t i, const json_t *o)
{
    const json_t *method = published_at(o, "ancova", "method"), *cohort;
    double df = published_number_at(o, "ancova", "df");
    double k = published_number_at(o, "n_compared", NULL);
    const json_t *cohorts = json_object_get(o, "cohorts");
    struct attacker_term *terms =
        pp_pool_array(p->pool, json_array_size(cohorts) + 1, sizeof *terms);
    size_t c, n = 0, first, row;

    if (!json_is_string(method) || !isfinite(df) ||
        strcmp(json_string_value(method), "ancova-hc3") != 0)
        return;
    json_array_foreach(cohorts, c, cohort)
    {
        if (json_is_number(json_object_get(cohort, "pre_mean")) &&
            published_cohort(p, v, i,
                             json_string_value(json_object_get(cohort, "name")),
                             &first, &row))
            terms[n++] = (struct attacker_term){first + PAIRS, 1};
    }
    if ((double)n != k)
        return;
    attacker_fact(p->attacker, terms, n, df + k + 1, df + k + 1);
    p->n_read[PUBLISHED_JSON_MODEL]++;
}

void published_read_comparison(struct published *p, struct published_view *view,
                               const json_t *compared)
{
    size_t i, c;
    json_t *o, *cohort;

    p->attacker->reading = "JSON of cohorts";
    json_array_foreach(json_object_get(compared, "outcomes"), i, o)
    {
        published_precision(p, outcome_of(p, view, i), o);
        json_array_foreach(json_object_get(o, "cohorts"), c, cohort)
            read_cohort(p, view, i, cohort);
        read_model(p, view, i, o);
        if (view != NULL)
            view->is_told[i] =
                !json_is_true(json_object_get(o, "hidden")) &&
                json_array_size(json_object_get(o, "cohorts")) > 0;
        if (view == NULL)
            p->has_p[i] = json_is_number(json_object_get(o, "p"));
    }
    p->as_printed = -1;
}

/* --- compare, as text ------------------------------------------------------
 */

/* "Region | Before n | After n | Both n | Left | ..." */
static void read_people(struct published *p, const struct published_view *v,
                        size_t i, const struct finished_table *t)
{
    size_t first, row;
    double n;

    for (size_t k = 0; k < t->n_rows; k++) {
        const struct finished_row *r = &t->rows[k];
        if (!published_cohort(p, v, i, r->cells[0], &first, &row))
            continue;
        for (size_t c = 1; c < r->n_cells && c < t->heading.n_cells; c++) {
            const char *what = t->heading.cells[c];
            int kind = strcmp(what, "Before n") == 0  ? ASKED
                       : strcmp(what, "After n") == 0 ? SECOND
                       : strcmp(what, "Both n") == 0  ? PAIRS
                                                      : N_EACH;
            if (kind < N_EACH) {
                published_shown_text(p, first + (size_t)kind, r->cells[c]);
                p->n_read[PUBLISHED_COMPARED]++;
            } else if (strcmp(what, "Left") == 0 &&
                       finished_matches(r->cells[c], "#%", &n, 1)) {
                published_percent(p, first + LEFT, first + ASKED, n, 0.5);
                p->n_read[PUBLISHED_COMPARED_LEFT]++;
            }
        }
    }
}

/* "23 of 96, 24% (17 to 33)" */
static void read_changed(struct published *p, const struct published_view *v,
                         size_t i, const struct finished_table *t)
{
    size_t first, row;
    double n[5];

    for (size_t k = 0; k < t->n_rows; k++) {
        const struct finished_row *r = &t->rows[k];
        if (!published_cohort(p, v, i, r->cells[0], &first, &row))
            continue;
        for (size_t c = 1; c < r->n_cells && c < 3; c++) {
            size_t part = first + (c == 1 ? BETTER : WORSE);
            if (finished_holds(r->cells[c], "# of #", n, 2)) {
                published_shown(p, part, n[0]);
                published_shown(p, first + PAIRS, n[1]);
                p->n_read[PUBLISHED_COMPARED_CHANGED]++;
            }
            if (finished_holds(r->cells[c], ", #% (# to #)", n, 3)) {
                published_percent(p, part, first + PAIRS, n[0], 0.5);
                published_range(p, part, first + PAIRS, n[1] / 100, n[2] / 100,
                                0.005);
            }
        }
    }
}

/* Tables stand in the order of the outcomes that are told of. */
void published_read_comparison_text(struct published *p,
                                    struct published_view *view,
                                    const char *markdown)
{
    const bool *is_told = view != NULL ? view->is_told : p->is_told;
    struct finished *f = finished_read(p->pool, markdown);
    size_t n = view != NULL ? view->truth->n_outcomes : p->truth->n_outcomes;
    size_t i = n, next = 0;

    for (size_t k = 0; k < f->n_tables; k++) {
        const struct finished_table *t = &f->tables[k];
        p->attacker->reading = t->caption;
        if (strstr(t->caption, " by ") != NULL &&
            strstr(t->caption, "ranges") != NULL) {
            while (next < n && !is_told[next])
                next++;
            i = next++;
            if (i < n)
                read_people(p, view, i, t);
        } else if (i < n &&
                   strncmp(t->caption, "people who changed by ", 22) == 0) {
            read_changed(p, view, i, t);
        }
    }
}

/* --- a summary --------------------------------------------------------------
 */

static void read_summary_cohort(struct published *p, struct published_view *v,
                                size_t i, const json_t *o)
{
    static const char *const averages[] = {"average_before", "average_after"};
    static const char *const counts[N_EACH] = {[PAIRS] = "answered_both",
                                               [ASKED] = "answered_before",
                                               [BETTER] = "better",
                                               [BETWEEN] = "in_between",
                                               [WORSE] = "worse"};
    const json_t *name = json_object_get(o, "cohort");
    size_t first, row;

    if (!json_is_string(name) ||
        !published_cohort(p, v, i, json_string_value(name), &first, &row))
        return;
    for (size_t k = 0; k < N_EACH; k++)
        if (counts[k] != NULL &&
            (k < BETTER || has_amount(p, outcome_of(p, v, i)))) {
            published_shown_json(p, first + k, json_object_get(o, counts[k]));
            p->n_read[PUBLISHED_SUMMARY]++;
        }
    if (!json_is_number(json_object_get(o, "average_before")))
        return;
    *has_average(p, v, i, row) = true;
    for (int k = 0; k < 2; k++)
        published_mean(p, v, i, row, (enum published_mean_of)k,
                       published_number_at(o, averages[k], NULL));
    p->n_read[PUBLISHED_SUMMARY_AVERAGE]++;
    if (json_is_true(json_object_get(o, "exact")))
        read_averages(p, outcome_of(p, v, i), first + PAIRS, o, averages, 2);
}

void published_read_summary(struct published *p, struct published_view *view,
                            const json_t *summary)
{
    size_t i, c;
    json_t *o, *cohort;

    p->attacker->reading = "summary";
    json_array_foreach(json_object_get(summary, "outcomes"), i, o)
        json_array_foreach(json_object_get(o, "cohorts"), c, cohort)
            read_summary_cohort(p, view, i, cohort);
}
