#ifndef PREPOST_CLI_PAIRED_OPTIONS_H
#define PREPOST_CLI_PAIRED_OPTIONS_H

#include <stdbool.h>

#include "prepost/analysis/paired.h"
#include "prepost/base/error.h"
#include "prepost/cli/command.h"

/*
 * The options of `prepost paired`: as they are typed, and as the analysis
 * takes them.
 */
struct pp_paired_settings {
    struct pp_common common;
    const char *by, *support_group, *missing, *zeros, *outcome, *wave;
    const char *reliability_of, *functional, *clinical, *cutoff;
    bool lower_is_better, decimal_comma;
    double sesoi, power, reliability, reliability_sd, reliable_change;
    long resamples;
};

extern const struct pp_paired_settings pp_paired_defaults;
extern const struct pp_option pp_paired_options_table[];

/* -1 (PP_EUSAGE) where an option cannot be meant, or not without another. */
int pp_paired_settings_options(const struct pp_paired_settings *settings,
                               struct pp_paired_options *out,
                               struct pp_error *err);

/*
 * Whether norms and cut-off can be of these scores: the direction is known by
 * now, and what the scores are.
 *
 * In         scores[2][n]: before and after, NaN where missing; file: its name
 * Errors     PP_EUSAGE: norms the wrong way round; a cut-off beyond every score
 */
int pp_paired_options_check(const struct pp_paired_options *options,
                            const char *file, const double *const scores[2],
                            size_t n, struct pp_error *err);

#endif
