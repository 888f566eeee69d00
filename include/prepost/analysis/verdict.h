#ifndef PREPOST_ANALYSIS_VERDICT_H
#define PREPOST_ANALYSIS_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/stats/types.h"

/*
 * What may be said of an outcome. The interval of the mean change decides,
 * never the estimate alone: a change is one when its p (adjusted for the
 * other outcomes) is below alpha; how large it is, and whether it is certain
 * to be too small to matter, is read from where the interval lies beside the
 * smallest change that was said, beforehand, to matter (S).
 */
enum pp_verdict_code {
    PP_VERDICT_IMPROVED,
    PP_VERDICT_IMPROVED_SMALL,
    PP_VERDICT_WORSENED,
    PP_VERDICT_WORSENED_SMALL,
    PP_VERDICT_NO_MEANINGFUL_CHANGE,
    PP_VERDICT_INCONCLUSIVE,
    PP_VERDICT_NOT_ESTIMABLE
};

enum pp_verdict_size {
    PP_SIZE_AT_LEAST,   /* S or more */
    PP_SIZE_UNCLEAR,    /* whether S, these answers cannot tell */
    PP_SIZE_LESS,       /* certain to be less than S */
    PP_SIZE_UNDECLARED, /* no S was set */
    PP_SIZE_NONE        /* not estimable */
};

enum pp_verdict_reason {
    PP_REASON_NONE,
    PP_REASON_TOO_FEW,      /* not estimable: fewer than 6 pairs */
    PP_REASON_NO_VARIANCE,  /* not estimable: everyone changed alike */
    PP_REASON_MULTIPLICITY, /* p < alpha, but not among so many outcomes */
    PP_REASON_SKEWNESS,     /* p < alpha, but changes reach far the other way */
    PP_REASON_NO_ESTIMATE,  /* not estimable: no standard error to go by */
    /* Of groups that chance did not form: */
    PP_REASON_METHODS_DISAGREE, /* two fair ways of comparing them do */
    PP_REASON_START_APART       /* they started too far apart to compare */
};

enum {
    PP_VERDICT_MIN_PAIRS = 6,
    PP_VERDICT_FEW_PEOPLE = 20,
    PP_VERDICT_FEW_CHANGED = 10,
    PP_VERDICT_SKEWED_FROM = 30 /* people; with fewer, skewness is not known */
};

/* "improved-small", "at-least", "multiplicity" ...; lent, static. NULL for
 * PP_SIZE_NONE and PP_REASON_NONE. */
const char *pp_verdict_code_name(enum pp_verdict_code code);
const char *pp_verdict_size_name(enum pp_verdict_size size);
const char *pp_verdict_reason_name(enum pp_verdict_reason reason);

struct pp_verdict_input {
    size_t n;            /* pairs */
    size_t n_unchanged;  /* of them: the same score both times */
    double mean, se, df; /* of the change, raw sign: the deciding test */
    double p;            /* of that test alone */
    double skewness;     /* of the n changes, raw sign; 0 or NaN: not known */
    double p_holm;       /* among its family; NaN: a family of one */
    size_t n_outcomes;   /* in that family; 0: one */
    const char *family;  /* what they are; NULL: "outcomes" */
    double sesoi;        /* S > 0; NaN: none was declared */
    /* A difference of two arms is decided: "people who came", "people on the
     * waiting list". n is of the smaller. NULL: a change of one group. */
    const char *arm, *others;
    /* METHODS_DISAGREE or START_APART, where that keeps the difference from
     * being told; else NONE. */
    enum pp_verdict_reason unsettled;
    double level;
    enum pp_direction direction;
    bool fragile;   /* another code under missing at random */
    bool clustered; /* se and df allow for support groups */
};

struct pp_verdict {
    enum pp_verdict_code code;
    enum pp_verdict_size size;
    enum pp_verdict_reason reason;
    bool fragile, clustered;
    bool few_people;  /* fewer than 20 pairs */
    bool few_changed; /* 20 or more, of whom fewer than 10 changed: see below */
    double p_skewed;  /* allowing for skewness; NaN where it has no part */
    /* Turned so that better is positive; NaN where not estimable. */
    double estimate;
    struct pp_interval ci;             /* [L, U] at `level` */
    struct pp_interval equivalence_ci; /* [l, u] at 1 - 2 alpha */
    char sentence[512]; /* one plain sentence, whole; reports have their own */
};

/*
 * In         *in
 * Undefined  n < 6, or se not above 0: not-estimable, with the reason
 * Errors     none; allocates nothing
 * Holds      tests/calibrate/calibration.md has the evidence. The deciding 95%
 *            interval covers 93% and more from 20 people on, of whom 10 or
 *            more changed; where fewer did (few_changed) its spread rests on
 *            those few: it covers 90-94% where that is common, less elsewhere.
 *            "Improved" is said of one among six outcomes that did not
 *            change in at most 3% of evaluations,
 *            unless a few people get far worse while the rest get a little
 *            better. That shows as skewness, and from 30 people on a change
 *            must hold allowing for it (skewed_t.h; not in the conventions,
 *            where t alone decides). It then costs a moderate change at most
 *            5.1 points of power at 30 people, 3.4 at 40. Where 8 to 15% fall
 *            by 2 to 4 SD, "improved" is said falsely in at most 3% of
 *            evaluations from 80 people on, in 3 to 5% of 40 and 4 to 8% of 30
 *            (10 and 16% where 8% fall by 4 SD), and in up to 22% of fewer.
 *            With up to about 20 it is mostly where those who fall are missing
 *            from the sample, which nothing in it can tell from a true change;
 *            half of the level would take back a quarter to a half of it, for
 *            9 to 12 points of power (tests/calibrate/skewness.md)
 */
struct pp_verdict pp_verdict_make(const struct pp_verdict_input *in);

#endif
