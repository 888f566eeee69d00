#include "published.h"

#include <ctype.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "finished.h"
#include "prepost/base/buffer.h"
#include "prepost/base/utf8.h"

const char *const PUBLISHED_READING[PUBLISHED_READINGS] = {
#define PUBLISHED_NAME_OF(id, name) [PUBLISHED_##id] = name,
    PUBLISHED_LIST(PUBLISHED_NAME_OF)
#undef PUBLISHED_NAME_OF
};

/* --- cells ---------------------------------------------------------------- */

/* Of everyone, of each region, and of people whose region is not known. */
enum { BOTH, BEFORE, AFTER, BEFORE_ONLY, AFTER_ONLY, N_FLOW };

/* Of an outcome, for everyone, each region and no known region. */
enum {
    PAIRS,
    ASKED,
    LEFT,
    BETTER,
    BETWEEN,
    WORSE,
    N_EACH,
    ANY_BETTER = N_EACH, /* the rest for everyone alone */
    ANY_SAME,
    ANY_WORSE,
    LESS_BETTER, /* at all, but by less than the amount */
    LESS_WORSE,
    BEYOND, /* a cut-off at the start */
    CROSSED,
    RECOVERED,
    ENTERED,
    OTHER_AMOUNTS, /* better, in between, worse by each */
    MOST_OTHERS = 8,
    N_WHOLE = OTHER_AMOUNTS + 3 * MOST_OTHERS
};

static size_t flow_cell(const struct published *p, size_t row, int kind)
{
    return p->flow + row * N_FLOW + (size_t)kind;
}

static size_t per_outcome(const struct published *p)
{
    return N_WHOLE + (p->n_rows - 1) * N_EACH;
}

/* row 0: everyone */
static size_t outcome_cell(const struct published *p, size_t i, size_t row,
                           int kind)
{
    size_t first = p->outcomes + i * per_outcome(p);

    return row == 0 ? first + (size_t)kind
                    : first + N_WHOLE + (row - 1) * N_EACH + (size_t)kind;
}

static bool has_amount(const struct published *p, size_t i)
{
    return p->truth->outcomes[i].individual.source != PP_AMOUNT_NONE;
}

/* --- how counts hang together --------------------------------------------- */

static void sum_of_rows(struct published *p, size_t total, size_t first,
                        size_t step)
{
    size_t *parts = pp_pool_array(p->pool, p->n_rows, sizeof *parts);

    for (size_t r = 1; r < p->n_rows; r++)
        parts[r - 1] = first + (r - 1) * step;
    attacker_sum(p->attacker, total, parts, p->n_rows - 1);
}

static void relate_flow(struct published *p)
{
    for (size_t r = 0; r < p->n_rows; r++) {
        size_t both = flow_cell(p, r, BOTH);
        attacker_sum(p->attacker, flow_cell(p, r, BEFORE),
                     (size_t[]){both, flow_cell(p, r, BEFORE_ONLY)}, 2);
        attacker_sum(p->attacker, flow_cell(p, r, AFTER),
                     (size_t[]){both, flow_cell(p, r, AFTER_ONLY)}, 2);
    }
    for (int k = 0; k < N_FLOW; k++)
        sum_of_rows(p, flow_cell(p, 0, k), flow_cell(p, 1, k), N_FLOW);
}

static bool is_last_wave(const struct published *p, size_t i)
{
    return p->truth->outcomes[i].wave + 1 == p->truth->plan->n_waves;
}

/* Of an outcome at two waves, the same people answered at the start. */
static void relate_waves(struct published *p, size_t i)
{
    size_t n = p->truth->n_per_wave;

    for (size_t r = 0; i >= n && r < p->n_rows; r++)
        attacker_sum(p->attacker, outcome_cell(p, i, r, ASKED),
                     (size_t[]){outcome_cell(p, i - n, r, ASKED)}, 1);
}

static void relate_outcome(struct published *p, size_t i)
{
    struct attacker *a = p->attacker;
    const size_t any[] = {outcome_cell(p, i, 0, ANY_BETTER),
                          outcome_cell(p, i, 0, ANY_SAME),
                          outcome_cell(p, i, 0, ANY_WORSE)};

    for (size_t r = 0; r < p->n_rows; r++) {
        size_t pairs = outcome_cell(p, i, r, PAIRS);
        size_t asked = outcome_cell(p, i, r, ASKED);
        attacker_sum(a, asked, (size_t[]){pairs, outcome_cell(p, i, r, LEFT)},
                     2);
        if (is_last_wave(p, i)) /* "both" is the first and the last */
            attacker_within(a, pairs, flow_cell(p, r, BOTH));
        attacker_within(a, asked, flow_cell(p, r, BEFORE));
        if (has_amount(p, i))
            attacker_sum(a, pairs,
                         (size_t[]){outcome_cell(p, i, r, BETTER),
                                    outcome_cell(p, i, r, BETWEEN),
                                    outcome_cell(p, i, r, WORSE)},
                         3);
    }
    attacker_sum(a, outcome_cell(p, i, 0, PAIRS), any, 3);
    if (has_amount(p, i)) {
        attacker_sum(a, any[0],
                     (size_t[]){outcome_cell(p, i, 0, BETTER),
                                outcome_cell(p, i, 0, LESS_BETTER)},
                     2);
        attacker_sum(a, any[2],
                     (size_t[]){outcome_cell(p, i, 0, WORSE),
                                outcome_cell(p, i, 0, LESS_WORSE)},
                     2);
    }
    for (int k = 0; k < (has_amount(p, i) ? N_EACH : BETTER); k++)
        sum_of_rows(p, outcome_cell(p, i, 0, k), outcome_cell(p, i, 1, k),
                    N_EACH);
}

/* Better by a larger amount is better by a smaller one too; who recovered has
 * crossed the cut-off, and was beyond it. */
static void relate_amounts(struct published *p, size_t i)
{
    struct attacker *a = p->attacker;
    const struct pp_outcome *o = &p->truth->outcomes[i];
    size_t pairs = outcome_cell(p, i, 0, PAIRS);

    for (size_t k = 0; k < o->n_other_amounts && k < MOST_OTHERS; k++) {
        size_t cell = outcome_cell(p, i, 0, OTHER_AMOUNTS + 3 * (int)k);
        attacker_sum(a, pairs, (size_t[]){cell, cell + 1, cell + 2}, 3);
        for (int part = 0; part < 3 && has_amount(p, i); part += 2) {
            size_t own = outcome_cell(p, i, 0, BETTER + part);
            size_t other = cell + (size_t)part;
            if (o->other_amounts[k].amount >= o->individual.amount)
                attacker_within(a, other, own);
            if (o->other_amounts[k].amount <= o->individual.amount)
                attacker_within(a, own, other);
        }
    }
    if (o->recovery.cutoff == NULL)
        return;
    size_t beyond = outcome_cell(p, i, 0, BEYOND);
    attacker_within(a, beyond, pairs);
    attacker_within(a, beyond + 1, beyond);
    attacker_within(a, beyond + 2, beyond + 1);
    attacker_fact(
        a, (struct attacker_term[]){{pairs, 1}, {beyond, -1}, {beyond + 3, -1}},
        3, 0, INFINITY);
    if (has_amount(p, i))
        attacker_within(a, beyond + 2, outcome_cell(p, i, 0, BETTER));
}

static bool knows_every_region(const struct pp_results *r)
{
    long n = r->flow.all.n_before + r->flow.all.n_after_only;

    for (size_t i = 0; i < r->flow.n_regions; i++)
        n -= r->flow.regions[i].n_before + r->flow.regions[i].n_after_only;
    return n == 0;
}

/* --- over time -------------------------------------------------------------
 */

/* Of an outcome of the plan at each wave: who answered, who did not though
 * they did at another, and who did but not at the first. */
enum { AT, NOT_AT, NOT_FIRST, N_GROWTH };

static size_t n_growth(const struct pp_results *r)
{
    return r->growth != NULL ? r->plan->n_outcomes : 0;
}

/* Who answered at least once. */
static size_t growth_cell(const struct published *p, size_t i)
{
    return p->growth + i * (1 + N_GROWTH * p->truth->plan->n_waves);
}

static size_t growth_at(const struct published *p, size_t i, size_t w, int kind)
{
    return growth_cell(p, i) + 1 + N_GROWTH * w + (size_t)kind;
}

static void relate_growth(struct published *p, size_t i)
{
    struct attacker *a = p->attacker;

    attacker_sum(a, growth_at(p, i, 0, AT),
                 (size_t[]){outcome_cell(p, i, 0, ASKED)}, 1);
    for (size_t w = 0; w < p->truth->plan->n_waves; w++) {
        size_t at = growth_at(p, i, w, AT);
        size_t not_first = growth_at(p, i, w, NOT_FIRST);
        attacker_sum(a, growth_cell(p, i),
                     (size_t[]){at, growth_at(p, i, w, NOT_AT)}, 2);
        attacker_within(a, not_first, growth_at(p, i, 0, NOT_AT));
        if (w == 0)
            attacker_know(a, not_first, 0, 0);
        else
            attacker_sum(
                a, at,
                (size_t[]){not_first,
                           outcome_cell(p, i + (w - 1) * p->truth->n_per_wave,
                                        0, PAIRS)},
                2);
    }
}

static void set_growth(double *truth, const struct published *p, size_t i)
{
    const struct pp_growth *g = &p->truth->growth[i];

    truth[growth_cell(p, i)] = (double)g->n;
    for (size_t w = 0; w < g->n_waves; w++) {
        const struct pp_growth_wave *at = &g->waves[w];
        truth[growth_at(p, i, w, AT)] = (double)at->n;
        truth[growth_at(p, i, w, NOT_AT)] = (double)(g->n - at->n);
        truth[growth_at(p, i, w, NOT_FIRST)] = (double)(at->n - at->n_both);
    }
}

/* --- the truth, to find what is read wrongly ------------------------------ */

static void set_flow(double *truth, const struct published *p, size_t r,
                     const struct pp_flow_row *row)
{
    truth[flow_cell(p, r, BOTH)] = (double)row->n_both;
    truth[flow_cell(p, r, BEFORE)] = (double)row->n_before;
    truth[flow_cell(p, r, AFTER)] = (double)row->n_after;
    truth[flow_cell(p, r, BEFORE_ONLY)] = (double)row->n_before_only;
    truth[flow_cell(p, r, AFTER_ONLY)] = (double)row->n_after_only;
}

static void set_people(double *truth, const struct published *p, size_t i,
                       size_t r, double pairs, double asked,
                       const struct pp_individual *individual)
{
    truth[outcome_cell(p, i, r, PAIRS)] = pairs;
    truth[outcome_cell(p, i, r, ASKED)] = asked;
    truth[outcome_cell(p, i, r, LEFT)] = asked - pairs;
    if (!has_amount(p, i))
        return;
    truth[outcome_cell(p, i, r, BETTER)] = (double)individual->n_better;
    truth[outcome_cell(p, i, r, BETWEEN)] = (double)individual->n_between;
    truth[outcome_cell(p, i, r, WORSE)] = (double)individual->n_worse;
}

static void set_amounts(double *truth, const struct published *p, size_t i)
{
    const struct pp_outcome *o = &p->truth->outcomes[i];
    double *beyond = truth + outcome_cell(p, i, 0, BEYOND);

    for (size_t k = 0; k < o->n_other_amounts && k < MOST_OTHERS; k++) {
        const struct pp_individual *other = &o->other_amounts[k];
        double *cell =
            truth + outcome_cell(p, i, 0, OTHER_AMOUNTS + 3 * (int)k);
        cell[0] = (double)other->n_better;
        cell[1] = (double)other->n_between;
        cell[2] = (double)other->n_worse;
    }
    if (o->recovery.cutoff == NULL)
        return;
    beyond[0] = (double)o->recovery.n_beyond;
    beyond[1] = (double)o->recovery.n_crossed;
    beyond[2] = (double)o->recovery.n_recovered;
    beyond[3] = (double)o->recovery.n_entered;
}

static size_t row_of(const struct published *p, const char *cell);

static const double *truth_of(const struct published *p)
{
    size_t n = p->attacker->n_cells;
    double *truth = pp_pool_array(p->pool, n, sizeof *truth);

    for (size_t c = 0; c < n; c++)
        truth[c] = NAN;
    set_flow(truth, p, 0, &p->truth->flow.all);
    for (size_t r = 0; r < p->truth->flow.n_regions; r++)
        set_flow(truth, p, r + 1, &p->truth->flow.regions[r]);
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        const struct pp_outcome *o = &p->truth->outcomes[i];
        set_people(truth, p, i, 0, (double)o->n_pairs,
                   (double)o->missing.n_before, &o->individual);
        truth[outcome_cell(p, i, 0, ANY_BETTER)] = (double)o->paired.n_better;
        truth[outcome_cell(p, i, 0, ANY_SAME)] = (double)o->paired.n_same;
        truth[outcome_cell(p, i, 0, ANY_WORSE)] = (double)o->paired.n_worse;
        set_amounts(truth, p, i);
        for (size_t c = 0; c < o->comparison.n_cohorts; c++) {
            const struct pp_cohort *k = &o->comparison.cohorts[c];
            size_t r = row_of(p, k->name);
            if (r < p->n_rows)
                set_people(truth, p, i, r, (double)k->flow.n_both,
                           (double)k->flow.n_before, &k->individual);
        }
    }
    for (size_t i = 0; i < n_growth(p->truth); i++)
        set_growth(truth, p, i);
    return truth;
}

struct published *published_new(struct pp_pool *pool,
                                const struct pp_results *truth,
                                const struct pp_disclosure_rules *rules)
{
    struct published *p = pp_pool_alloc(pool, sizeof *p);

    *p = (struct published){.pool = pool,
                            .truth = truth,
                            .rules = rules,
                            .attacker = attacker_new(pool),
                            .n_rows = truth->flow.n_regions + 2};
    p->flow = attacker_cells(p->attacker, p->n_rows * N_FLOW);
    p->outcomes =
        attacker_cells(p->attacker, truth->n_outcomes * per_outcome(p));
    p->growth = attacker_cells(
        p->attacker, n_growth(truth) * (1 + N_GROWTH * truth->plan->n_waves));
    p->has_average = pp_pool_array(pool, truth->n_outcomes * p->n_rows + 1,
                                   sizeof *p->has_average);
    p->has_p = pp_pool_array(pool, truth->n_outcomes + 1, sizeof *p->has_p);
    memset(p->has_average, 0,
           (truth->n_outcomes * p->n_rows + 1) * sizeof *p->has_average);
    memset(p->has_p, 0, (truth->n_outcomes + 1) * sizeof *p->has_p);
    p->attacker->truth = truth_of(p);
    relate_flow(p);
    for (size_t i = 0; i < truth->n_outcomes; i++)
        relate_outcome(p, i);
    for (size_t i = 0; i < truth->n_outcomes; i++)
        relate_amounts(p, i);
    for (size_t i = 0; i < truth->n_outcomes; i++)
        relate_waves(p, i);
    for (size_t i = 0; i < n_growth(truth); i++)
        relate_growth(p, i);
    for (size_t c = 0; knows_every_region(truth) && c < N_FLOW; c++)
        attacker_know(p->attacker, flow_cell(p, p->n_rows - 1, (int)c), 0, 0);
    return p;
}

/* --- what is printed ------------------------------------------------------ */

/* A count that was shown: itself, or what may have been rounded to it. */
static void shown(struct published *p, size_t cell, double value)
{
    double reach = (double)(p->rules->base / 2);
    double least = value > 0 ? (double)p->rules->threshold : 0;

    attacker_know(p->attacker, cell, fmax(value - reach, fmin(least, value)),
                  value + reach);
}

static void shown_text(struct published *p, size_t cell, const char *text)
{
    double n;

    if (finished_matches(text, "#", &n, 1))
        shown(p, cell, n);
}

/* "23 out of every 100": within `reach` of it. */
static void percent(struct published *p, size_t part, size_t whole, double x,
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

static void range_of_share(struct published *p, size_t part, size_t whole,
                           double lo, double hi, double reach)
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

static const char *outcome_words(const struct published *p, size_t i)
{
    return p->truth->outcomes[i].scale->words.outcome;
}

static const char *outcome_name(const struct published *p, size_t i)
{
    struct pp_buffer b = PP_BUFFER_INIT;

    pp_utf8_capitalised(outcome_words(p, i), &b);
    const char *copy = pp_pool_strdup(p->pool, pp_buffer_text(&b));
    pp_buffer_clear(&b);
    return copy;
}

/* Whether the text begins with a name that ends there, or goes on with a
 * space. */
static bool begins_with(const char *text, const char *name)
{
    size_t n = strlen(name);

    return strncmp(text, name, n) == 0 && (text[n] == '\0' || text[n] == ' ');
}

/* The outcome whose name the cell begins with; n_outcomes: none. */
static size_t outcome_of(const struct published *p, const char *cell)
{
    size_t best = p->truth->n_outcomes, length = 0;

    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        const char *name = outcome_name(p, i);
        if (begins_with(cell, name) && strlen(name) > length) {
            best = i;
            length = strlen(name);
        }
    }
    return best;
}

static size_t outcome_ending(const struct published *p, const char *text)
{
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        if (strcmp(text, outcome_words(p, i)) == 0)
            return i;
    }
    return p->truth->n_outcomes;
}

/* The row of the flow that a cell names; n_rows: none. */
static size_t row_of(const struct published *p, const char *cell)
{
    static const char *const everyone[] = {"", "Both", "All", "Everyone"};

    for (size_t i = 0; i < sizeof everyone / sizeof everyone[0]; i++) {
        if (strcmp(cell, everyone[i]) == 0)
            return 0;
    }
    for (size_t r = 0; r < p->truth->flow.n_regions; r++) {
        if (begins_with(cell, p->truth->flow.regions[r].name))
            return r + 1;
    }
    return p->n_rows;
}

/* --- sentences ------------------------------------------------------------ */

static void read_sentence(struct published *p, const char *line)
{
    double n[4];

    if (finished_holds(line,
                       "Who: # people answered our questions * Of these, "
                       "# answered again",
                       n, 2)) {
        shown(p, flow_cell(p, 0, BEFORE), n[0]);
        shown(p, flow_cell(p, 0, BOTH), n[1]);
        p->n_read[PUBLISHED_WHO]++;
    } else if (finished_holds(line, "Who: # people answered our questions both",
                              n, 1)) {
        shown(p, flow_cell(p, 0, BOTH), n[0]);
    }
    if (finished_holds(line, "how the answers of # people differed", n, 1))
        shown(p, flow_cell(p, 0, BOTH), n[0]);
    if (finished_holds(line, "how the other # people are doing", n, 1) ||
        finished_holds(line, "how the # other person is doing", n, 1)) {
        shown(p, flow_cell(p, 0, BEFORE_ONLY), n[0]);
        p->n_read[PUBLISHED_LEFT]++;
    }
    if (finished_holds(line, "Of every 100 who joined, # did not", n, 1)) {
        percent(p, flow_cell(p, 0, BEFORE_ONLY), flow_cell(p, 0, BEFORE), n[0],
                0.5);
        p->n_read[PUBLISHED_MISSING]++;
    }
    if (finished_holds(line, "Second questionnaires: #, # of them not matched",
                       n, 2)) {
        shown(p, flow_cell(p, 0, AFTER), n[0]);
        shown(p, flow_cell(p, 0, AFTER_ONLY), n[1]);
        p->n_read[PUBLISHED_BOX_FLOW]++;
    }
    if (finished_holds(line, "# more answered the second time only", n, 1))
        shown(p, flow_cell(p, 0, AFTER_ONLY), n[0]);
}

/* "The 74 of them who had answered about hope started ..." */
static void read_leavers(struct published *p, const char *line)
{
    double n[1];

    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        const char *about = pp_pool_printf(
            p->pool, "The # of them who had answered about %s started",
            outcome_words(p, i));
        if (finished_holds(line, about, n, 1)) {
            shown(p, outcome_cell(p, i, 0, LEFT), n[0]);
            p->n_read[PUBLISHED_LEAVERS]++;
        }
    }
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        const char *about =
            pp_pool_printf(p->pool, "over all # would be * points for %s",
                           outcome_words(p, i));
        if (finished_holds(line, about, n, 1)) {
            shown(p, outcome_cell(p, i, 0, ASKED), n[0]);
            p->n_read[PUBLISHED_UNCHANGED]++;
        }
    }
}

static void read_each_sentence(struct published *p, const char *line)
{
    for (const char *end; *line != '\0'; line = end) {
        end = strstr(line, ". ");
        end = end != NULL ? end + 2 : line + strlen(line);
        read_leavers(p, pp_pool_strndup(p->pool, line, (size_t)(end - line)));
    }
}

/* "hope 22 to 36, 3 to 10;" in the technical box */
static void read_box_ranges(struct published *p, const char *line)
{
    double n[4];

    if (strstr(line, "ranges out of 100, better then worse") == NULL)
        return;
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        size_t pairs = outcome_cell(p, i, 0, PAIRS);
        const char *words = outcome_words(p, i);
        if (finished_holds(line, pp_pool_printf(p->pool, " %s # to #", words),
                           n, 2)) {
            range_of_share(p, outcome_cell(p, i, 0, BETTER), pairs, n[0] / 100,
                           n[1] / 100, 0.005);
            p->n_read[PUBLISHED_BOX_RANGES]++;
        }
        if (finished_holds(line,
                           pp_pool_printf(p->pool, " %s # to #, # to #", words),
                           n, 4))
            range_of_share(p, outcome_cell(p, i, 0, WORSE), pairs, n[2] / 100,
                           n[3] / 100, 0.005);
    }
}

/* --- tables --------------------------------------------------------------- */

static void read_flow_row(struct published *p, const struct finished_row *row)
{
    size_t r = row_of(p, row->cells[0]);
    double n;

    if (r == p->n_rows || row->n_cells < 4)
        return;
    shown_text(p, flow_cell(p, r, BEFORE), row->cells[1]);
    shown_text(p, flow_cell(p, r, BOTH), row->cells[2]);
    if (finished_matches(row->cells[3], "#", &n, 1))
        percent(p, flow_cell(p, r, BOTH), flow_cell(p, r, BEFORE), n, 0.5);
    p->n_read[PUBLISHED_FLOW_TABLE]++;
}

static void read_flow_figure(struct published *p,
                             const struct finished_row *row)
{
    static const struct {
        const char *step;
        int kind;
    } steps[] = {{"Answered first", BEFORE},
                 {"Did not answer again", BEFORE_ONLY},
                 {"Answered both times", BOTH}};
    size_t r = row->n_cells == 3 ? row_of(p, row->cells[1]) : p->n_rows;

    for (size_t k = 0; r < p->n_rows && k < 3; k++) {
        if (strcmp(row->cells[0], steps[k].step) == 0) {
            shown_text(p, flow_cell(p, r, steps[k].kind), row->cells[2]);
            p->n_read[PUBLISHED_FLOW_FIGURE]++;
        }
    }
}

/* Better, in between, worse: "23" of every 100, or "12 of 34". */
static void read_per_100(struct published *p, const struct finished_row *row)
{
    size_t i = outcome_of(p, row->cells[0]);
    bool is_whole = true;
    double n[2];

    if (i == p->truth->n_outcomes || row->n_cells < 4)
        return;
    for (size_t c = 1; c < 4; c++)
        is_whole &= strcmp(row->cells[c], "[c]") != 0;
    for (size_t c = 1; c < 4; c++) {
        size_t part = outcome_cell(p, i, 0, BETTER + (int)c - 1);
        size_t whole = outcome_cell(p, i, 0, PAIRS);
        if (finished_matches(row->cells[c], "# of #", n, 2)) {
            shown(p, part, n[0]);
            shown(p, whole, n[1]);
            p->n_read[PUBLISHED_COUNTS_OF]++;
        } else if (finished_matches(row->cells[c], "#", n, 1)) {
            /* Parts that make 100 are rounded up or down. */
            percent(p, part, whole, n[0], is_whole ? 1 : 0.5);
            p->n_read[PUBLISHED_PER_100]++;
        }
    }
}

static void read_icons(struct published *p, const struct finished_table *t)
{
    size_t i = outcome_ending(p, t->caption + strlen("Of every 100 people: "));
    double n;

    for (size_t c = 0; i < p->truth->n_outcomes && c < 3 && c < t->n_rows;
         c++) {
        if (!finished_matches(t->rows[c].cells[1], "#", &n, 1))
            continue;
        percent(p, outcome_cell(p, i, 0, BETTER + (int)c),
                outcome_cell(p, i, 0, PAIRS), n, 1);
        p->n_read[PUBLISHED_ICONS]++;
    }
}

/* "44: 28% (22% to 36%)" */
static void read_reliable(struct published *p, const struct finished_row *row)
{
    size_t i = outcome_of(p, row->cells[0]);
    double n[4];

    if (i == p->truth->n_outcomes || row->n_cells < 7)
        return;
    size_t whole = outcome_cell(p, i, 0, PAIRS);
    shown_text(p, whole, row->cells[3]);
    for (size_t c = 4; c < 7; c++) {
        size_t part = outcome_cell(p, i, 0, BETTER + (int)c - 4);
        if (!finished_holds(row->cells[c], "#: #%", n, 2))
            continue;
        shown(p, part, n[0]);
        percent(p, part, whole, n[1], 0.5);
        if (finished_holds(row->cells[c], "(#% to #%)", n, 2))
            range_of_share(p, part, whole, n[0] / 100, n[1] / 100, 0.005);
        p->n_read[PUBLISHED_RELIABLE]++;
    }
}

static void read_count(struct published *p, const struct finished_row *row,
                       size_t column, int kind, enum published_reading what)
{
    size_t i = outcome_of(p, row->cells[0]);

    if (i == p->truth->n_outcomes || column >= row->n_cells)
        return;
    shown_text(p, outcome_cell(p, i, 0, kind), row->cells[column]);
    p->n_read[what]++;
}

/* (better + half of the same) / pairs */
static void chance_of_better(struct published *p, size_t i, double x,
                             double reach)
{
    struct attacker_term terms[] = {
        {outcome_cell(p, i, 0, ANY_BETTER), 1},
        {outcome_cell(p, i, 0, ANY_SAME), 0.5},
        {outcome_cell(p, i, 0, PAIRS), -(x - reach)}};

    attacker_fact(p->attacker, terms, 3, 0, INFINITY);
    terms[2].weight = -(x + reach);
    attacker_fact(p->attacker, terms, 3, -INFINITY, 0);
}

static void read_numbers(struct published *p, const struct finished_table *t)
{
    const char *end = strstr(t->caption, " (");
    const char *from = t->caption + strlen("numbers of ");
    size_t i = end == NULL
                   ? p->truth->n_outcomes
                   : outcome_ending(p, pp_pool_strndup(p->pool, from,
                                                       (size_t)(end - from)));
    double x;

    for (size_t k = 0; i < p->truth->n_outcomes && k < t->n_rows; k++) {
        const char *name = t->rows[k].cells[0], *value = t->rows[k].cells[1];
        if (strcmp(name, "Pairs") == 0) {
            shown_text(p, outcome_cell(p, i, 0, PAIRS), value);
            p->n_read[PUBLISHED_NUMBERS]++;
        } else if (strncmp(name, "Chance that a person went better", 32) == 0 &&
                   finished_number(value, &x, NULL)) {
            chance_of_better(p, i, x, 0.005);
            p->n_read[PUBLISHED_CHANCE]++;
        }
    }
}

struct bar {
    double from, to;
};

/* "+3", "+2 to +4", "−5 or less", "+7 or more" */
static bool bar_of(const char *name, struct bar *b)
{
    const char *rest;

    if (!finished_number(name, &b->from, &rest))
        return false;
    b->to = b->from;
    if (strcmp(rest, " or less") == 0)
        b->from = -INFINITY;
    else if (strcmp(rest, " or more") == 0)
        b->to = INFINITY;
    else if (strncmp(rest, " to ", 4) == 0)
        return finished_number(rest + 4, &b->to, NULL);
    return true;
}

/* At least those wholly beyond x, at most those that reach it. */
static void beyond(struct published *p, const struct finished_table *t,
                   size_t cell, double x, bool is_up)
{
    double least = 0, most = 0, n;
    struct bar b;

    for (size_t k = 0; k < t->n_rows; k++) {
        if (!bar_of(t->rows[k].cells[0], &b) ||
            !finished_matches(t->rows[k].cells[1], "#", &n, 1))
            return;
        least += (is_up ? b.from >= x : b.to <= -x) ? n : 0;
        most += (is_up ? b.to >= x : b.from <= -x) ? n : 0;
    }
    attacker_know(p->attacker, cell, least, most);
}

static void read_bars(struct published *p, const struct finished_table *t)
{
    double amount, total = 0, n;
    const char *axis = t->caption + strlen("People by change in ");
    size_t i = outcome_ending(p, axis);

    if (i == p->truth->n_outcomes || t->n_rows == 0)
        return;
    for (size_t k = 0; k < t->n_rows; k++) {
        if (finished_matches(t->rows[k].cells[1], "#", &n, 1))
            total += n;
    }
    attacker_know(p->attacker, outcome_cell(p, i, 0, PAIRS), total, total);
    bool are_whole = finished_decimals(t->rows[0].cells[0]) == 0;
    beyond(p, t, outcome_cell(p, i, 0, ANY_BETTER), are_whole ? 1 : 1e-9, true);
    beyond(p, t, outcome_cell(p, i, 0, ANY_WORSE), are_whole ? 1 : 1e-9, false);
    amount = p->truth->outcomes[i].individual.amount;
    if (has_amount(p, i) && are_whole) {
        beyond(p, t, outcome_cell(p, i, 0, BETTER), amount, true);
        beyond(p, t, outcome_cell(p, i, 0, WORSE), amount, false);
    }
    p->n_read[PUBLISHED_BARS]++;
}

static void read_scatter(struct published *p, const struct finished_table *t)
{
    size_t i = outcome_ending(p, t->caption + strlen("Change in "));

    if (i == p->truth->n_outcomes || t->n_rows == 0)
        return;
    const struct finished_row *last = &t->rows[t->n_rows - 1];
    double n;
    if (!finished_matches(last->cells[1], "#", &n, 1))
        return;
    attacker_know(p->attacker, outcome_cell(p, i, 0, PAIRS), n, n);
    for (size_t k = 0; t->n_rows == 4 && k < 3; k++)
        shown_text(p, outcome_cell(p, i, 0, BETTER + (int)k),
                   t->rows[k].cells[1]);
    p->n_read[PUBLISHED_SCATTER]++;
}

/* "Eastshire (92)", of the outcome of the second column */
static void read_regions(struct published *p, const struct finished_table *t)
{
    const char *heading = t->heading.n_cells > 1 ? t->heading.cells[1] : "";
    const char *colon = strstr(heading, ": change");
    size_t i = colon == NULL
                   ? p->truth->n_outcomes
                   : outcome_of(p, pp_pool_strndup(p->pool, heading,
                                                   (size_t)(colon - heading)));
    double n;

    for (size_t k = 0; i < p->truth->n_outcomes && k < t->n_rows; k++) {
        size_t r = row_of(p, t->rows[k].cells[0]);
        if (r == p->n_rows ||
            !finished_holds(t->rows[k].cells[0], "(#)", &n, 1))
            continue;
        shown(p, outcome_cell(p, i, r, PAIRS), n);
        p->n_read[PUBLISHED_REGIONS]++;
    }
}

static void read_table(struct published *p, const struct finished_table *t)
{
    const char *c = p->attacker->reading = t->caption;

    if (strncmp(c, "numbers of ", 11) == 0)
        read_numbers(p, t);
    else if (strncmp(c, "Of every 100 people: ", 21) == 0)
        read_icons(p, t);
    else if (strncmp(c, "People by change in ", 20) == 0)
        read_bars(p, t);
    else if (strncmp(c, "Change in ", 10) == 0)
        read_scatter(p, t);
    else if (strcmp(c, "average change by region") == 0)
        read_regions(p, t);
    for (size_t k = 0; k < t->n_rows; k++) {
        const struct finished_row *row = &t->rows[k];
        if (strcmp(c, "people who answered") == 0)
            read_flow_row(p, row);
        else if (strcmp(c, "How many people at each step") == 0)
            read_flow_figure(p, row);
        else if (strstr(c, "people who answered twice") != NULL)
            read_per_100(p, row);
        else if (strncmp(c, "reliable change both ways", 25) == 0)
            read_reliable(p, row);
        else if (strncmp(c, "findings, with", 14) == 0)
            read_count(p, row, 1, PAIRS, PUBLISHED_PAIRS);
        else if (strcmp(c, "how people started") == 0)
            read_count(p, row, 1, LEFT, PUBLISHED_START);
    }
}

void published_read_report(struct published *p, const char *markdown)
{
    struct finished *f = finished_read(p->pool, markdown);

    for (size_t i = 0; i < f->n_tables; i++)
        read_table(p, &f->tables[i]);
    for (size_t i = 0; i < f->n_lines; i++) {
        p->attacker->reading = f->lines[i];
        read_sentence(p, f->lines[i]);
        read_each_sentence(p, f->lines[i]);
        read_box_ranges(p, f->lines[i]);
    }
}

/* --- JSON ----------------------------------------------------------------- */

static const json_t *at(const json_t *o, const char *a, const char *b)
{
    const json_t *x = json_object_get(o, a);

    return b == NULL ? x : json_object_get(x, b);
}

static void shown_json(struct published *p, size_t cell, const json_t *n)
{
    if (json_is_integer(n))
        shown(p, cell, (double)json_integer_value(n));
}

static void read_flow_json(struct published *p, size_t r, const json_t *o)
{
    static const char *const keys[N_FLOW] = {"n_both", "n_before", "n_after",
                                             "n_before_only", "n_after_only"};

    for (int k = 0; k < N_FLOW; k++)
        shown_json(p, flow_cell(p, r, k), json_object_get(o, keys[k]));
    p->n_read[PUBLISHED_JSON_FLOW]++;
}

static void read_range(struct published *p, size_t part, size_t whole,
                       const json_t *ci)
{
    if (json_is_number(json_array_get(ci, 0)))
        range_of_share(p, part, whole, json_number_value(json_array_get(ci, 0)),
                       json_number_value(json_array_get(ci, 1)), 1e-9);
}

static void read_individuals(struct published *p, size_t i, size_t r,
                             const json_t *o)
{
    static const char *const keys[] = {"n_better", "n_between", "n_worse"};
    static const char *const ranges[] = {"better_ci", NULL, "worse_ci"};
    size_t whole = outcome_cell(p, i, r, PAIRS);

    shown_json(p, whole, json_object_get(o, "n"));
    for (int k = 0; k < 3; k++) {
        size_t part = outcome_cell(p, i, r, BETTER + k);
        const json_t *n = json_object_get(o, keys[k]);
        const json_t *ci =
            ranges[k] != NULL ? json_object_get(o, ranges[k]) : NULL;
        shown_json(p, part, n);
        read_range(p, part, whole, ci);
    }
    p->n_read[PUBLISHED_JSON_INDIVIDUALS]++;
}

/*
 * Exact p values are whole multiples of 2^-m, m the number of people who
 * changed at all: the power of two in one tells at least how many those were.
 */
static double power_of_two(double x)
{
    double m = 0;

    while (x > 0 && x != floor(x)) {
        x *= 2;
        m++;
    }
    return m <= 40 ? m : 0; /* beyond, digits are lost */
}

static void changed_at_all(struct published *p, size_t i, double least,
                           double most)
{
    struct attacker_term terms[] = {{outcome_cell(p, i, 0, ANY_BETTER), 1},
                                    {outcome_cell(p, i, 0, ANY_WORSE), 1}};

    attacker_fact(p->attacker, terms, 2, least, most);
}

static void read_ranks(struct published *p, size_t i, const json_t *ranks)
{
    const json_t *p_value = json_object_get(ranks, "p");
    const json_t *least = json_object_get(ranks, "smallest_p");
    const json_t *method = json_object_get(ranks, "method");

    shown_json(p, outcome_cell(p, i, 0, ANY_SAME),
               json_object_get(ranks, "n_zero"));
    if (json_is_number(least)) {
        double m = 1 - log2(json_number_value(least));
        changed_at_all(p, i, m, m);
    }
    if (json_is_number(p_value) && json_is_string(method) &&
        strcmp(json_string_value(method), "exact") == 0)
        changed_at_all(p, i, power_of_two(json_number_value(p_value)),
                       INFINITY);
    p->n_read[PUBLISHED_JSON_RANKS]++;
}

static void read_paired(struct published *p, size_t i, const json_t *o)
{
    static const char *const keys[] = {"n_better", "n_same", "n_worse"};
    const json_t *missing = json_object_get(o, "missing_data");
    const json_t *chance = at(json_object_get(o, "effect_sizes"),
                              "probability_of_improvement", "estimate");
    const json_t *reliable = json_object_get(o, "reliable_change");

    shown_json(p, outcome_cell(p, i, 0, PAIRS), json_object_get(o, "n_paired"));
    shown_json(p, outcome_cell(p, i, 0, ASKED), json_object_get(o, "n_pre"));
    shown_json(p, outcome_cell(p, i, 0, ASKED), at(o, "reliability", "n_pre"));
    shown_json(p, outcome_cell(p, i, 0, ASKED), at(missing, "n_before", NULL));
    shown_json(p, outcome_cell(p, i, 0, LEFT), at(missing, "n_left", NULL));
    for (int k = 0; k < 3; k++)
        shown_json(p, outcome_cell(p, i, 0, ANY_BETTER + k),
                   at(o, "change", keys[k]));
    for (const char *wave = "pre"; wave != NULL;
         wave = strcmp(wave, "pre") == 0 ? "post" : NULL)
        shown_json(p, outcome_cell(p, i, 0, PAIRS), at(o, wave, "n"));
    if (json_is_number(chance))
        chance_of_better(p, i, json_number_value(chance), 1e-9);
    if (has_amount(p, i)) {
        shown_json(p, outcome_cell(p, i, 0, BETTER),
                   json_object_get(reliable, "improved"));
        shown_json(p, outcome_cell(p, i, 0, WORSE),
                   json_object_get(reliable, "deteriorated"));
    }
    read_ranks(p, i, json_object_get(o, "wilcoxon"));
    p->n_read[PUBLISHED_JSON_PAIRED]++;
}

static void read_amounts(struct published *p, size_t i, const json_t *o)
{
    static const char *const keys[] = {"n_better", "n_between", "n_worse"};
    static const char *const ranges[] = {"better_ci", NULL, "worse_ci"};
    static const char *const beyond[] = {"n_beyond", "n_crossed", "n_recovered",
                                         "n_entered"};
    const json_t *recovery = json_object_get(o, "recovery");
    size_t k, pairs = outcome_cell(p, i, 0, PAIRS);
    json_t *other;

    json_array_foreach(json_object_get(o, "other_amounts"), k, other)
    {
        size_t cell = outcome_cell(p, i, 0, OTHER_AMOUNTS + 3 * (int)k);
        for (size_t part = 0; part < 3 && k < MOST_OTHERS; part++) {
            shown_json(p, cell + part, json_object_get(other, keys[part]));
            read_range(p, cell + part, pairs,
                       ranges[part] != NULL
                           ? json_object_get(other, ranges[part])
                           : NULL);
        }
        p->n_read[PUBLISHED_JSON_AMOUNTS]++;
    }
    for (size_t part = 0; json_is_object(recovery) && part < 4; part++) {
        shown_json(p, outcome_cell(p, i, 0, BEYOND + (int)part),
                   json_object_get(recovery, beyond[part]));
        p->n_read[PUBLISHED_JSON_RECOVERY]++;
    }
    shown_json(p, pairs, json_object_get(recovery, "n"));
    read_range(p, outcome_cell(p, i, 0, CROSSED), outcome_cell(p, i, 0, BEYOND),
               json_object_get(recovery, "crossed_ci"));
    read_range(p, outcome_cell(p, i, 0, RECOVERED),
               outcome_cell(p, i, 0, BEYOND),
               json_object_get(recovery, "recovered_ci"));
}

/* Of whom it is known that they stayed or left: no more than did. */
static void read_leavers_json(struct published *p, const json_t *leavers)
{
    size_t k;
    json_t *o;

    json_array_foreach(leavers, k, o)
    {
        const json_t *left = json_object_get(o, "n_left");
        const json_t *stayed = json_object_get(o, "n_stayed");
        if (json_is_integer(left))
            attacker_know(p->attacker, flow_cell(p, 0, BEFORE_ONLY),
                          (double)json_integer_value(left) - p->rules->base / 2,
                          INFINITY);
        if (json_is_integer(stayed))
            attacker_know(p->attacker, flow_cell(p, 0, BOTH),
                          (double)json_integer_value(stayed) -
                              p->rules->base / 2,
                          INFINITY);
        p->n_read[PUBLISHED_JSON_LEAVERS]++;
    }
}

static void read_growth(struct published *p, size_t i, const json_t *o)
{
    size_t w;
    json_t *wave;

    shown_json(p, growth_cell(p, i), json_object_get(o, "n"));
    json_array_foreach(json_object_get(o, "waves"), w, wave)
    {
        shown_json(p, growth_at(p, i, w, AT), json_object_get(wave, "n"));
        p->n_read[PUBLISHED_JSON_GROWTH]++;
    }
}

void published_read_json(struct published *p, const json_t *results)
{
    const json_t *flow = json_object_get(results, "flow");
    const json_t *regions = json_object_get(flow, "regions");
    const json_t *outcomes = json_object_get(results, "outcomes");
    size_t k;
    json_t *o;

    p->attacker->reading = "JSON";
    read_flow_json(p, 0, flow);
    json_array_foreach(regions, k, o) read_flow_json(
        p, row_of(p, json_string_value(json_object_get(o, "name"))), o);
    read_leavers_json(p, json_object_get(results, "leavers"));
    json_array_foreach(json_object_get(results, "growth"), k, o)
        read_growth(p, k, o);
    json_array_foreach(outcomes, k, o)
    {
        read_paired(p, k, o);
        read_amounts(p, k, o);
        if (has_amount(p, k))
            read_individuals(p, k, 0, json_object_get(o, "individuals"));
    }
}

static bool is_known(const json_t *x)
{
    return json_is_number(x);
}

static void read_cohort(struct published *p, size_t i, const json_t *o)
{
    const json_t *name = json_object_get(o, "name");
    size_t r =
        json_is_string(name) ? row_of(p, json_string_value(name)) : p->n_rows;

    if (r >= p->n_rows)
        return;
    shown_json(p, outcome_cell(p, i, r, PAIRS), json_object_get(o, "n_both"));
    shown_json(p, outcome_cell(p, i, r, ASKED), json_object_get(o, "n_before"));
    shown_json(p, outcome_cell(p, i, r, LEFT),
               json_object_get(o, "n_before_only"));
    if (has_amount(p, i))
        read_individuals(p, i, r, json_object_get(o, "individuals"));
    p->has_average[i * p->n_rows + r] =
        is_known(json_object_get(o, "pre_mean")) ||
        is_known(json_object_get(o, "change"));
    p->n_read[PUBLISHED_JSON_COMPARISON]++;
}

void published_read_comparison(struct published *p, const json_t *compared)
{
    size_t i, c;
    json_t *o, *cohort;

    p->attacker->reading = "JSON of regions";
    json_array_foreach(json_object_get(compared, "outcomes"), i, o)
    {
        json_array_foreach(json_object_get(o, "cohorts"), c, cohort)
            read_cohort(p, i, cohort);
        p->has_p[i] = is_known(json_object_get(o, "p"));
    }
}

/* --- what can be had from it ---------------------------------------------- */

struct verdict {
    char *why;
    size_t size;
    bool is_safe;
    size_t n_hidden;
};

static void unsafe(struct verdict *v, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void unsafe(struct verdict *v, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    if (v->is_safe)
        vsnprintf(v->why, v->size, fmt, args);
    va_end(args);
    v->is_safe = false;
}

static void judge(const struct published *p, size_t cell, long truth,
                  bool is_attribute, struct verdict *v, const char *what)
{
    long threshold = p->rules->threshold;
    bool zero_counts = is_attribute && !p->rules->show_zero;

    if (truth >= threshold || truth < (zero_counts ? 0 : 1))
        return;
    struct attacker_interval x =
        attacker_narrow(p->attacker, cell, 2 * (int)threshold);
    v->n_hidden++;
    if (x.lo > (double)truth || x.hi < (double)truth)
        unsafe(v, "%s is %ld, but was read as %g to %g", what, truth, x.lo,
               x.hi);
    else if (x.hi - x.lo + 1 < (double)threshold)
        unsafe(v, "%s is %ld: it must be %g to %g", what, truth, x.lo, x.hi);
}

static void judge_flow(const struct published *p, struct verdict *v)
{
    static const char *const kinds[N_FLOW] = {"both", "before", "after",
                                              "before only", "after only"};
    const struct pp_flow *flow = &p->truth->flow;

    for (size_t r = 0; r <= flow->n_regions; r++) {
        const struct pp_flow_row *row =
            r == 0 ? &flow->all : &flow->regions[r - 1];
        const long truth[N_FLOW] = {row->n_both, row->n_before, row->n_after,
                                    row->n_before_only, row->n_after_only};
        for (int k = 0; k < N_FLOW; k++)
            judge(p, flow_cell(p, r, k), truth[k], false, v,
                  pp_pool_printf(p->pool, "%s: %s",
                                 r == 0 ? "everyone" : row->name, kinds[k]));
    }
}

static void judge_individual(const struct published *p, size_t i, size_t r,
                             const struct pp_individual *t, struct verdict *v)
{
    const long truth[] = {t->n_better, t->n_between, t->n_worse};
    static const char *const kinds[] = {"better", "in between", "worse"};

    for (int k = 0; k < 3; k++)
        judge(p, outcome_cell(p, i, r, BETTER + k), truth[k], true, v,
              pp_pool_printf(p->pool, "%s, row %zu: %s", outcome_words(p, i), r,
                             kinds[k]));
}

static void judge_amounts(const struct published *p, size_t i,
                          struct verdict *v)
{
    const struct pp_outcome *o = &p->truth->outcomes[i];
    size_t n = o->n_other_amounts < MOST_OTHERS ? o->n_other_amounts
                                                : (size_t)MOST_OTHERS;
    int last = OTHER_AMOUNTS + 3 * (int)n;

    for (int k = o->recovery.cutoff != NULL ? BEYOND : OTHER_AMOUNTS;
         o->n_pairs > 0 && k < last; k++) {
        size_t cell = outcome_cell(p, i, 0, k);
        judge(p, cell, (long)p->attacker->truth[cell], true, v,
              pp_pool_printf(p->pool, "%s: amount or cut-off %d",
                             outcome_words(p, i), k));
    }
}

static void judge_outcome(const struct published *p, size_t i,
                          struct verdict *v)
{
    const struct pp_outcome *o = &p->truth->outcomes[i];
    const char *words = outcome_words(p, i);
    const struct {
        const char *name;
        int kind;
        size_t truth;
        bool is_attribute;
    } whole[] = {{"pairs", PAIRS, o->n_pairs, false},
                 {"asked", ASKED, o->missing.n_before, false},
                 {"left", LEFT, o->missing.n_left, false},
                 {"any better", ANY_BETTER, o->paired.n_better, true},
                 {"the same", ANY_SAME, o->paired.n_same, true},
                 {"any worse", ANY_WORSE, o->paired.n_worse, true}};

    for (size_t k = 0; k < sizeof whole / sizeof whole[0]; k++)
        judge(p, outcome_cell(p, i, 0, whole[k].kind), (long)whole[k].truth,
              whole[k].is_attribute && o->n_pairs > 0, v,
              pp_pool_printf(p->pool, "%s: %s", words, whole[k].name));
    long less_better = (long)o->paired.n_better - o->individual.n_better;
    long less_worse = (long)o->paired.n_worse - o->individual.n_worse;
    if (has_amount(p, i)) {
        judge(p, outcome_cell(p, i, 0, LESS_BETTER), less_better, false, v,
              pp_pool_printf(p->pool, "%s: better by less", words));
        judge(p, outcome_cell(p, i, 0, LESS_WORSE), less_worse, false, v,
              pp_pool_printf(p->pool, "%s: worse by less", words));
    }
    if (has_amount(p, i) && o->n_pairs > 0)
        judge_individual(p, i, 0, &o->individual, v);
    judge_amounts(p, i, v);
    for (size_t c = 0; c < o->comparison.n_cohorts; c++) {
        const struct pp_cohort *cohort = &o->comparison.cohorts[c];
        size_t r = row_of(p, cohort->name);
        if (r >= p->n_rows || cohort->flow.n_both == 0)
            continue;
        judge(p, outcome_cell(p, i, r, PAIRS), cohort->flow.n_both, false, v,
              pp_pool_printf(p->pool, "%s in %s: pairs", words, cohort->name));
        judge(p, outcome_cell(p, i, r, ASKED), cohort->flow.n_before, false, v,
              pp_pool_printf(p->pool, "%s in %s: asked", words, cohort->name));
        judge(p, outcome_cell(p, i, r, LEFT),
              cohort->flow.n_before - cohort->flow.n_both, false, v,
              pp_pool_printf(p->pool, "%s in %s: left", words, cohort->name));
        if (has_amount(p, i))
            judge_individual(p, i, r, &cohort->individual, v);
    }
}

/*
 * Everyone's average less those of the regions shown is the average of the
 * others. A test of the differences is of the regions shown and no other
 * (tests/analysis/test_between: hidden), so there must be two of them.
 */
static void judge_averages(const struct published *p, size_t i,
                           struct verdict *v)
{
    const struct pp_outcome *o = &p->truth->outcomes[i];
    long dark = (long)o->n_pairs;
    size_t n_shown = 0;

    for (size_t c = 0; c < o->comparison.n_cohorts; c++) {
        const struct pp_cohort *cohort = &o->comparison.cohorts[c];
        size_t r = row_of(p, cohort->name);
        bool is_shown = p->has_average[i * p->n_rows + r];
        if (is_shown)
            dark -= cohort->flow.n_both;
        n_shown += is_shown;
        if (is_shown && cohort->flow.n_both < p->rules->min_average)
            unsafe(v, "%s in %s: an average of %ld people", outcome_words(p, i),
                   cohort->name, cohort->flow.n_both);
    }
    if (p->has_p[i] && n_shown < 2)
        unsafe(v, "%s: a test of regions that are not shown",
               outcome_words(p, i));
    if (n_shown > 0 && dark > 0 && dark < p->rules->min_average)
        unsafe(v, "%s: the average of %ld people is left over",
               outcome_words(p, i), dark);
}

static void judge_growth(const struct published *p, size_t i, struct verdict *v)
{
    size_t first = growth_cell(p, i), end = growth_cell(p, i + 1);

    for (size_t c = first; c < end; c++)
        judge(p, c, (long)p->attacker->truth[c], false, v,
              pp_pool_printf(p->pool, "%s over time: cell %zu",
                             outcome_words(p, i), c - first));
}

bool published_is_safe(struct published *p, char *why, size_t size,
                       size_t *n_hidden)
{
    struct verdict v = {why, size, true, 0};

    why[0] = '\0';
    if (p->attacker->wrong != NULL)
        unsafe(&v, "%s", p->attacker->wrong);
    if (!attacker_think(p->attacker))
        unsafe(&v, "what was published contradicts itself");
    judge_flow(p, &v);
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        judge_outcome(p, i, &v);
        judge_averages(p, i, &v);
    }
    for (size_t i = 0; i < n_growth(p->truth); i++)
        judge_growth(p, i, &v);
    *n_hidden = v.n_hidden;
    return v.is_safe;
}
