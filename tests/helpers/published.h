#ifndef PREPOST_TESTS_HELPERS_PUBLISHED_H
#define PREPOST_TESTS_HELPERS_PUBLISHED_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "attacker.h"
#include "prepost/analysis/results.h"
#include "prepost/base/pool.h"
#include "prepost/disclose/disclose.h"

/*
 * What was published of an evaluation, as facts about counts of people, read
 * from finished reports and JSON; and whether a count that is too small to be
 * shown can be worked out from it.
 *
 * Beside what is printed, the attacker knows the names of outcomes, regions
 * and arms, how the counts hang together, the rules of disclosure, and whether
 * everyone's region and arm are known.
 */

/* What is read, by where it stands. Each must be found somewhere. */
#define PUBLISHED_LIST(X)                                                      \
    X(WHO, "at a glance: who")                                                 \
    X(LEFT, "how the other people are doing")                                  \
    X(MISSING, "of every 100 who joined")                                      \
    X(LEAVERS, "those with no second score started")                           \
    X(UNCHANGED, "if they had not changed")                                    \
    X(BOX_FLOW, "technical box: second questionnaires")                        \
    X(BOX_RANGES, "technical box: ranges out of 100")                          \
    X(FLOW_TABLE, "table of who answered")                                     \
    X(FLOW_FIGURE, "figure of who answered")                                   \
    X(PER_100, "table out of 100")                                             \
    X(COUNTS_OF, "the same as counts")                                         \
    X(ICONS, "icons")                                                          \
    X(RELIABLE, "table of individuals")                                        \
    X(PAIRS, "pairs in the table of findings")                                 \
    X(START, "table of people at the start")                                   \
    X(NUMBERS, "numbers of an outcome")                                        \
    X(CHANCE, "chance that a person went better")                              \
    X(BARS, "bars of changes")                                                 \
    X(REGIONS, "regions in brief")                                             \
    X(REGION_FIGURE, "figure of regions")                                      \
    X(OVER_TIME, "every wave")                                                 \
    X(KEY, "people of a key finding")                                          \
    X(SAID, "people in the words of a figure")                                 \
    X(ALLOWED_FOR, "who is behind each answer, with everyone allowed for")     \
    X(ANSWERS, "answers to single questions")                                  \
    X(KEPT, "who they were, of every 100")                                     \
    X(KEPT_TABLE, "who answered again, and who did not")                       \
    X(MEASURES, "measures of NHS Talking Therapies")                           \
    X(ARM_WHO, "at a glance: who, by arm")                                     \
    X(ARM_FLOW, "who answered, by arm")                                        \
    X(ARM_LEFT, "who left, by arm")                                            \
    X(ARM_PAIRS, "pairs of arm and comparison")                                \
    X(ARM_OTHERS, "individuals of the comparison")                             \
    X(JSON_FLOW, "JSON: flow")                                                 \
    X(JSON_PAIRED, "JSON: paired")                                             \
    X(JSON_RANKS, "JSON: signed ranks")                                        \
    X(JSON_INDIVIDUALS, "JSON: individuals")                                   \
    X(JSON_AMOUNTS, "JSON: other amounts")                                     \
    X(JSON_BY_SLOPE, "JSON: by slope")                                         \
    X(JSON_RECOVERY, "JSON: cut-offs")                                         \
    X(JSON_MEASURES, "JSON: measures of NHS Talking Therapies")                \
    X(JSON_LEAVERS, "JSON: who left")                                          \
    X(JSON_COMPARISON, "JSON: comparison")                                     \
    X(JSON_ARMS, "JSON: arms")                                                 \
    X(JSON_MODEL, "JSON: degrees of freedom of a comparison")                  \
    X(COMPARED, "compare: people of each cohort")                              \
    X(COMPARED_LEFT, "compare: share that left")                               \
    X(COMPARED_CHANGED, "compare: who changed by the amount")                  \
    X(SUMMARY, "summary: counts")                                              \
    X(SUMMARY_AVERAGE, "summary: averages")                                    \
    X(JSON_AVERAGE, "JSON: averages to their last digit")                      \
    X(JSON_SPREAD, "JSON: ranges to their last digit")                         \
    X(JSON_GROWTH, "JSON: over time")                                          \
    X(ALIKE, "averages of people who are all alike, whether they can be had")

enum published_reading {
#define PUBLISHED_READING_OF(id, name) PUBLISHED_##id,
    PUBLISHED_LIST(PUBLISHED_READING_OF)
#undef PUBLISHED_READING_OF
        PUBLISHED_READINGS
};
extern const char *const PUBLISHED_READING[PUBLISHED_READINGS];

/* The same people in other cohorts than regions: by gender, by group; or all of
 * them by arm, which have cells already. */
struct published_view {
    const struct pp_results *truth;
    size_t first, n_rows; /* cells; cohorts, and people in none */
    bool *has_average;    /* per outcome and row */
    double *means;        /* published_alike.c */
    bool *is_told;        /* per outcome */
    bool is_of_arms;
    /* Cells of people of a region, or of a level of a column alone, who are in
     * no cohort of the two together. */
    size_t rest, n_rests;
    /* Of cohorts of two columns at once: which of them a table names, and cells
     * of those regions and levels that nobody is of. NULL: of one column. */
    bool *is_named;
    size_t empty;
};

struct published_answers; /* inside published_answers.c */

enum { PUBLISHED_VIEWS = 3 };

struct published {
    struct pp_pool *pool;
    const struct pp_results *truth; /* names, and to judge by */
    const struct pp_disclosure_rules *rules;
    struct attacker *attacker;
    const char **words, **names; /* of outcomes, as reports print them */
    const char **people;         /* "Hope, people in Tuesdays" */
    const char **other_people;   /* "Hope, people on the waiting list" */
    size_t flow, outcomes, growth, arms, others, measures, kept; /* first */
    /* Of what is being read: the scale's decimals where numbers are as reports
     * print them; -1: to the last digit. */
    int as_printed;
    size_t n_rows; /* of the flow: all, regions, region not known */
    struct published_answers **answers; /* per outcome; NULL: none were read */
    bool *has_average; /* per outcome and region: an average was printed */
    double *means;     /* published_alike.c */
    bool *has_p;       /* per outcome: of the differences */
    bool *is_told;     /* per outcome: JSON has numbers of it */
    struct published_view views[PUBLISHED_VIEWS];
    size_t n_views;
    /* The same, but for what was published of cohorts of two columns at once;
     * NULL: not asked. */
    struct published *untold;
    size_t n_read[PUBLISHED_READINGS];
};

struct published *published_new(struct pp_pool *pool,
                                const struct pp_results *truth,
                                const struct pp_disclosure_rules *rules);

void published_read_report(struct published *p, const char *markdown);
void published_read_json(struct published *p, const json_t *results);

/* Cohorts that are no regions, of which more is published; the last view. */
void published_add_view(struct published *p, const struct pp_results *truth);

/* What is published of cohorts: `prepost compare`, as JSON and as text, and
 * `prepost export summary`. view: by what; NULL: by region. */
void published_read_comparison(struct published *p, struct published_view *view,
                               const json_t *compared);
void published_read_comparison_text(struct published *p,
                                    struct published_view *view,
                                    const char *markdown);
void published_read_summary(struct published *p, struct published_view *view,
                            const json_t *summary);

/*
 * The averages of two reports of one store, read as one publication: between
 * them people came to one region, and the reader knows that nobody else did. An
 * average that either prints of another region is true in both.
 */
void published_together(struct published *early, struct published *late,
                        size_t grown);

/*
 * Whether every count that is too small to be shown could be at least
 * `threshold` values, and no average of too few people can be had. Else why
 * not; *n_hidden: how many such counts there are.
 *
 * Tables by one column and by another bound every count by both (Frechet,
 * 1951), also where a table by both is never made: of 12 people in Westshire
 * and 16 in all, 11 of them women, no more than 5 are its men. What those two
 * leave is not for the table by both to widen: with `untold`, such a count is
 * judged by whether that table tells anything more.
 */
bool published_is_safe(struct published *p, char *why, size_t size,
                       size_t *n_hidden);

#endif
