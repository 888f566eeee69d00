#ifndef PREPOST_REPORT_PART_H
#define PREPOST_REPORT_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/analysis/results.h"
#include "prepost/disclose/disclose.h"
#include "prepost/plot/figure.h"
#include "prepost/report/document.h"
#include "prepost/report/phrases.h"
#include "prepost/report/template.h"

/*
 * Parts: what templates put in with {{part x}}, {{table x}} and {{figure x}}.
 * Each is one file, src/report/part_<id>.c, and one line in parts.def.
 *
 * A part places numbers and sentences; it computes none of the one (analysis/)
 * and makes none of the other (report/phrases.h). What it prints has been
 * through disclose/ before.
 */
struct pp_report {
    const struct pp_results *results; /* disclosed */
    const struct pp_plan *plan;
    const struct pp_disclosure_rules *rules;
    const struct pp_finding *findings; /* one for each outcome */
    size_t n_outcomes;
    struct pp_pool *pool;
    struct pp_document *d;
};

/* The same of results that were disclosed already, or are for one's own eyes.
 */
struct pp_report *pp_report_shown(const struct pp_results *disclosed,
                                  struct pp_pool *pool);

/* Disclosed results with their findings and an empty document; the pool's. */
int pp_report_of(const struct pp_results *results, struct pp_pool *pool,
                 struct pp_report **out, struct pp_error *err);

/* Fills its document from a template, which is named in errors; with the foot.
 */
int pp_report_fill(struct pp_report *r, const char *edition, const char *file,
                   const char *text, size_t length, struct pp_error *err);

/* Whether arms are compared: findings are of differences between them. */
bool pp_report_has_arms(const struct pp_report *r);

/* The outcome, and of which arm's people a row is where arms are compared. */
const char *pp_report_outcome_of_people(const struct pp_report *r, size_t i);

/* Whether the ranges that decide allow for support groups. */
bool pp_report_allows_for_groups(const struct pp_report *r);

struct pp_part {
    const char *id;
    enum pp_name_kind kind; /* PART, TABLE or FIGURE */
    const char *list; /* "outcomes": only in its {{#each}}; NULL: anywhere */
    const char *summary;
    int (*make)(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err);
};

/* In the order of parts.def. */
extern const struct pp_part *const PP_PARTS[];
extern const size_t PP_N_PARTS;

/* Puts in the part of that id; EBUG if there is none. */
int pp_part_make(const struct pp_report *r, const char *id,
                 struct pp_blocks *into, struct pp_error *err);

/* --- what several parts need ---------------------------------------------- */

/* Averages need this many pairs; of every 100, PP_MIN_PER_100 (plot/figure.h).
 */
enum { PP_MIN_AVERAGE = 10 };

/* Text in the report's pool. */
const char *pp_report_printf(const struct pp_report *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* The version that made the results. */
const char *pp_report_version(const struct pp_report *r);

/* Questionnaires of the last time that fit no first one; may be
 * PP_COUNT_HIDDEN. */
long pp_report_unmatched(const struct pp_report *r);

/* How many times after the first are reported of; each has every outcome. */
size_t pp_report_n_times(const struct pp_report *r);

/*
 * The same report with the outcomes of one time after the first alone: 0 the
 * first of them; the lead, which is the last. Where the edition is about the
 * lead, outcomes do not name the time. With two waves it is r itself.
 */
const struct pp_report *pp_report_at_time(const struct pp_report *r,
                                          size_t time);
const struct pp_report *pp_report_lead(const struct pp_report *r);
/* Whether the funder's report has a table of the times before the last, if they
 * are not too many, and the outcome is in it: main ones or, where there are
 * none, all. */
enum { PP_MOST_EARLIER_TIMES = 3 };
bool pp_report_has_earlier_table(const struct pp_report *all);
bool pp_report_is_in_earlier_table(const struct pp_report *all, size_t i);
/* Whether any outcome has a finding; and the same for a part that is of
 * findings alone: where none has one, it says so instead. */
bool pp_report_has_findings(const struct pp_report *r);
bool pp_report_says_none(const struct pp_report *r, struct pp_blocks *into);
/* Whether any outcome is a main one. */
bool pp_report_has_main(const struct pp_report *r);
/* Whether it is one of the first two, main outcomes before others: those that
 * are told of where not all can be. For the lead, as the next two. */
bool pp_report_comes_first(const struct pp_report *lead, size_t i);
/* Whether two pages, where the edition is the funder's, have room to tell of
 * every outcome in full: there may be too many, in so many groups, times and
 * regions. Then it is told in full of those that come first, and of one more
 * that went worse; each other has a row among the key findings, and of those
 * that went worse the findings in words give the names. */
bool pp_report_has_room(const struct pp_report *lead);
bool pp_report_tells_in_full(const struct pp_report *lead, size_t i);
/* "when they joined", "3 months later" */
const char *pp_report_when(const struct pp_report *r, size_t wave);

/* What tables and figures of this report call those who answered. */
const struct pp_answering *pp_report_answering(const struct pp_report *r);

/* Whether no arm before this one is of the same outcome: what is the same for
 * all arms is said once. */
bool pp_report_is_first_arm(const struct pp_report *r, size_t i);

/* Whether the plan was fixed, and this outcome changed since: a first look. */
bool pp_report_is_first_look(const struct pp_report *r, size_t i);
/* The note that its row needs: it was changed, or other times were fixed and
 * this one was not; or NULL. */
const char *pp_report_first_look(const struct pp_report *r, size_t i);

/* A bullet for times whose main outcomes were not fixed ahead of them, if there
 * are any. */
void pp_report_say_first_look(const struct pp_report *r,
                              struct pp_blocks *into);
/* What a finding of it is to be read with: that its key is provisional, that it
 * is a first look; "" where neither. */
const char *pp_report_read_with(const struct pp_report *r, size_t i);
/* The same as notes of a table, marked at the name in the row's first cell. */
void pp_report_mark_read_with(const struct pp_report *r, struct pp_table *t,
                              struct pp_table_row *row, size_t i);

/* "hope"; where several arms are compared "hope (CBT)". */
const char *pp_report_outcome_words(const struct pp_report *r, size_t i);
/* "Hope"; with more than two waves "Hope (a year later)". */
const char *pp_report_outcome_name(const struct pp_report *r, size_t i);
/* "Hope (12 to 48)" */
const char *pp_report_outcome_scale(const struct pp_report *r, size_t i);

/* Names of outcomes in the middle of a sentence, joined. */
struct pp_names {
    const char **items;
    size_t n;
};

/* Whether the plan says why so much would matter; and the outcomes of which it
 * says the same as of i, each once, whatever the number of times and arms:
 * marks them in is_said[n_outcomes] and leaves out those that were marked. */
bool pp_report_has_reason(const struct pp_report *r, size_t i);
struct pp_names pp_report_with_same_reason(const struct pp_report *r, size_t i,
                                           bool *is_said);
/* A bullet: why so much would matter, as the plan says, of each outcome that
 * has a reason; none where no outcome has. */
void pp_report_say_what_matters(const struct pp_report *r,
                                struct pp_block *list);

/* "7 points": the change that counts for one person. */
const char *pp_report_amount(const struct pp_report *r, size_t i);

/* A count; "[c]" where it is hidden. */
const char *pp_report_count(const struct pp_report *r, long n);

/*
 * Cells of technical tables: a number, a span, a signed change; "[x]" where
 * it is not known, with the note that says so under the table.
 */
const char *pp_report_number(const struct pp_report *r, struct pp_table *t,
                             double x, int decimals);
const char *pp_report_signed(const struct pp_report *r, struct pp_table *t,
                             double x, int decimals);
/* "+2.8 (1.9 to 3.6)" */
const char *pp_report_estimate(const struct pp_report *r, struct pp_table *t,
                               double x, struct pp_interval ci, int decimals);
const char *pp_report_p(const struct pp_report *r, struct pp_table *t,
                        double p);
/* Degrees of freedom of that test; "[c]" where they are not told of it. */
const char *pp_report_df(const struct pp_report *r, struct pp_table *t,
                         double test, double df);

/* "39: 23% (17% to 30%)": n of so many people; "[c]" where it is hidden. The
 * table says of no one and of everyone that they tell of each. */
const char *pp_report_share(const struct pp_report *r, struct pp_table *t,
                            long n, long of, struct pp_interval ci);

/* "77": n out of every 100 of so many people, with a unit or "" after it; "[c]"
 * where either is hidden, "[x]" of fewer than PP_MIN_PER_100. */
const char *pp_out_of_100(struct pp_document *d, struct pp_table *t, long n,
                          long of, const char *unit);

/* A row "name | value". */
void pp_report_pair(const struct pp_report *r, struct pp_table *t,
                    const char *name, const char *value);
/* Such a row of whether it is too small to matter: the narrower range, and p.
 */
void pp_report_pair_equivalence(const struct pp_report *r, struct pp_table *t,
                                struct pp_interval range, double p,
                                int decimals);

/* A banner for each scale with questions that run against the others. */
void pp_report_warn_of_items(const struct pp_report *r, struct pp_blocks *into);

/* Whether averages of this outcome are printed. */
bool pp_report_has_averages(const struct pp_report *r, size_t i);

/* Of a t statistic: from two, with the average, the spread would follow to more
 * digits than it is given. */
int pp_report_t_decimals(const struct pp_outcome *o);

/* The cell of an outcome without averages, with its note: "[c]" where privacy
 * is the reason, else "[x]". And the same in the cells first to before end. */
const char *pp_report_no_number(const struct pp_report *r, struct pp_table *t,
                                size_t i);
void pp_report_no_numbers(const struct pp_report *r, struct pp_table *t,
                          struct pp_table_row *row, size_t i, size_t first,
                          size_t end);

/* How those with a first score alone started may not be told, nor what leans
 * on it: the cell that says so, with its note. Else NULL. */
const char *pp_report_left_hidden(const struct pp_report *r, struct pp_table *t,
                                  size_t i);

/* Whether people can be counted as better or worse on any outcome. */
bool pp_report_has_individuals(const struct pp_report *r);
/* How many regions can be set side by side, at most, for any outcome. */
size_t pp_report_regions_apart(const struct pp_report *r);
/* Where some cannot: a sentence that says which can; NULL: all are. */
const char *pp_report_only_compared(const struct pp_report *r);

struct pp_names pp_report_names(const struct pp_report *r, const size_t *which,
                                size_t n);

/* "hope (befriending and walks)": the outcome of which[k], with those of its
 * arms that are among them, or "hope" where all are; NULL where one before k
 * names it. */
const char *pp_report_name_with_arms(const struct pp_report *r,
                                     const size_t *which, size_t n, size_t k);

/* The same; where there are several arms, with those that each is of, if it
 * is not of all. */
struct pp_names pp_report_full_names(const struct pp_report *r,
                                     const size_t *which, size_t n);

/* In what order regions stand. */
const char *pp_report_region_order(const struct pp_report *r);

/* Outcomes with one of the codes given; returns how many. */
size_t pp_report_outcomes_with(const struct pp_report *r,
                               enum pp_verdict_code code, size_t *which);

/* A figure in both widths, made by `make` for each. */
struct pp_plot_style;
typedef struct pp_figure pp_figure_maker(struct pp_pool *pool,
                                         const void *input,
                                         const struct pp_plot_style *style);
enum pp_figure_place {
    PP_FIGURE_ALONE, /* over the whole column */
    PP_FIGURE_BESIDE /* beside a table: narrow on paper too */
};
void pp_report_figure(const struct pp_report *r, struct pp_blocks *into,
                      enum pp_figure_place place, pp_figure_maker *make,
                      const void *input);

/* A bullet "**Label:** text". */
struct pp_prose *pp_report_bullet(const struct pp_report *r,
                                  struct pp_block *list, const char *label,
                                  const char *text);

#endif
