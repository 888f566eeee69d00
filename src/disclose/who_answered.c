#include "counts_parts.h"

#include "prepost/base/alloc.h"

static long flow_value(const struct pp_flow_row *row, int which)
{
    struct pp_flow_row copy = *row;

    return *pp_flow_count(&copy, which);
}

static void relate_flow(struct pp_linked *l,
                        const size_t cell[PP_N_FLOW_COUNTS])
{
    pp_linked_say(l, "at a wave = at both + at this one only");
    pp_linked_sum(l, cell[BEFORE], (size_t[]){cell[BOTH], cell[BEFORE_ONLY]},
                  2);
    pp_linked_sum(l, cell[AFTER], (size_t[]){cell[BOTH], cell[AFTER_ONLY]}, 2);
}

size_t pp_add_people(const struct pp_work *w, struct pp_linked *l,
                     const struct pp_flow_row *row,
                     const size_t cell[PP_N_FLOW_COUNTS])
{
    long between = row->n_people - row->n_before - row->n_after_only;
    size_t people = pp_linked_someone(l, row->n_people);
    size_t parts[] = {cell[BEFORE], cell[AFTER_ONLY],
                      pp_linked_elsewhere(l, between, true)};
    bool may_be_between = w->from->plan->n_waves > 2 || between > 0;

    pp_linked_say(l, "people of a row = first answers + later ones only");
    pp_linked_sum(l, people, parts, may_be_between ? 3 : 2);
    return people;
}

void pp_add_someone(const struct pp_work *w, struct pp_linked *l,
                    const struct pp_flow_row *rows, size_t n,
                    const size_t (*cells)[PP_N_FLOW_COUNTS])
{
    const struct pp_flow_row *all = &w->from->flow.all;
    long later = all->n_people - all->n_before;

    for (size_t r = 0; r < n; r++) {
        if (later == 0)
            l->cells[cells[r][BEFORE]].is_someone = rows[r].n_people > 0;
        else
            pp_add_people(w, l, &rows[r], cells[r]);
    }
}

static void add_flow_row(const struct pp_work *w, struct pp_linked *l,
                         const struct pp_flow_row *from, struct pp_flow_row *to,
                         size_t cell[PP_N_FLOW_COUNTS])
{
    bool is_all = from->name == NULL;

    for (int k = 0; k < PP_N_FLOW_COUNTS; k++) {
        enum pp_count_cost cost =
            k == BOTH     ? is_all ? PP_COST_BOTH : PP_COST_REGION_BOTH
            : k == BEFORE ? is_all ? PP_COST_BEFORE : PP_COST_REGION_BEFORE
            : is_all      ? PP_COST_REST
                          : PP_COST_REGION_REST;
        cell[k] = pp_count_add(w, l, pp_flow_count(to, k), flow_value(from, k),
                               k == BOTH ? pp_count_kind_of_both(w, from)
                                         : PP_LINKED_PUBLISHED,
                               cost);
    }
    relate_flow(l, cell);
}

/* Regions, or arms: each set of rows adds up to everyone. */
static void add_flow_rows(const struct pp_work *w, struct pp_linked *l,
                          const size_t all[PP_N_FLOW_COUNTS],
                          const struct pp_flow_row *from,
                          struct pp_flow_row *to, size_t n,
                          size_t (*cells)[PP_N_FLOW_COUNTS])
{
    size_t blank[PP_N_FLOW_COUNTS];

    for (size_t r = 0; r < n; r++)
        add_flow_row(w, l, &from[r], &to[r], cells[r]);
    if (n > 0 &&
        pp_count_sum_rows(l, all, PP_N_FLOW_COUNTS, cells[0], n, blank))
        relate_flow(l, blank);
    pp_add_someone(w, l, from, n, (const size_t(*)[PP_N_FLOW_COUNTS])cells);
}

bool pp_protect_flow(struct pp_work *w)
{
    const struct pp_flow *from = &w->from->flow;
    size_t all[PP_N_FLOW_COUNTS];
    size_t(*regions)[PP_N_FLOW_COUNTS] =
        pp_alloc_array(from->n_regions + from->n_arms + 1, sizeof *regions);
    size_t(*arms)[PP_N_FLOW_COUNTS] = regions + from->n_regions;
    struct pp_linked l;

    pp_linked_init(&l, w->rules.threshold);
    add_flow_row(w, &l, &from->all, &w->to->flow.all, all);
    add_flow_rows(w, &l, all, from->regions, w->regions, from->n_regions,
                  regions);
    add_flow_rows(w, &l, all, from->arms, w->arms, from->n_arms, arms);
    pp_add_regions_of_arms(w, &l, (const size_t(*)[PP_N_FLOW_COUNTS])regions,
                           (const size_t(*)[PP_N_FLOW_COUNTS])arms);
    pp_free(regions);
    bool changed = pp_protect_linked(w, &l, "who answered");
    pp_linked_clear(&l);
    return changed;
}

/* A count of a region, or of people of none, as it is known beside an
 * outcome's: one too small to be shown is no less a secret there. */
static size_t beside_outcome(const struct pp_work *w, struct pp_linked *l,
                             long value, long *shown)
{
    if (value > 0 && value < w->rules.threshold)
        return pp_linked_implied(l, value);
    if (shown != NULL && w->beside == NULL)
        return pp_linked_other(l, shown, value, PP_COST_FLOW_REGION);
    return pp_linked_elsewhere(l, value,
                               shown == NULL || *shown == PP_COUNT_HIDDEN);
}

void pp_add_flow(const struct pp_work *w, struct pp_linked *l,
                 size_t (*row)[PP_N_FLOW_COUNTS])
{
    const struct pp_flow *from = &w->from->flow;
    size_t n = from->n_regions, *parts = pp_alloc_array(n + 1, sizeof *parts);

    for (int k = 0; k < PP_N_FLOW_COUNTS; k++) {
        long blank = flow_value(&from->all, k);
        row[0][k] =
            w->beside == NULL
                ? pp_linked_other(l, pp_flow_count(&w->to->flow.all, k), blank,
                                  k == BOTH ? PP_COST_BOTH : PP_COST_BEFORE)
                : pp_linked_elsewhere(l, blank,
                                      flow_value(&w->to->flow.all, k) ==
                                          PP_COUNT_HIDDEN);
        for (size_t r = 0; r < n; r++) {
            long value = flow_value(&from->regions[r], k);
            row[r + 1][k] = parts[r] =
                beside_outcome(w, l, value, pp_flow_count(&w->regions[r], k));
            blank -= value;
        }
        row[n + 1][k] = parts[n] = beside_outcome(w, l, blank, NULL);
        pp_linked_say(l, "who answered = the regions + people in none");
        if (n > 0)
            pp_linked_sum(l, row[0][k], parts, n + 1);
    }
    for (size_t r = 0; r < n + 2; r++)
        relate_flow(l, row[r]);
    pp_add_someone(w, l, from->regions, n,
                   (const size_t(*)[PP_N_FLOW_COUNTS])(row + 1));
    pp_free(parts);
}

/* What is told of one other questionnaire: who was asked it, or has both scores
 * at a wave. */
enum told { TOLD_ASKED, TOLD_PAIRS };

static long told_of(const struct pp_flow_row *row, enum told told)
{
    return told == TOLD_ASKED ? row->n_before : row->n_both;
}

static bool is_told_of_all(const struct pp_work *w, size_t j, enum told told)
{
    return told == TOLD_ASKED ? w->sizes[j].n_before != PP_COUNT_HIDDEN
                              : !w->outcomes[j].hidden;
}

/* How many they are of regions that are hidden, together; and the most of each
 * that is shown. */
static void add_other(const struct pp_work *w, struct pp_linked *l, size_t j,
                      enum told told, const size_t (*row)[PP_N_FLOW_COUNTS],
                      long *most)
{
    const struct pp_flow *flow = &w->from->flow;
    const struct pp_outcome *from = &w->from->outcomes[j];
    const struct pp_cohort *to = pp_work_cohorts(&w->outcomes[j]);
    size_t n = flow->n_regions, n_dark = 0;
    size_t *dark = pp_alloc_array(n + 1, sizeof *dark);
    long these =
        told == TOLD_ASKED ? (long)from->missing.n_before : (long)from->n_pairs;
    long all = 0, blank = these;

    for (size_t k = 0; k < n; k++) {
        long was = told_of(&from->comparison.cohorts[k].flow, told);
        const struct pp_flow_row *of =
            pp_region_named(flow->regions, n, from->comparison.cohorts[k].name);
        if (of == NULL)
            continue;
        size_t r = (size_t)(of - flow->regions);
        blank -= was;
        if (told_of(&to[k].flow, told) == PP_COUNT_HIDDEN) {
            dark[n_dark++] = row[r + 1][BEFORE];
            all += of->n_before;
            continue;
        }
        these -= was;
        most[r] = was > most[r] ? was : most[r];
    }
    if (blank > 0) {
        dark[n_dark++] = row[n + 1][BEFORE];
        all += l->cells[row[n + 1][BEFORE]].value;
    }
    if (n_dark > 0 && is_told_of_all(w, j, told)) {
        size_t them = pp_linked_elsewhere(l, all, true);
        pp_linked_sum(l, them, dark, n_dark);
        pp_linked_within(l, pp_linked_elsewhere(l, these, false), them);
    }
    pp_free(dark);
}

void pp_add_other_outcomes(const struct pp_work *w, struct pp_linked *l,
                           size_t outcome,
                           const size_t (*row)[PP_N_FLOW_COUNTS])
{
    size_t n = w->from->flow.n_regions, n_per_wave = w->from->n_per_wave;
    long *most = pp_alloc_zero(n + 1, sizeof *most);

    pp_linked_say(l, "no more answered another questionnaire than any");
    for (size_t j = 0; j < w->from->n_outcomes; j++) {
        const struct pp_comparison *c = &w->from->outcomes[j].comparison;
        if (j % n_per_wave == outcome % n_per_wave || c->n_cohorts != n ||
            !pp_is_by_region(c))
            continue;
        if (j < n_per_wave)
            add_other(w, l, j, TOLD_ASKED, row, most);
        add_other(w, l, j, TOLD_PAIRS, row, most);
    }
    for (size_t r = 0; r < n; r++)
        if (l->cells[row[r + 1][BEFORE]].is_hidden && most[r] > 0)
            pp_linked_within(l, pp_linked_elsewhere(l, most[r], false),
                             row[r + 1][BEFORE]);
    pp_free(most);
}
