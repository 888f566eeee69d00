#ifndef PREPOST_TESTS_HELPERS_PUBLISHED_INSIDE_H
#define PREPOST_TESTS_HELPERS_PUBLISHED_INSIDE_H

#include "published.h"

/*
 * Inside published.h: the cells that are attacked, and how what is printed
 * becomes a fact about them. published.c has the cells and what is known of
 * them beforehand; _report.c and _json.c read; _judge.c draws conclusions.
 */

/* --- cells ---------------------------------------------------------------- */

/* Of everyone, of each region, and of people whose region is not known. */
enum { BOTH, BEFORE, AFTER, BEFORE_ONLY, AFTER_ONLY, N_FLOW };

/* Of an outcome, for everyone, each region and no known region. */
enum {
    PAIRS,
    ASKED,
    LEFT,
    SECOND, /* answered the second time; and only then */
    SECOND_ONLY,
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

static inline size_t flow_cell(const struct published *p, size_t row, int kind)
{
    return p->flow + row * N_FLOW + (size_t)kind;
}

static inline size_t per_outcome(const struct published *p)
{
    return N_WHOLE + (p->n_rows - 1) * N_EACH;
}

/* row 0: everyone */
static inline size_t outcome_cell(const struct published *p, size_t i,
                                  size_t row, int kind)
{
    size_t first = p->outcomes + i * per_outcome(p);

    return row == 0 ? first + (size_t)kind
                    : first + N_WHOLE + (row - 1) * N_EACH + (size_t)kind;
}

static inline bool has_amount(const struct published *p, size_t i)
{
    return p->truth->outcomes[i].individual.source != PP_AMOUNT_NONE;
}

/* Rows of the flow by arm, the comparison last; and people of no known arm. */
static inline size_t arm_cell(const struct published *p, size_t a, int kind)
{
    return p->arms + a * N_FLOW + (size_t)kind;
}

/* Arms beside the comparison; 0: there is one group. */
static inline size_t n_arms(const struct pp_results *r)
{
    return r->flow.n_arms > 1 ? r->flow.n_arms - 1 : 0;
}

/* The comparison of an outcome, which its outcomes by arm share: PAIRS to
 * WORSE; and who was asked of no known arm, and in all. */
enum { NO_ARM = N_EACH, ALL_ARMS, N_OTHER };

static inline size_t other_cell(const struct published *p, size_t i, int kind)
{
    return p->others + i / n_arms(p->truth) * N_OTHER + (size_t)kind;
}

/* Of an outcome of the plan at each wave: who answered, who did not though
 * they did at another, and who did but not at the first. */
enum { AT, NOT_AT, NOT_FIRST, N_GROWTH };

/* Models over time; of each arm, the comparison first, where there are. */
static inline size_t n_growth(const struct pp_results *r)
{
    return r->arm_growth != NULL ? r->plan->n_outcomes * r->n_growth_arms
           : r->growth != NULL   ? r->plan->n_outcomes
                                 : 0;
}

/* Who answered at least once. */
static inline size_t growth_cell(const struct published *p, size_t i)
{
    return p->growth + i * (1 + N_GROWTH * p->truth->plan->n_waves);
}

static inline size_t growth_at(const struct published *p, size_t i, size_t w,
                               int kind)
{
    return growth_cell(p, i) + 1 + N_GROWTH * w + (size_t)kind;
}

/* --- what is printed (published_facts.c) ---------------------------------- */

/* A count that was shown: itself, or what may have been rounded to it. */
void published_shown(struct published *p, size_t cell, double value);
void published_shown_text(struct published *p, size_t cell, const char *text);

/* "23 out of every 100": within `reach` of it. */
void published_percent(struct published *p, size_t part, size_t whole, double x,
                       double reach);

/* Counts whose Wilson range prints as lo to hi, where n is nearly known. */
void published_range(struct published *p, size_t part, size_t whole, double lo,
                     double hi, double reach);

/* --- names (published_facts.c) -------------------------------------------- */

/* Whether the text begins with a name that ends there, or goes on with a
 * space. */
bool published_begins(const char *text, const char *name);

/* The outcome whose name the cell begins with; n_outcomes: none. */
size_t published_outcome(const struct published *p, const char *cell);
size_t published_outcome_ending(const struct published *p, const char *text);

/* The first cell of those whom a row is of, and the outcome; *i n_outcomes:
 * none. Where there are arms, a row names the arm, or the comparison. */
size_t published_people(const struct published *p, const char *cell, size_t *i);

/* The outcome that a table of a figure is of, whose title names it. */
struct finished_table;
size_t published_outcome_drawn(const struct published *p,
                               const struct finished_table *t);

/* (better + half of the same) / pairs */
void published_chance(struct published *p, size_t i, double x, double reach);

/* The row of the flow that a cell names; n_rows: none. */
size_t published_row(const struct published *p, const char *cell);

/* The row of the flow by arm; n_arms(): none. */
size_t published_arm(const struct published *p, const char *cell);

#endif
