#ifndef PREPOST_STATS_RELIABLE_CHANGE_H
#define PREPOST_STATS_RELIABLE_CHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/stats/types.h"

/*
 * Whose change is larger than measurement error can explain, and who crossed
 * a clinical cut-off. pp_reliable_change() counts people for the method of
 * the plan; the cut-offs a, b, c and pp_clinical_change() go with it.
 * Where a threshold has been published it wins over a computed one.
 *
 * "Reliably better" and "reliably worse" are always printed together: with no
 * true change and a reliability of .6, about as many rise as fall.
 */
enum pp_rc_method {
    PP_RC_JT,  /* Jacobson and Truax 1991 */
    PP_RC_GLN, /* Gulliksen, Lord and Novick (Hsu 1989) */
    PP_RC_HLL, /* Hsu, Linn and Lord (Hsu 1989): net of the mean change */
    PP_RC_EN,  /* Edwards and Nunnally (Speer 1992) */
    PP_RC_NK,  /* Nunnally and Kotsch 1983 */
    PP_RC_HA,  /* Hageman and Arrindell 1999 */
    PP_RC_HLM  /* a person's slope over its standard error (Speer and
                  Greenbaum 1995): three waves or more */
};

enum { PP_RC_METHODS = 7 };

/* "jacobson-truax", "gulliksen-lord-novick" ...; lent, static. */
const char *pp_rc_method_name(enum pp_rc_method method);

/* How a published threshold is to be read. */
enum pp_rc_reading {
    PP_RC_MORE_THAN, /* |change| > threshold */
    PP_RC_AT_LEAST   /* |change| >= threshold (NHS Talking Therapies) */
};

struct pp_rc_input {
    const double *pre, *post; /* [n], finite */
    const size_t *count;      /* [n] people in each row; NULL: one */
    size_t n;
    enum pp_direction direction;
    enum pp_rc_method method;
    double sd;          /* of the scale before: a published one, or theirs */
    double reliability; /* r_xx; never r(pre, post) */
    /* NaN (PP_RC_INPUT sets them so): taken from these people */
    double mean_pre, mean_post, sd_post, sd_change;
    double reliability_post;           /* NK; NaN: as before */
    struct pp_interval reliability_ci; /* NaN ends: no sensitivity band */
    double level;                      /* of the Wilson intervals */
    double published;                  /* threshold in points; NaN: compute */
    enum pp_rc_reading published_reading;
    /* HLM only, one per person: the common and the own slope's deviation, and
     * the standard error of both together (stats/random_slope.h) */
    double slope_fixed;
    const double *slope_random, *slope_se; /* [n] */
};

#define PP_RC_INPUT                                                            \
    ((struct pp_rc_input){.mean_pre = NAN,                                     \
                          .mean_post = NAN,                                    \
                          .sd_post = NAN,                                      \
                          .sd_change = NAN,                                    \
                          .reliability_post = NAN,                             \
                          .reliability_ci = {NAN, NAN},                        \
                          .published = NAN,                                    \
                          .level = 0.95})

/* How many, and what share with its Wilson interval: of the share beyond this
 * threshold. That the threshold is itself of these answers, where its SD or a
 * method's means are, is not in it. */
struct pp_rc_count {
    size_t n;
    struct pp_estimate share;
};

struct pp_reliable_change {
    enum pp_rc_method method;
    bool is_published;
    enum pp_rc_reading reading;
    double sd, sd_post; /* that were used; sd_post for NK only */
    double reliability;
    double se_measurement, se_difference; /* S_E, S_diff of the method */
    double critical;                      /* 1.96; 1.65 for HA */
    double threshold;    /* in points; NaN where it differs by person */
    double whole_points; /* the smallest whole change that counts */
    double r_dd;         /* HA only: reliability of the differences */
    struct pp_rc_count improved, unchanged, deteriorated;
    struct {
        double reliability[2]; /* the ends of its interval */
        double threshold[2];
        size_t improved[2], deteriorated[2];
    } band; /* NaN and 0 without a reliability interval */
    enum pp_status status;
};

/*
 * In         *in; start from PP_RC_INPUT
 * Out        *res; index (may be NULL) [n]: each person's RC, raw sign, NaN
 *            under a published threshold
 * Undefined  n = 0: TOO_FEW; sd, reliability (or for HLM slopes) not given:
 *            NOT_DECLARED; sd = 0, reliability = 1, or HA with r_dd <= 0:
 *            NO_VARIANCE; GLN and others without the people's means: these
 *            are computed, n < 2 being TOO_FEW for a spread
 * Errors     none
 * Source     named at each method; critical values 1.96 and 1.65 literally
 */
void pp_reliable_change(const struct pp_rc_input *in, double *index,
                        struct pp_reliable_change *res);

/*
 * Cut-offs between a clinical and a functional population (Jacobson and Truax
 * 1991): a two clinical SDs from the clinical mean towards functioning, b two
 * FUNCTIONAL SDs from the functional mean towards illness, c where the two
 * are equally likely.
 */
struct pp_norms {
    double mean_clinical, sd_clinical, mean_functional, sd_functional;
};

double pp_cutoff_a(const struct pp_norms *norms, enum pp_direction direction);
double pp_cutoff_b(const struct pp_norms *norms, enum pp_direction direction);
double pp_cutoff_c(const struct pp_norms *norms);

/* Reliable change with the crossing of a cut-off, each share with its Wilson
 * interval. Each person is in exactly one of the last four. */
struct pp_clinical_change {
    size_t n, n_beyond;         /* people; of them beyond the cut-off before */
    struct pp_rc_count crossed; /* of n_beyond: not after, reliable or not */
    struct pp_rc_count entered; /* of the others: beyond it after */
    struct pp_rc_count recovered; /* of n_beyond: crossed, reliably better */
    /* of all: reliably better only; no reliable change; reliably worse */
    struct pp_rc_count improved, unchanged, deteriorated;
};

/*
 * In         pre, post, count, n, direction and level of *in; state[n]: -1
 *            reliably worse, 0, +1 reliably better, or NULL: not known;
 *            cutoff: a score AT it is beyond (PHQ-9 >= 10), on either side
 * Undefined  state NULL: the last four are NOT_DECLARED; of nobody: TOO_FEW
 * Errors     none
 */
struct pp_clinical_change pp_clinical_change(const struct pp_rc_input *in,
                                             const int *state, double cutoff);

/* -1, 0, +1 for each person under the rule of *in, as counted above. */
void pp_reliable_change_states(const struct pp_rc_input *in, int *state);

#endif
