#include "calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <gsl/gsl_cdf.h>

#include "prepost/base/alloc.h"
#include "program.h"

/*
 * The same through the program itself: six outcomes of the same people by its
 * commands, from a file and a plan. The populations are like those of the
 * conventions' table: sums of 9 and of 12 items, r .6, and an amount that
 * matters of 5 sixths and 2 fifths of their SD. Everyone starts from the same
 * mean, 12 and 30, whatever the change: who falls from 12 of 27 comes near the
 * floor and spreads less there, and changes with them, which finds more than
 * normal changes would. The six changes of a person go together (TOGETHER),
 * which finds more where power is low and less where it is high: Holm's later
 * steps. conventions.R has both, one at a time. Each row stands beside what
 * that table says: by its rule alone, and as the program says it, with a
 * further rule where changes reach far the other way (skewness.md).
 */
enum { N_SAID = 6, MOST_PEOPLE = 150, N_NULL = 1000 };

/* How the changes of a person in any two outcomes correlate. */
static const double TOGETHER = .3;

enum rule { BY_T, AS_SAID, N_RULES };
enum said { AT_LEAST, UNCLEAR, LESS, NONE_THAT_MATTERS, CANNOT_TELL, WORSENED };

static const struct {
    struct design design;
    double share; /* of the SD: the amount that matters */
} SCALES[] = {
    {{"9 items 0-3", 9, 0, 3, 12, .62, .6, 0, 0, 0, 0}, 5. / 6},
    {{"12 items 1-4", 12, 1, 4, 30, .5, .6, 0, 0, 0, 0}, 2. / 5},
};
static const double MULTIPLES[] = {0, .5, 1, 2};
static const size_t SIZES[] = {12, 20, 50, 150};
enum { N_SCALES = 2, N_MULTIPLES = 4, N_SIZES = 4 };
/* The first size that the rule for skewed changes knows. */
enum { SKEWED = 2 };

/* CONVENTIONS, section 5, in the order of enum said; "double the SESOI on 9
 * items: at-least 92% at n 12, 100% from 20". NAN: not said. */
static const double EXPECTED[N_SCALES][N_MULTIPLES][N_SIZES][5] = {
    {{{0, 0, 0, 84, 16}, {0, 0, 0, 98, 2}, {0, 0, 0, 99, 0}, {0, 0, 0, 99, 0}},
     {{0, 12, 1, 45, 42},
      {0, 22, 9, 58, 11},
      {0, 4, 81, 15, 0},
      {0, 0, 100, 0, 0}},
     {{2, 74, 1, 4, 19}, {3, 92, 4, 1, 0}, {2, 93, 5, 0, 0}, {2, 93, 5, 0, 0}},
     {{92, NAN, NAN, NAN, NAN},
      {100, NAN, NAN, NAN, NAN},
      {100, NAN, NAN, NAN, NAN},
      {100, NAN, NAN, NAN, NAN}}},
    {{{0, 0, 0, 5, 94}, {0, 0, 0, 25, 74}, {0, 0, 0, 86, 13}, {0, 0, 0, 99, 0}},
     {{0, 2, 0, 4, 93},
      {0, 4, 0, 16, 80},
      {0, 15, 0, 47, 38},
      {0, 13, 51, 35, 0}},
     {{2, 9, 0, 2, 87}, {2, 24, 0, 4, 69}, {2, 77, 0, 5, 15}, {2, 93, 5, 0, 0}},
     {{30, 37, 0, 0, 33},
      {51, 46, 0, 0, 4},
      {89, 11, 0, 0, 0},
      {100, 0, 0, 0, 0}}},
};

/* A population, and its people by how they changed. */
struct sorted {
    struct population *population;
    uint32_t *order; /* [POPULATION] */
};

struct cell {
    const struct sorted *people_of;
    double sesoi, said[N_RULES][N_SAID], n_outcomes;
    double squares[N_RULES][N_SAID]; /* of how often in an evaluation */
    double any_improved[N_RULES], any_worsened[N_RULES], n;
    size_t people, repetitions;
    const struct settings *settings;
};

static enum said said_of(enum pp_verdict_code code, enum pp_verdict_size size)
{
    switch (code) {
    case PP_VERDICT_IMPROVED:
        return size == PP_SIZE_AT_LEAST ? AT_LEAST : UNCLEAR;
    case PP_VERDICT_IMPROVED_SMALL:
        return LESS;
    case PP_VERDICT_NO_MEANINGFUL_CHANGE:
        return NONE_THAT_MATTERS;
    case PP_VERDICT_WORSENED:
    case PP_VERDICT_WORSENED_SMALL:
        return WORSENED;
    case PP_VERDICT_INCONCLUSIVE:
    case PP_VERDICT_NOT_ESTIMABLE:
        break;
    }
    return CANNOT_TELL;
}

static bool improves_downwards(const struct cell *c)
{
    return c->people_of->population->design.change < 0;
}

/*
 * Each person takes, in each outcome, a like place among all changes: the
 * pairs of an outcome are drawn from the population as ever.
 */
static void draw_together(const struct sorted *from, struct pp_rng *rng,
                          size_t n, double pre[SIX][MOST_PEOPLE],
                          double post[SIX][MOST_PEOPLE])
{
    for (size_t i = 0; i < n; i++) {
        double person = sqrt(TOGETHER) * pp_rng_normal(rng);
        for (size_t k = 0; k < SIX; k++) {
            double z = person + sqrt(1 - TOGETHER) * pp_rng_normal(rng);
            size_t place = (size_t)(POPULATION * gsl_cdf_ugaussian_P(z));
            size_t who =
                from->order[place < POPULATION ? place : POPULATION - 1];
            pre[k][i] = from->population->pre[who];
            post[k][i] = from->population->post[who];
        }
    }
}

static void count(struct cell *c, enum rule rule,
                  const struct program_said out[SIX])
{
    bool improved = false, worsened = false;
    double times[N_SAID] = {0};

    for (size_t k = 0; k < SIX; k++) {
        enum said said = rule == BY_T
                             ? said_of(out[k].code_by_t, out[k].size_by_t)
                             : said_of(out[k].code, out[k].size);
        times[said]++;
        improved |= said <= LESS;
        worsened |= said == WORSENED;
    }
    for (size_t said = 0; said < N_SAID; said++) {
        c->said[rule][said] += times[said];
        c->squares[rule][said] += times[said] * times[said];
    }
    c->any_improved[rule] += improved;
    c->any_worsened[rule] += worsened;
}

static void evaluate(struct cell *c, const struct program_study *study,
                     struct pp_rng *rng)
{
    double pre[SIX][MOST_PEOPLE], post[SIX][MOST_PEOPLE];
    struct program_said out[SIX];
    struct six_outcomes in = {.n = c->people,
                              .lower_is_better = improves_downwards(c),
                              .sesoi = c->sesoi};

    draw_together(c->people_of, rng, c->people, pre, post);
    for (size_t k = 0; k < SIX; k++) {
        in.pre[k] = pre[k];
        in.post[k] = post[k];
    }
    program_evaluate(study, &in, out);
    for (enum rule rule = BY_T; rule < N_RULES; rule++)
        count(c, rule, out);
    c->n_outcomes += SIX;
    c->n++;
}

static void run_cell(size_t i, void *ctx)
{
    struct cell *c = (struct cell *)ctx + i;
    struct program_study *study = program_study_new(
        c->settings->program, improves_downwards(c), c->sesoi);

    for (size_t r = 0; r < c->repetitions; r++) {
        struct pp_rng rng = repetition_rng(c->settings, 7, i, r);
        evaluate(c, study, &rng);
    }
    program_study_free(study);
}

/* What is made, scale by scale: no change first, whose SD sets the amount. */
struct made {
    struct sorted of[N_SCALES * N_MULTIPLES];
    double sesoi[N_SCALES];
};

/* A change and whose it is; of equal changes, the first person first. */
struct changed {
    double by;
    uint32_t who;
};

static int by_change(const void *a, const void *b)
{
    const struct changed *x = a, *y = b;

    if (x->by != y->by)
        return x->by < y->by ? -1 : 1;
    return (x->who > y->who) - (x->who < y->who);
}

static struct sorted sorted_by_change(struct population *p)
{
    struct changed *all = pp_alloc_array(POPULATION, sizeof *all);
    uint32_t *order = pp_alloc_array(POPULATION, sizeof *order);

    for (uint32_t i = 0; i < POPULATION; i++)
        all[i] = (struct changed){p->post[i] - p->pre[i], i};
    qsort(all, POPULATION, sizeof *all, by_change);
    for (size_t i = 0; i < POPULATION; i++)
        order[i] = all[i].who;
    pp_free(all);
    return (struct sorted){p, order};
}

static struct sorted with_change(size_t scale, double multiple, double sesoi)
{
    struct design d = SCALES[scale].design;

    d.change = (scale == 0 ? -1 : 1) * multiple * sesoi;
    struct population *p = population_new(&d);
    population_be_exact(p, d.change);
    return sorted_by_change(p);
}

static void make_scale(size_t scale, void *ctx)
{
    struct made *made = ctx;
    struct sorted *of = &made->of[scale * N_MULTIPLES];

    of[0] = with_change(scale, 0, 0);
    made->sesoi[scale] = SCALES[scale].share * of[0].population->truth.sd_pre;
    for (size_t m = 1; m < N_MULTIPLES; m++)
        of[m] = with_change(scale, MULTIPLES[m], made->sesoi[scale]);
}

static double percent(double count, double of)
{
    return 100 * count / of;
}

/* How far off, in the error of a mean over evaluations, whose outcomes are not
 * apart. The table is in whole percent; that it was simulated too is not
 * counted. */
static double errors_off(const struct cell *c, enum rule rule, int said,
                         double expected)
{
    double n = c->n, mean = c->said[rule][said] / n, of = c->n_outcomes / n;
    double variance = fmax(c->squares[rule][said] / n - mean * mean, of * .005);
    double gap = fmax(0, fabs(100 * mean / of - expected) - .5);

    return gap / (100 * sqrt(variance / n) / of);
}

static void print_cell(const struct cell *c, enum rule rule,
                       const double expected[5])
{
    printf(" ");
    for (int k = 0; k < 5; k++)
        printf("%s%.0f", k > 0 ? "/" : "",
               percent(c->said[rule][k], c->n_outcomes));
    printf(" (");
    for (int k = 0; k < 5 && !isnan(expected[k]); k++)
        printf("%s%.0f", k > 0 ? "/" : "", expected[k]);
    printf(") |");
}

static void print_furthest(const struct cell *cells, enum rule rule)
{
    double errors = 0, points = 0;

    for (size_t i = 0; i < N_SCALES * N_MULTIPLES * N_SIZES; i++) {
        const double *expected =
            EXPECTED[i / N_SIZES / N_MULTIPLES][i / N_SIZES % N_MULTIPLES]
                    [i % N_SIZES];
        for (int k = 0; k < 5 && !isnan(expected[k]); k++) {
            double seen = percent(cells[i].said[rule][k], cells[i].n_outcomes);
            points = fmax(points, fabs(seen - expected[k]));
            errors = fmax(errors, errors_off(&cells[i], rule, k, expected[k]));
        }
    }
    printf("\nFurthest from the conventions: %.1f percentage points, %.1f "
           "simulation errors (the conventions' own not counted).\n\n",
           points, errors);
}

/* Of people from the size `first` on. */
static void print_said(const struct cell *cells, const struct made *made,
                       enum rule rule, size_t first)
{
    printf("| true change |");
    for (size_t s = first; s < N_SIZES; s++)
        printf(" n %zu |", SIZES[s]);
    printf("\n|---|");
    for (size_t s = first; s < N_SIZES; s++)
        printf("---|");
    printf("\n");
    for (size_t p = 0; p < N_SCALES * N_MULTIPLES; p++) {
        const struct truth *t = &made->of[p].population->truth;
        size_t scale = p / N_MULTIPLES;
        printf("| %s (SD %.1f, of changes %.1f), S %.1f: %.2f |",
               SCALES[scale].design.label, t->sd_pre, t->sd_change,
               made->sesoi[scale], fabs(t->change));
        for (size_t s = first; s < N_SIZES; s++)
            print_cell(&cells[p * N_SIZES + s], rule,
                       EXPECTED[scale][p % N_MULTIPLES][s]);
        printf("\n");
    }
    print_furthest(cells, rule);
}

/* How much less often a change is found for the further rule. */
static void print_cost(const struct cell *cells)
{
    double most = 0;

    for (size_t i = 0; i < N_SCALES * N_MULTIPLES * N_SIZES; i++) {
        double lost = 0;
        for (int k = AT_LEAST; k <= LESS; k++)
            lost += cells[i].said[BY_T][k] - cells[i].said[AS_SAID][k];
        most = fmax(most, percent(lost, cells[i].n_outcomes));
    }
    printf("What that costs: a change for the better is found at most %.1f "
           "percentage points less often.\n\n",
           most);
}

static void print_null(const struct cell *cells)
{
    printf("## Evaluations without change\n\nOf %d evaluations of six "
           "outcomes without change, 50 people, how many say of some outcome "
           "that it\nimproved, or worsened (at most 40 each were to be "
           "expected):\n\n| scale | improved | worsened | by t alone: improved "
           "| worsened |\n|---|---|---|---|---|\n",
           N_NULL);
    for (size_t scale = 0; scale < N_SCALES; scale++)
        printf("| %s | %.0f | %.0f | %.0f | %.0f |\n",
               SCALES[scale].design.label, cells[scale].any_improved[AS_SAID],
               cells[scale].any_worsened[AS_SAID],
               cells[scale].any_improved[BY_T],
               cells[scale].any_worsened[BY_T]);
    printf("\n");
}

void calibrate_evaluations(const struct settings *settings)
{
    enum { N_POPULATIONS = N_SCALES * N_MULTIPLES };
    struct made made;
    enum { N_CELLS = N_POPULATIONS * N_SIZES + N_SCALES };
    struct cell *cells = pp_alloc_zero(N_CELLS, sizeof *cells);

    run_jobs(settings, N_SCALES, make_scale, &made);
    for (size_t i = 0; i < N_POPULATIONS * N_SIZES; i++)
        cells[i] = (struct cell){.people_of = &made.of[i / N_SIZES],
                                 .sesoi = made.sesoi[i / N_SIZES / N_MULTIPLES],
                                 .people = SIZES[i % N_SIZES],
                                 .repetitions = settings->repetitions,
                                 .settings = settings};
    for (size_t scale = 0; scale < N_SCALES; scale++)
        cells[N_POPULATIONS * N_SIZES + scale] =
            (struct cell){.people_of = &made.of[scale * N_MULTIPLES],
                          .sesoi = made.sesoi[scale],
                          .people = 50,
                          .repetitions = N_NULL,
                          .settings = settings};
    run_jobs(settings, N_CELLS, run_cell, cells);

    printf("## Evaluations through the program's commands: six outcomes, "
           "Holm\n\nThe changes of a person in any two outcomes correlate %g. "
           "Per outcome, %%: by at least S / whether by\nS unclear / by less / "
           "none that matters / cannot tell; in brackets what the conventions "
           "say.\nFirst by the rule of the conventions alone, of the p and "
           "intervals that the program printed:\n\n",
           TOGETHER);
    print_said(cells, &made, BY_T, 0);
    printf("And as the program says it. From 30 people on it is wary of a "
           "change where single people changed far\nthe other way "
           "(skewness.md), which the conventions are not:\n\n");
    print_said(cells, &made, AS_SAID, SKEWED);
    print_cost(cells);
    print_null(&cells[N_POPULATIONS * N_SIZES]);
    for (size_t i = 0; i < N_POPULATIONS; i++) {
        population_free(made.of[i].population);
        pp_free(made.of[i].order);
    }
    pp_free(cells);
}
