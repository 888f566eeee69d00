#include "calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "prepost/analysis/verdict.h"
#include "prepost/base/alloc.h"
#include "prepost/stats/describe.h"
#include "prepost/stats/multiplicity.h"
#include "prepost/stats/paired_t.h"

/*
 * Evaluations of six outcomes, Holm over the six. All six have the same truth
 * and are drawn independently: the hardest case for a family.
 */
enum { OUTCOMES = 6, MOST = 300 };

/* What is said of an outcome, larger or smaller counted apart. */
enum said {
    AT_LEAST,
    UNCLEAR,
    LESS,
    NO_MEANINGFUL,
    CANNOT_TELL,
    WORSENED,
    N_SAID
};

struct scenario {
    size_t n, population;
};

struct tally {
    double said[N_SAID];
    double any_improved, any_worsened; /* evaluations with at least one */
    double n;                          /* evaluations */
};

struct evaluations {
    const struct settings *settings;
    struct population **populations;
    const struct scenario *scenarios;
    struct tally *tallies;
    size_t repetitions;
    const double *sesoi; /* of each population */
};

static enum said said_of(const struct pp_verdict *v)
{
    switch (v->code) {
    case PP_VERDICT_IMPROVED:
        return v->size == PP_SIZE_AT_LEAST ? AT_LEAST : UNCLEAR;
    case PP_VERDICT_IMPROVED_SMALL:
        return LESS;
    case PP_VERDICT_NO_MEANINGFUL_CHANGE:
        return NO_MEANINGFUL;
    case PP_VERDICT_WORSENED:
    case PP_VERDICT_WORSENED_SMALL:
        return WORSENED;
    case PP_VERDICT_INCONCLUSIVE:
    case PP_VERDICT_NOT_ESTIMABLE:
        break;
    }
    return CANNOT_TELL;
}

/* Without an S nothing can be found where p is far from alpha: a mean of less
 * than 1.9 standard errors. Nineteen of twenty are spared their p. */
static bool is_hopeless(const double *change, size_t n, double sesoi)
{
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < n; i++)
        sum += change[i];
    double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (change[i] - mean) * (change[i] - mean);
    return isnan(sesoi) && mean * sum < 1.9 * 1.9 * squares / ((double)n - 1.0);
}

static void evaluate(const struct population *pop, double sesoi, size_t n,
                     struct pp_rng *rng, struct tally *tally)
{
    struct pp_paired_t test[OUTCOMES];
    double p[OUTCOMES], p_holm[OUTCOMES], skewness[OUTCOMES];
    for (size_t k = 0; k < OUTCOMES; k++) {
        double pre[MOST], post[MOST];
        population_draw(pop, rng, n, pre, post);
        for (size_t i = 0; i < n; i++)
            post[i] -= pre[i];
        p[k] = 1.0;
        if (is_hopeless(post, n, sesoi))
            continue;
        test[k] = pp_paired_t_test(post, n, 0.95);
        skewness[k] = pp_describe_values(post, n).skewness;
        p[k] = test[k].p;
    }
    pp_adjust_p(PP_ADJUST_HOLM, p, OUTCOMES, p_holm);

    bool is_improved = false, is_worsened = false;
    for (size_t k = 0; k < OUTCOMES; k++) {
        if (p[k] == 1.0 && isnan(sesoi)) {
            tally->said[CANNOT_TELL]++;
            continue;
        }
        struct pp_verdict_input in = {
            .n = n,
            .mean = test[k].mean,
            .se = test[k].se,
            .df = test[k].df,
            .p = p[k],
            .skewness = skewness[k],
            .p_holm = p_holm[k],
            .n_outcomes = OUTCOMES,
            .sesoi = sesoi,
            .level = 0.95,
            .direction = pop->truth.change < 0.0 ? PP_LOWER_IS_BETTER
                                                 : PP_HIGHER_IS_BETTER,
        };
        struct pp_verdict v = pp_verdict_make(&in);
        enum said said = said_of(&v);
        tally->said[said]++;
        is_improved |= said <= LESS;
        is_worsened |= said == WORSENED;
    }
    tally->any_improved += is_improved;
    tally->any_worsened += is_worsened;
    tally->n++;
}

static void run_scenario(size_t job, void *ctx)
{
    const struct evaluations *p = ctx;
    const struct scenario *s = &p->scenarios[job];
    for (size_t r = 0; r < p->repetitions; r++) {
        struct pp_rng rng = repetition_rng(p->settings, 2, job, r);
        evaluate(p->populations[s->population], p->sesoi[s->population], s->n,
                 &rng, &p->tallies[job]);
    }
}

static double percent(double count, double of)
{
    return 100.0 * count / of;
}

/* ---- The table of what is said ----------------------------------------- */

static const size_t SIZES[] = {8, 12, 20, 50, 150, 300};
enum { N_SIZES = sizeof SIZES / sizeof SIZES[0] };

/* Two scales with their S; changes from none to double S. */
static const struct {
    struct design design;
    double sesoi;
} SCALES[] = {
    {{"9 items 0-3", 9, 0, 3, 12, .75, .6, 0, 0, 0, 0}, 5},
    {{"12 items 1-4", 12, 1, 4, 30, .55, .6, 0, 0, 0, 0}, 2},
};

static const double MULTIPLES[] = {0, .5, 1, 1.5, 2};
static const double CORRELATIONS[] = {.3, .6, .8};

enum {
    N_SCALES = sizeof SCALES / sizeof SCALES[0],
    N_MULTIPLES = sizeof MULTIPLES / sizeof MULTIPLES[0],
    N_CORRELATIONS = sizeof CORRELATIONS / sizeof CORRELATIONS[0],
    N_POPULATIONS = N_SCALES * N_MULTIPLES * N_CORRELATIONS,
    N_JOBS = N_POPULATIONS * N_SIZES
};

static size_t population_at(size_t scale, size_t multiple, size_t correlation)
{
    return (scale * N_MULTIPLES + multiple) * N_CORRELATIONS + correlation;
}

static void make_population(size_t i, void *ctx)
{
    struct population **populations = ctx;
    size_t scale = i / (N_MULTIPLES * N_CORRELATIONS);
    double multiple = MULTIPLES[i / N_CORRELATIONS % N_MULTIPLES];
    struct design d = SCALES[scale].design;
    d.r = CORRELATIONS[i % N_CORRELATIONS];
    /* Away from the end that people move to, or 5 points would not fit. */
    d.mean += scale == 0 ? multiple * 1.5 : 0.0;
    d.change = (scale == 0 ? -1.0 : 1.0) * multiple * SCALES[scale].sesoi;
    populations[i] = population_new(&d);
    population_be_exact(populations[i], d.change);
}

static void print_said(const struct evaluations *p)
{
    printf("Per outcome, %%: improved by at least S / improved, whether by S "
           "unclear / improved by less /\nno meaningful change / cannot "
           "tell (worsened where it is not 0); r .6.\n\n| true change |");
    for (size_t s = 0; s < N_SIZES; s++)
        printf(" n %zu |", SIZES[s]);
    printf("\n|---|");
    for (size_t s = 0; s < N_SIZES; s++)
        printf("---|");
    for (size_t scale = 0; scale < N_SCALES; scale++)
        for (size_t m = 0; m < N_MULTIPLES; m++) {
            size_t pop = population_at(scale, m, 1);
            const struct truth *t = &p->populations[pop]->truth;
            printf("\n| %s, S %g: %.2f |", SCALES[scale].design.label,
                   SCALES[scale].sesoi, fabs(t->change));
            for (size_t s = 0; s < N_SIZES; s++) {
                const struct tally *y = &p->tallies[pop * N_SIZES + s];
                double of = y->n * OUTCOMES;
                printf(
                    " %.1f/%.1f/%.1f/%.1f/%.1f", percent(y->said[AT_LEAST], of),
                    percent(y->said[UNCLEAR], of), percent(y->said[LESS], of),
                    percent(y->said[NO_MEANINGFUL], of),
                    percent(y->said[CANNOT_TELL], of));
                double worsened = percent(y->said[WORSENED], of);
                if (worsened > 0.0)
                    printf(" (%.1f)", worsened);
                printf(" |");
            }
        }
    printf("\n\n");
}

/* ---- How often each is said when it is false --------------------------- */

/* Share of outcomes of which something false is said, or of evaluations. */
static double falsely(const struct tally *t, double multiple, int row)
{
    double of = t->n * OUTCOMES;
    switch (row) {
    case 0: /* improved, among six that did not change */
        return multiple == 0.0 ? percent(t->any_improved, t->n) : NAN;
    case 1:
        return multiple == 0.0 ? percent(t->any_worsened, t->n) : NAN;
    case 2: /* by at least S, though half of it or nothing */
        return multiple <= 0.5 ? percent(t->said[AT_LEAST], of) : NAN;
    case 3: /* by at least S: at S itself it is true, by a hair */
        return multiple == 1.0 ? percent(t->said[AT_LEAST], of) : NAN;
    case 4: /* by less, though S or more */
        return multiple >= 1.0 ? percent(t->said[LESS], of) : NAN;
    case 5: /* no meaningful change, though S or more */
        return multiple >= 1.0 ? percent(t->said[NO_MEANINGFUL], of) : NAN;
    case 6: /* worsened, though improved */
        return multiple > 0.0 ? percent(t->said[WORSENED], of) : NAN;
    default:
        return NAN;
    }
}

static const char *const FALSE_ROWS[] = {
    "some \"improved\" among six outcomes without change (evaluations)",
    "some \"worsened\" among six outcomes without change (evaluations)",
    "\"by at least S\", truth at most S/2 (outcomes)",
    "\"by at least S\", truth exactly S (outcomes; true by a hair)",
    "\"improved, by less than S\", truth S or more (outcomes)",
    "\"no meaningful change\", truth S or more (outcomes)",
    "\"worsened\", truth S/2 or more better (outcomes)",
};

enum { N_FALSE = sizeof FALSE_ROWS / sizeof FALSE_ROWS[0] };

static void print_false(const struct evaluations *p)
{
    printf("What is said although it is false, %%: the median over scales, r "
           ".3 to .8 and true changes (the highest).\n\n| said |");
    for (size_t s = 0; s < N_SIZES; s++)
        printf(" n %zu |", SIZES[s]);
    printf("\n|---|");
    for (size_t s = 0; s < N_SIZES; s++)
        printf("---|");
    for (int row = 0; row < (int)N_FALSE; row++) {
        printf("\n| %s |", FALSE_ROWS[row]);
        for (size_t s = 0; s < N_SIZES; s++) {
            double seen[N_POPULATIONS];
            size_t n = 0;
            for (size_t pop = 0; pop < N_POPULATIONS; pop++) {
                double multiple = MULTIPLES[pop / N_CORRELATIONS % N_MULTIPLES];
                double x =
                    falsely(&p->tallies[pop * N_SIZES + s], multiple, row);
                if (isnan(x))
                    continue;
                size_t at = n++;
                for (; at > 0 && seen[at - 1] > x; at--)
                    seen[at] = seen[at - 1];
                seen[at] = x;
            }
            printf(" %.1f (%.1f) |", 0.5 * (seen[(n - 1) / 2] + seen[n / 2]),
                   seen[n - 1]);
        }
    }
    printf("\n\n");
}

/* ---- No change at all, on everything that people bring ----------------- */

static const size_t NO_CHANGE_SIZES[] = {8, 12, 20, 30, 40, 60, 100, 200, 300};
enum { N_NO_CHANGE = sizeof NO_CHANGE_SIZES / sizeof NO_CHANGE_SIZES[0] };

static void print_nothing_happened(const struct evaluations *p)
{
    printf("## No change at all\n\nSix outcomes without change on every "
           "population above that has "
           "none: evaluations with some\n\"improved\" / some \"worsened\", "
           "%% (better is higher; twenty times the repetitions).\n\n| "
           "population |");
    for (size_t s = 0; s < N_NO_CHANGE; s++)
        printf(" n %zu |", NO_CHANGE_SIZES[s]);
    printf("\n|---|");
    for (size_t s = 0; s < N_NO_CHANGE; s++)
        printf("---|");
    for (size_t i = 0, job = 0; i < p->settings->n_populations; i++) {
        if (p->settings->populations[i]->design.change != 0.0)
            continue;
        printf("\n| %s |", p->settings->populations[i]->design.label);
        for (size_t s = 0; s < N_NO_CHANGE; s++, job++)
            printf(" %.1f / %.1f |",
                   percent(p->tallies[job].any_improved, p->tallies[job].n),
                   percent(p->tallies[job].any_worsened, p->tallies[job].n));
    }
    printf("\n\n");
}

void calibrate_no_change(const struct settings *settings)
{
    enum { MOST_JOBS = 400 };
    struct scenario scenarios[MOST_JOBS];
    struct population *exact[MOST_JOBS];
    double sesoi[MOST_JOBS];
    struct tally *tallies = pp_alloc_zero(MOST_JOBS, sizeof *tallies);
    size_t n_jobs = 0, n_exact = 0;

    for (size_t i = 0; i < settings->n_populations; i++) {
        const struct population *from = settings->populations[i];
        if (from->design.change != 0.0)
            continue;
        struct population *p = pp_alloc_zero(1, sizeof *p);
        *p = *from;
        p->post = pp_alloc_array(POPULATION, sizeof *p->post);
        memcpy(p->post, from->post, POPULATION * sizeof *p->post);
        population_be_exact(p, 0.0);
        exact[n_exact] = p;
        sesoi[n_exact] = NAN;
        for (size_t s = 0; s < N_NO_CHANGE; s++)
            scenarios[n_jobs++] = (struct scenario){.n = NO_CHANGE_SIZES[s],
                                                    .population = n_exact};
        n_exact++;
    }
    struct evaluations p = {
        settings, exact, scenarios, tallies, 20 * settings->repetitions, sesoi};
    run_jobs(settings, n_jobs, run_scenario, &p);
    print_nothing_happened(&p);
    for (size_t i = 0; i < n_exact; i++) {
        pp_free(exact[i]->post);
        pp_free(exact[i]);
    }
    pp_free(tallies);
}

void calibrate_verdicts(const struct settings *settings)
{
    struct population *populations[N_POPULATIONS];
    struct scenario scenarios[N_JOBS];
    double sesoi[N_POPULATIONS];
    struct tally *tallies = pp_alloc_zero(N_JOBS, sizeof *tallies);
    run_jobs(settings, N_POPULATIONS, make_population, populations);
    for (size_t i = 0; i < N_POPULATIONS; i++) {
        sesoi[i] = SCALES[i / (N_MULTIPLES * N_CORRELATIONS)].sesoi;
        for (size_t s = 0; s < N_SIZES; s++)
            scenarios[i * N_SIZES + s] =
                (struct scenario){.n = SIZES[s], .population = i};
    }
    struct evaluations p = {
        settings, populations, scenarios, tallies, 2 * settings->repetitions,
        sesoi};
    run_jobs(settings, N_JOBS, run_scenario, &p);

    printf("## Verdicts: evaluations of six outcomes, Holm\n\n"
           "(Twice the repetitions.)\n\n");
    print_said(&p);
    print_false(&p);
    for (size_t i = 0; i < N_POPULATIONS; i++)
        population_free(populations[i]);
    pp_free(tallies);
}
