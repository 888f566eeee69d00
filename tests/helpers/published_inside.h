#ifndef PREPOST_TESTS_HELPERS_PUBLISHED_INSIDE_H
#define PREPOST_TESTS_HELPERS_PUBLISHED_INSIDE_H

#include "finished.h"
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
    BY_SLOPE, /* better, in between, worse by it */
    OTHER_AMOUNTS = BY_SLOPE + 3, /* better, in between, worse by each */
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

/* --- two questionnaires together (published_measures.c) -------------------
 */

struct published_verdict;

size_t published_measures_cells(const struct published *p);
void published_relate_measures(struct published *p);
void published_set_measures(const struct published *p, double *truth);
void published_read_measures(struct published *p,
                             const struct finished_row *row);
void published_read_measures_json(struct published *p, const json_t *measures);
void published_judge_measures(const struct published *p,
                              struct published_verdict *v);

/* --- who people were (published_kept.c) ------------------------------------
 */

size_t published_kept_cells(const struct published *p);
void published_relate_kept(struct published *p);
void published_relate_kept_view(struct published *p,
                                const struct published_view *v, size_t i);
/* Whether a column is known of everyone. */
bool published_knows_kept(const struct published *p, const char *column);
void published_set_kept(const struct published *p, double *truth);
void published_read_kept(struct published *p, const char *line);
void published_read_kept_table(struct published *p,
                               const struct finished_table *t);
void published_read_kept_json(struct published *p, const json_t *leavers);
void published_judge_kept(const struct published *p,
                          struct published_verdict *v);

/* The cell of those of a level who stayed, or left; n_cells: there is none. */
size_t published_kept_level(const struct published *p, const char *column,
                            const char *level, bool is_stayed);

/* --- what lies within what (published_nested.c) ----------------------------
 *
 * Towns in regions, halves of bands of age in these, quarters in years: names
 * say so. In reports; and in cohorts, once all is read.
 */
/* Whether the people called the one are of the others, as anybody knows. */
bool published_is_within(const char *finer, const char *coarser);
void published_relate_nested(struct published *p);
void published_relate_nested_views(struct published *p);
void published_judge_nested(const struct published *p, size_t i,
                            struct published_verdict *v);

/* --- answers to single questions (published_answers.c) ---------------------
 */

void published_read_answers(struct published *p,
                            const struct finished_table *t);
void published_read_answers_json(struct published *p, size_t i,
                                 const json_t *outcome);
void published_judge_answers(const struct published *p,
                             struct published_verdict *v);

/* --- averages (published_means.c), and of people who are alike (_alike.c) --
 */

enum published_mean_of { OF_BEFORE, OF_AFTER, OF_CHANGE, N_MEANS };

/* Rows of an outcome beside everyone and the regions: how those started who
 * left, all who answered first; the same of the comparison arm. */
enum {
    THOSE_WHO_LEFT,
    ALL_FIRST,
    COMPARISON,
    LEFT_COMPARISON,
    FIRST_COMPARISON,
    N_SPECIAL
};

/* [N_MEANS] of a row, NaN where none was printed; of one of the above. */
double *published_means_at(const struct published *p,
                           const struct published_view *v, size_t i,
                           size_t row);
double *published_special(const struct published *p, size_t i, int which);

void published_means_init(struct published *p);
void published_means_view(struct published *p, struct published_view *v);
/* An average that was printed, of a row of the outcome, the first of everyone;
 * or of a cohort of the view. */
void published_mean(struct published *p, const struct published_view *v,
                    size_t i, size_t row, enum published_mean_of of, double x);
void published_mean_of_leavers(struct published *p, size_t i,
                               const json_t *missing);
void published_means_of_arms(struct published *p, size_t i, const json_t *o);
void published_judge_alike(struct published *p, struct published_verdict *v);
/* published_waves.c: what averages of several waves tell of few people. */
void published_judge_waves(struct published *p, struct published_verdict *v);

/* --- conclusions (published_judge.c) ---------------------------------------
 */

/* What is known of a cell that is too small to be shown: enough, or not. */
void published_judge(const struct published *p, size_t cell, long truth,
                     bool is_attribute, struct published_verdict *v,
                     const char *what);
/* Of a count that is too small, judged by other means: why it is not safe. */
void published_judged(struct published_verdict *v, bool is_safe,
                      const char *why);

/* --- other cohorts (published_cohorts.c) -----------------------------------
 */

/* PAIRS to WORSE of cohort c of an outcome; of the last row, of people who are
 * in none. */
static inline size_t view_cell(const struct published_view *v, size_t i,
                               size_t row)
{
    return v->first + (i * v->n_rows + row) * N_EACH;
}

/* PAIRS, ASKED and LEFT of those who are in no cohort of two columns: of a
 * region, or of a cohort by the other column alone. */
enum { N_REST = LEFT + 1 };

static inline size_t rest_cell(const struct published_view *v, size_t i,
                               size_t row, size_t kind)
{
    return v->rest + (i * v->n_rests + row) * N_REST + kind;
}

/* Whether a cohort of two columns, or more, is of that level of the last. */
bool published_is_of_level(const char *cohort, const char *level);

/* The first cell of a cohort by that name, of regions where v is NULL. */
bool published_cohort(const struct published *p, const struct published_view *v,
                      size_t i, const char *name, size_t *first, size_t *row);

/* --- cohorts of two columns (published_parts.c) ----------------------------
 */

bool published_is_by_parts(const struct published_view *v);

/* The view of two columns of which the second is that of `v`; NULL: none. */
const struct published_view *published_parts_of(const struct published *p,
                                                const struct published_view *v);

/* Cells of a view that has to do with one of two columns. */
void published_parts_cells(struct published *p, struct published_view *v);
void published_relate_parts(struct published *p, const struct published_view *v,
                            size_t i, double *truth);

/* Of which region and level together the names that were read say that nobody
 * is; once all is read. */
void published_know_parts(struct published *p);

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

/* How far a number of the results may be off; 0: not, it is in full. */
double published_reach(const struct published *p, double x);

/*
 * An average to its last digit. Scores are whole multiples of the scale's step,
 * so it is a fraction, and the people are as many as its denominator or a whole
 * multiple of that. Of a rounded one, how many they may be.
 */
void published_average(struct published *p, size_t people, size_t outcome,
                       double x);

/* How many people a t interval of a mean is of, where people came singly. */
void published_spread(struct published *p, size_t people, double sd,
                      const double ci[2]);

/* --- JSON (published_json.c) ---------------------------------------------- */

/* o[a][b], or o[a] where b is NULL. */
const json_t *published_at(const json_t *o, const char *a, const char *b);
/* Whether the outcome's numbers are as reports print them, from its JSON. */
void published_precision(struct published *p, size_t outcome, const json_t *o);
double published_number_at(const json_t *o, const char *a, const char *b);

void published_shown_json(struct published *p, size_t cell, const json_t *n);
void published_range_json(struct published *p, size_t part, size_t whole,
                          const json_t *ci);
/* How some people of an outcome changed, whose first cell is `first`. */
void published_read_individuals(struct published *p, size_t first,
                                const json_t *o);

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
