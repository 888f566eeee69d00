#ifndef PREPOST_PLOT_PLOT_LIKERT_H
#define PREPOST_PLOT_PLOT_LIKERT_H

#include "prepost/plot/figure.h"

/*
 * Answers to each item before and after, as bars that part in the middle of
 * the answer scale: further to the right is more agreement (or whatever the
 * last answer says). Bars are of every 100; where fewer than fifty answered one
 * of the questions, they are people.
 */
enum { PP_LIKERT_MOST_ANSWERS = 11 };

/* One item at one wave. */
struct pp_likert_bar {
    const char *wave; /* "Before" */
    /* People for each part; all zero: an empty bar; a negative
     * or missing number: the bar is not shown, to protect people. */
    double count[PP_LIKERT_MOST_ANSWERS];
};

/* Answers `first` to `last` taken together, as few people gave one of them. */
struct pp_likert_part {
    size_t first, last;
};

struct pp_likert_item {
    const char *label;
    size_t n_parts; /* 0: every answer is a part of its own */
    struct pp_likert_part part[PP_LIKERT_MOST_ANSWERS];
    size_t n_bars; /* one for each wave */
    const struct pp_likert_bar *bars;
};

struct pp_likert_input {
    const char *title, *subtitle;
    const char *what; /* "Answers to 9 questions about hope" */
    const char *note;
    const char *left, *right; /* "worse", "better"; NULL: ends not named */
    size_t n_answers;         /* 2 to 11 */
    const char *answers[PP_LIKERT_MOST_ANSWERS]; /* "Strongly disagree" … */
    size_t n_items;
    const struct pp_likert_item *items;
};

/*
 * Reason     no items, or no answers at all
 * Limits     60 items are drawn; the table has all
 */
struct pp_figure pp_plot_likert(struct pp_pool *pool,
                                const struct pp_likert_input *input,
                                const struct pp_plot_style *style);

#endif
