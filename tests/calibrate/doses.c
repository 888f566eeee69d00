#include "calibrate.h"

#include <math.h>
#include <stdio.h>

#include "prepost/analysis/dose.h"
#include "prepost/base/alloc.h"

/*
 * Sessions attended beside change: one more goes with SLOPE_IN_SD of the SD of
 * change for each SD of sessions, for everyone or on average.
 */
enum row { SLOPE, ADJUSTED, CORRELATION, N_ROWS };

static const struct coverage_row ROWS[N_ROWS] = {
    [SLOPE] = {"change for one session more", 93, 20},
    [ADJUSTED] = {"the same, allowing for the score before", 93, 20},
    [CORRELATION] = {"correlation of sessions and change", 93, 20},
};

static const size_t SIZES[] = {12, 20, 50, 100, 200};
enum { N_SIZES = sizeof SIZES / sizeof SIZES[0], MOST = 200, CHEAPER = 3 };

static const double SLOPE_IN_SD = 0.3;

/* How sessions spread, and whether one more is worth the same to all. */
static const struct {
    const char *label;
    enum { ALIKE, FEW_CAME_OFTEN } spread;
    double differs; /* SD of what one is worth, over its mean */
} KINDS[] = {
    {"6 to 12 sessions", ALIKE, 0},
    {"few came often", FEW_CAME_OFTEN, 0},
    {"few came often, worth more to some", FEW_CAME_OFTEN, 1},
};
enum { N_KINDS = sizeof KINDS / sizeof KINDS[0], MOST_SESSIONS = 24 };

/* The chance of each number of sessions: 6 to 12 alike, or each a fifth less
 * often than the one before. */
static void set_chances(size_t kind, double chance[MOST_SESSIONS + 1])
{
    double sum = 0.0;
    for (int s = 0; s <= MOST_SESSIONS; s++) {
        bool is_alike = KINDS[kind].spread == ALIKE;
        chance[s] = is_alike ? s >= 6 && s <= 12 : s > 0 ? pow(0.8, s) : 0.0;
        sum += chance[s];
    }
    for (int s = 0; s <= MOST_SESSIONS; s++)
        chance[s] /= sum;
}

static double draw_sessions(const double *chance, struct pp_rng *rng)
{
    double u = pp_rng_uniform(rng);
    int s = 0;
    while (s < MOST_SESSIONS && u >= chance[s])
        u -= chance[s++];
    return s;
}

struct truths {
    double chance[MOST_SESSIONS + 1], slope, correlation;
};

static struct truths truths_of(size_t kind, const struct truth *t)
{
    struct truths out;
    double mean = 0.0, square = 0.0;
    set_chances(kind, out.chance);
    for (int s = 0; s <= MOST_SESSIONS; s++) {
        mean += s * out.chance[s];
        square += s * s * out.chance[s];
    }
    double variance = square - mean * mean;
    out.slope = SLOPE_IN_SD * t->sd_change / sqrt(variance);
    double each = KINDS[kind].differs * out.slope;
    double all = t->sd_change * t->sd_change + each * each * square +
                 out.slope * out.slope * variance;
    out.correlation = out.slope * sqrt(variance / all);
    return out;
}

static void sample(size_t job, void *ctx)
{
    const struct part *p = ctx;
    size_t n = SIZES[job / p->n_kinds], kind = job % p->n_kinds % N_KINDS;
    size_t per_row = N_SIZES * p->n_kinds;
    const struct population *pop =
        p->settings->populations[job % p->n_kinds / N_KINDS];
    struct truths t = truths_of(kind, &pop->truth);
    size_t who[MOST];
    for (size_t i = 0; i < n; i++)
        who[i] = i;
    for (size_t r = 0; r < CHEAPER * p->settings->repetitions; r++) {
        struct pp_rng rng = repetition_rng(p->settings, 9, job, r);
        double pre[MOST], post[MOST], dose[MOST];
        population_draw(pop, &rng, n, pre, post);
        for (size_t i = 0; i < n; i++) {
            double each = KINDS[kind].differs * pp_rng_normal(&rng);
            dose[i] = draw_sessions(t.chance, &rng);
            post[i] += t.slope * (1.0 + each) * dose[i];
        }
        struct pp_pairs pairs = {n, who, pre, post};
        struct pp_dose d = pp_dose_of("sessions", dose, &pairs, NULL, 0.95);
        coverage_count(&p->cells[SLOPE * per_row + job], &d.slope.ci, t.slope);
        coverage_count(&p->cells[ADJUSTED * per_row + job], &d.adjusted.ci,
                       t.slope);
        coverage_count(&p->cells[CORRELATION * per_row + job],
                       &d.correlation.ci, t.correlation);
    }
}

void calibrate_doses(const struct settings *settings)
{
    size_t n = settings->n_populations * N_KINDS;
    char(*text)[128] = pp_alloc_array(n, sizeof *text);
    const char **labels = pp_alloc_array(n, sizeof *labels);

    for (size_t i = 0; i < n; i++) {
        snprintf(text[i], sizeof text[i], "%s; %s",
                 settings->populations[i / N_KINDS]->design.label,
                 KINDS[i % N_KINDS].label);
        labels[i] = text[i];
    }
    printf("## Sessions attended beside change\n\n"
           "%d times the repetitions. One session more goes with a change that "
           "makes them correlate %.2f or less.\n\n",
           CHEAPER, SLOPE_IN_SD / sqrt(1.0 + SLOPE_IN_SD * SLOPE_IN_SD));
    struct coverage_table table = {ROWS,   N_ROWS, SIZES, N_SIZES,
                                   labels, n,      sample};
    coverage_table_make(&table, &(struct part){.settings = settings});
    pp_free(labels);
    pp_free(text);
}
