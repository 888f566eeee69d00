#ifndef PREPOST_ANALYSIS_DOSE_H
#define PREPOST_ANALYSIS_DOSE_H

#include "prepost/analysis/scores.h"
#include "prepost/stats/coefficient.h"

/*
 * How much of the service a person had (sessions attended), beside how they
 * changed. It says nothing of why: people who feel better may come more
 * often, and those who come often may differ in other ways.
 *
 * In         the pairs; dose: a number for each participant, NaN where blank;
 *            group: a number for each participant, or NULL
 * Out        over the pairs whose dose is known: slopes in points of change
 *            for one more of the dose, alone and allowing for the score
 *            before; Pearson's correlation of dose and change
 * Method     least squares; the larger of HC3's standard error and that of
 *            equal spread, or CR2's from four groups up. Limits of the
 *            correlation on Fisher's scale, with the larger of his standard
 *            error and that of leaving out one person after the other (t, n-2
 *            df), or one group (t, groups less one)
 * Undefined  fewer than four pairs: TOO_FEW; everyone had as much: NO_VARIANCE;
 *            a correlation that rests on one person or group alone: no limits,
 *            NO_VARIANCE
 * Source     tests/oracle/beside.R; MacKinnon & White 1985 (HC3); Efron 1982
 *            (jackknife)
 */
struct pp_dose {
    const char *name; /* "sessions attended" */
    long n;           /* pairs whose dose is known */
    long n_other;     /* of them: with another dose than the commonest */
    double median, q1, q3;
    struct pp_coefficient slope, adjusted;
    struct pp_estimate correlation;
};

struct pp_dose pp_dose_of(const char *name, const double *dose,
                          const struct pp_pairs *pairs, const size_t *group,
                          double level);

#endif
