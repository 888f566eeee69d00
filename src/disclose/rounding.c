#include "prepost/disclose/work.h"

#include <math.h>

void pp_round_count(const struct pp_work *w, long *n)
{
    long base = w->rules.base;

    if (base > 1 && *n != PP_COUNT_HIDDEN)
        *n = base * lround((double)*n / (double)base);
}

static void round_individual(const struct pp_work *w, struct pp_individual *p)
{
    long whole = p->n;

    pp_round_count(w, &p->n);
    pp_round_count(w, &p->n_better);
    pp_round_count(w, &p->n_between);
    pp_round_count(w, &p->n_worse);
    if (p->n != whole) /* an interval would give the counts back */
        p->better_ci = p->worse_ci = PP_INTERVAL_NONE;
}

static void round_flow_row(const struct pp_work *w, struct pp_flow_row *row)
{
    for (int k = 0; k < PP_N_FLOW_COUNTS; k++)
        pp_round_count(w, pp_flow_count(row, k));
}

void pp_round_counts(const struct pp_work *w, struct pp_people_table *people)
{
    if (w->rules.base <= 1)
        return;
    round_flow_row(w, &w->to->flow.all);
    for (size_t r = 0; r < w->to->flow.n_regions; r++)
        round_flow_row(w, &w->regions[r]);
    for (size_t t = 0; t < w->to->n_people_tables; t++) {
        struct pp_people_level *levels =
            (struct pp_people_level *)people[t].levels;
        for (size_t i = 0; i < people[t].n_levels; i++)
            pp_round_count(w, &levels[i].n);
        pp_round_count(w, &people[t].n_blank);
    }
    for (size_t i = 0; i < w->to->n_outcomes; i++) {
        struct pp_outcome *o = &w->outcomes[i];
        struct pp_sizes s = pp_sizes_of(o);
        long n_pairs = (long)o->n_pairs;
        pp_round_count(w, &n_pairs);
        pp_round_count(w, &s.n_before);
        pp_round_count(w, &s.n_left);
        pp_round_count(w, &s.n_better);
        pp_round_count(w, &s.n_same);
        pp_round_count(w, &s.n_worse);
        o->n_pairs = o->paired.n_paired = (size_t)n_pairs;
        pp_sizes_set(o, &s);
        round_individual(w, &o->individual);
        for (size_t c = 0; c < o->comparison.n_cohorts; c++) {
            round_flow_row(w, &pp_work_cohorts(o)[c].flow);
            round_individual(w, &pp_work_cohorts(o)[c].individual);
        }
    }
}
