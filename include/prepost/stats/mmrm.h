#ifndef PREPOST_STATS_MMRM_H
#define PREPOST_STATS_MMRM_H

#include "prepost/stats/coefficient.h"

/*
 * More than two waves: one mean per wave, any spread at and correlation
 * between waves, everyone who answered at least once kept.
 *
 * The score before is an outcome like the others (constrained longitudinal
 * data analysis): people without it are not dropped, and where cohorts are
 * given they share one mean before if they were made by chance, or have one
 * each if not. Valid when what is missing depends on what was answered; no
 * cure when it depends on what was not.
 *
 *     struct pp_mmrm *fit = pp_mmrm_new(&in);
 *     struct pp_coefficient c = pp_mmrm_change(fit, 0, last_wave, level);
 *     pp_mmrm_free(fit);
 */
enum pp_baseline {
    PP_BASELINE_SHARED, /* cohorts made by chance: one mean before */
    PP_BASELINE_OWN     /* cohorts as they are: a mean before for each */
};

/*
 * In         y[n*n_waves], a person a row, NaN: no answer; wave 0 is before;
 *            cohort[n] in 0 .. n_cohorts-1, or NULL: one cohort
 * Out        a fit that the caller frees; never NULL. pp_mmrm_status() says
 *            whether it holds anything
 * Missing    people without any answer are counted out (n)
 * Undefined  n_waves < 2 or > PP_MMRM_MAX_WAVES, n <= waves, a wave nobody
 *            of a cohort answered, two waves that nobody answered both:
 *            TOO_FEW; a wave without spread, or waves that depend on one
 *            another: NO_VARIANCE; NO_CONVERGENCE
 * Method     REML over the unstructured covariance by Fisher scoring on sums
 *            per pattern of missing waves, so that cost does not grow with
 *            people. Model standard errors as Kenward and Roger's, with the
 * observed information where theirs expects that leaving has nothing to do with
 * what was answered; Satterthwaite df. Robust: each person's pull on means and
 * covariances together, residuals freed of the person's own share in the means
 * Errors     none
 * Source     Liang & Zeger 2000; Kenward & Roger 1997; Kenward
 *            & Molenberghs 1998; Mancl & DeRouen 2001 (robust);
 *            tests/oracle/mmrm
 */
enum { PP_MMRM_MAX_WAVES = 12 };

/* Standard errors: the larger of the model's and of one that takes residuals
 * as they are, or the model's alone. At the floor or the ceiling of a scale
 * people of one score before spread less than those of another, and the
 * model's interval covers 85-90% there. */
enum pp_mmrm_errors { PP_MMRM_LARGER, PP_MMRM_MODEL };

struct pp_mmrm_in {
    const double *y;
    size_t n, n_waves;
    const size_t *cohort;
    size_t n_cohorts;
    enum pp_baseline baseline;
    enum pp_mmrm_errors errors;
};

struct pp_mmrm;

struct pp_mmrm *pp_mmrm_new(const struct pp_mmrm_in *in);
void pp_mmrm_free(struct pp_mmrm *fit); /* takes NULL */

enum pp_status pp_mmrm_status(const struct pp_mmrm *fit);
size_t pp_mmrm_n(const struct pp_mmrm *fit); /* people used */

/* REML covariance of two waves; NaN without a fit. */
double pp_mmrm_covariance(const struct pp_mmrm *fit, size_t wave1,
                          size_t wave2);

/* Mean of a cohort at a wave. All of these: TOO_FEW etc. without a fit. */
struct pp_coefficient pp_mmrm_mean(const struct pp_mmrm *fit, size_t cohort,
                                   size_t wave, double level);

/* Change of a cohort from wave 0 to `wave`. */
struct pp_coefficient pp_mmrm_change(const struct pp_mmrm *fit, size_t cohort,
                                     size_t wave, double level);

/* Change of a cohort minus that of another. */
struct pp_coefficient pp_mmrm_change_difference(const struct pp_mmrm *fit,
                                                size_t cohort, size_t other,
                                                size_t wave, double level);

/*
 * Growth: the straight line through a cohort's wave means (least squares over
 * time[n_waves]; in scale points per unit of time).
 * Undefined  all times alike: NO_VARIANCE
 */
struct pp_coefficient pp_mmrm_slope(const struct pp_mmrm *fit, size_t cohort,
                                    const double *time, double level);

#endif
