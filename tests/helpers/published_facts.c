#include "published_inside.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "finished.h"
#include "prepost/analysis/individual.h"

/* --- what is printed ------------------------------------------------------ */

/* A count that was shown: itself, or what may have been rounded to it. */
void published_shown(struct published *p, size_t cell, double value)
{
    double reach = (double)(p->rules->base / 2);
    double least = value > 0 ? (double)p->rules->threshold : 0;

    attacker_know(p->attacker, cell, fmax(value - reach, fmin(least, value)),
                  value + reach);
}

void published_shown_text(struct published *p, size_t cell, const char *text)
{
    double n;

    if (finished_matches(text, "#", &n, 1))
        published_shown(p, cell, n);
}

/* "23 out of every 100": within `reach` of it. */
void published_percent(struct published *p, size_t part, size_t whole, double x,
                       double reach)
{
    double slack = (double)(p->rules->base / 2);
    struct attacker_term least[] = {{part, 1}, {whole, -(x - reach) / 100}};
    struct attacker_term most[] = {{part, 1}, {whole, -(x + reach) / 100}};

    /* Of rounded counts, either may be off by half the base. */
    attacker_fact(p->attacker, least, 2, -2 * slack, INFINITY);
    attacker_fact(p->attacker, most, 2, -INFINITY, 2 * slack);
}

static double wilson(double k, double n, double level, int way)
{
    double z = level > 0.98   ? 2.5758293035489
               : level > 0.92 ? 1.9599639845401
                              : 1.6448536269515;
    double share = k / n, z2 = z * z;
    double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    double half =
        z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n);

    return middle + way * half;
}

/* Counts whose Wilson range prints as lo to hi, where n is nearly known. */
enum { MOST_WHOLES = 12 };

void published_range(struct published *p, size_t part, size_t whole, double lo,
                     double hi, double reach)
{
    const struct attacker_interval *n = &p->attacker->cells[whole];
    struct attacker_interval k_is = {INFINITY, -INFINITY}, n_is = k_is;
    double level = p->truth->level;

    if (!(n->hi - n->lo <= MOST_WHOLES))
        return;
    for (double of = fmax(n->lo, 1); of <= n->hi; of++) {
        for (double k = 0; k <= of; k++) {
            if (fabs(wilson(k, of, level, -1) - lo) > reach + 1e-9 ||
                fabs(wilson(k, of, level, 1) - hi) > reach + 1e-9)
                continue;
            k_is =
                (struct attacker_interval){fmin(k_is.lo, k), fmax(k_is.hi, k)};
            n_is = (struct attacker_interval){fmin(n_is.lo, of),
                                              fmax(n_is.hi, of)};
        }
    }
    if (k_is.lo > k_is.hi)
        return;
    attacker_know(p->attacker, part, k_is.lo, k_is.hi);
    attacker_know(p->attacker, whole, n_is.lo, n_is.hi);
}

enum { MOST_PEOPLE = 2000 };

double published_reach(const struct published *p, double x)
{
    double figure = x != 0 ? pow(10, floor(log10(fabs(x)))) : 0;
    double three = p->rules->base > 1 ? 0.5 * figure / 100 : 0;

    if (p->as_printed < 0)
        return three;
    return fmax(three, 0.5 * pow(10, -p->as_printed)) * (1 + 1e-9);
}

/* Of some number of people between what is known, each of which may be or not:
 * the least and the most that may. */
static void know_possible(struct published *p, size_t people,
                          bool may(double n, const double *about),
                          const double *about)
{
    const struct attacker_interval *x = &p->attacker->cells[people];
    double lo = fmax(x->lo, 1), hi = fmin(x->hi, MOST_PEOPLE);

    while (lo <= hi && !may(lo, about))
        lo++;
    while (hi >= lo && !may(hi, about))
        hi--;
    if (lo <= hi && x->hi <= MOST_PEOPLE)
        attacker_know(p->attacker, people, lo, hi);
}

/* about: an average, how far off it is, the step between scores. */
static bool may_have_average(double n, const double *about)
{
    double reach = about[1] * n / about[2] + 1e-6;
    double sum = about[0] * n / about[2];

    return fabs(sum - round(sum)) <= reach;
}

void published_average(struct published *p, size_t people, size_t outcome,
                       double x)
{
    double step = pp_scale_step(p->truth->outcomes[outcome].scale);
    double reach = published_reach(p, x);

    if (isfinite(x) && step > 0 && reach > 0) {
        know_possible(p, people, may_have_average,
                      (const double[]){x, reach, step});
        p->n_read[PUBLISHED_JSON_AVERAGE]++;
        return;
    }
    for (double n = 1; isfinite(x) && step > 0 && n <= MOST_PEOPLE; n++) {
        if (!may_have_average(n, (const double[]){x, 0, step}))
            continue;
        attacker_multiple(p->attacker, people, n);
        p->n_read[PUBLISHED_JSON_AVERAGE]++;
        return;
    }
}

/* about: a standard deviation, half of the range of the average, how far each
 * is off, the share of either tail. */
static bool may_have_spread(double n, const double *about)
{
    double per_sd = gsl_cdf_tdist_Qinv(about[4], n - 1) / sqrt(n);

    return n >= 2 && fabs(per_sd * about[0] - about[1]) <=
                         per_sd * about[2] + about[3] + 1e-6 * about[1];
}

void published_spread(struct published *p, size_t people, double sd,
                      const double ci[2])
{
    double reach[] = {published_reach(p, ci[0]), published_reach(p, ci[1])};
    double about[] = {sd, (ci[1] - ci[0]) / 2, published_reach(p, sd),
                      (reach[0] + reach[1]) / 2, (1 - p->truth->level) / 2};

    if (!(about[0] > 0) || !(about[1] > 0))
        return;
    if (about[2] > 0) {
        know_possible(p, people, may_have_spread, about);
        p->n_read[PUBLISHED_JSON_SPREAD]++;
        return;
    }
    for (double n = 2; n <= MOST_PEOPLE; n++) {
        if (!may_have_spread(n, about))
            continue;
        attacker_know(p->attacker, people, n, n);
        p->n_read[PUBLISHED_JSON_SPREAD]++;
    }
}

/* Whether the text begins with a name that ends there, or goes on with a
 * space. */
bool published_begins(const char *text, const char *name)
{
    size_t n = strlen(name);

    return strncmp(text, name, n) == 0 && (text[n] == '\0' || text[n] == ' ');
}

/* The outcome whose name the cell begins with; n_outcomes: none. */
size_t published_outcome(const struct published *p, const char *cell)
{
    size_t best = p->truth->n_outcomes, length = 0;

    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        const char *name = p->names[i];
        if (published_begins(cell, name) && strlen(name) > length) {
            best = i;
            length = strlen(name);
        }
    }
    return best;
}

size_t published_outcome_ending(const struct published *p, const char *text)
{
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        if (strcmp(text, p->words[i]) == 0)
            return i;
    }
    return p->truth->n_outcomes;
}

size_t published_people(const struct published *p, const char *cell, size_t *i)
{
    size_t length = 0, best = 0;

    *i = p->truth->n_outcomes;
    for (size_t k = 0; k < p->truth->n_outcomes; k++) {
        const char *names[] = {p->people[k], p->other_people[k]};
        for (size_t other = 0; other < (n_arms(p->truth) > 0 ? 2 : 1);
             other++) {
            if (!published_begins(cell, names[other]) ||
                strlen(names[other]) <= length)
                continue;
            *i = k;
            length = strlen(names[other]);
            best = other ? other_cell(p, k, 0) : outcome_cell(p, k, 0, 0);
        }
    }
    return best;
}

size_t published_outcome_drawn(const struct published *p,
                               const struct finished_table *t)
{
    size_t best = p->truth->n_outcomes, length = 0;

    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        const char *names[] = {p->words[i], p->names[i], p->people[i]};
        for (size_t k = 0; k < 3; k++) {
            if (strlen(names[k]) <= length ||
                strstr(t->figure, names[k]) == NULL)
                continue;
            best = i;
            length = strlen(names[k]);
        }
    }
    return best;
}

/* The row of the flow that a cell names; n_rows: none. */
size_t published_row(const struct published *p, const char *cell)
{
    static const char *const everyone[] = {"", "Both regions", "All regions",
                                           "Everyone"};

    for (size_t i = 0; i < sizeof everyone / sizeof everyone[0]; i++) {
        if (strcmp(cell, everyone[i]) == 0)
            return 0;
    }
    for (size_t r = 0; r < p->truth->flow.n_regions; r++) {
        const char *name = p->truth->flow.regions[r].name;
        if (published_begins(cell, name) ||
            published_begins(cell, pp_pool_printf(p->pool, "%s,", name)))
            return r + 1;
    }
    return p->n_rows;
}

/* Whether the text begins with "tuesdays" or "people in Tuesdays". */
size_t published_arm(const struct published *p, const char *cell)
{
    const struct pp_flow *flow = &p->truth->flow;
    size_t n = n_arms(p->truth) > 0 ? flow->n_arms : 0;

    for (size_t a = 0; a < n; a++)
        if (strcasecmp(cell, flow->arms[a].name) == 0)
            return a;
    return n;
}

void published_chance(struct published *p, size_t i, double x, double reach)
{
    struct attacker_term terms[] = {
        {outcome_cell(p, i, 0, ANY_BETTER), 1},
        {outcome_cell(p, i, 0, ANY_SAME), 0.5},
        {outcome_cell(p, i, 0, PAIRS), -(x - reach)}};

    attacker_fact(p->attacker, terms, 3, 0, INFINITY);
    terms[2].weight = -(x + reach);
    attacker_fact(p->attacker, terms, 3, -INFINITY, 0);
}
