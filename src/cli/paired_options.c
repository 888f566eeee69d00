#include "prepost/cli/paired_options.h"

#include <math.h>
#include <string.h>

#include "prepost/base/number.h"
#include "prepost/stats/reliability.h"

const struct pp_paired_settings pp_paired_defaults = {.zeros = "pratt",
                                                      .sesoi = NAN,
                                                      .power = 0.8,
                                                      .reliability = NAN,
                                                      .reliability_sd = NAN,
                                                      .reliable_change = NAN,
                                                      .resamples = 10000};

const struct pp_option pp_paired_options_table[] = {
    PP_OPTION_FLAG("lower-is-better", struct pp_paired_settings,
                   lower_is_better, "a fall is an improvement (symptoms)"),
    PP_OPTION_NUMBER("sesoi", "POINTS", struct pp_paired_settings, sesoi, 1e-6,
                     1e9, "smallest change of the average that matters"),
    PP_OPTION_TEXT("by", "COLUMN", struct pp_paired_settings, by,
                   "also for each value of this column"),
    PP_OPTION_TEXT("support-group", "COLUMN", struct pp_paired_settings,
                   support_group, "people who met together: allow for it"),
    PP_OPTION_TEXT("outcome", "ID", struct pp_paired_settings, outcome,
                   "of a file of prepost export pairs: which one"),
    PP_OPTION_TEXT("wave", "W", struct pp_paired_settings, wave,
                   "likewise: which later wave"),
    PP_OPTION_TEXT("missing", "TEXT", struct pp_paired_settings, missing,
                   "means no answer, as empty cells and NA do"),
    PP_OPTION_FLAG("decimal-comma", struct pp_paired_settings, decimal_comma,
                   "2,5 is two and a half"),
    PP_OPTION_NUMBER("reliability", "R", struct pp_paired_settings, reliability,
                     0, 1, "of the scale, for reliable change"),
    PP_OPTION_NUMBER("reliability-sd", "SD", struct pp_paired_settings,
                     reliability_sd, 1e-6, 1e9,
                     "goes with it (default: the SD before)"),
    PP_OPTION_NUMBER("reliable-change", "X", struct pp_paired_settings,
                     reliable_change, 1e-6, 1e9,
                     "a published one: X points or more"),
    PP_OPTION_TEXT("reliability-of", "N,K", struct pp_paired_settings,
                   reliability_of, "people and items that R (alpha) is of"),
    PP_OPTION_TEXT("functional", "MEAN,SD", struct pp_paired_settings,
                   functional, "norms of people without the difficulty"),
    PP_OPTION_TEXT("clinical", "MEAN,SD", struct pp_paired_settings, clinical,
                   "of people with it (default: these, before)"),
    PP_OPTION_TEXT("cutoff", "X", struct pp_paired_settings, cutoff,
                   "a published one, or a, b, c of the norms"),
    PP_OPTION_NUMBER("power", "SHARE", struct pp_paired_settings, power, 0.1,
                     0.999, "of the smallest detectable change (0.8)"),
    PP_OPTION_TEXT("zeros", "POLICY", struct pp_paired_settings, zeros,
                   "ranks: pratt, wilcoxon or zsplit (pratt)"),
    PP_OPTION_WHOLE("resamples", "N", struct pp_paired_settings, resamples, 0,
                    10000000, "of the bootstrap (10000); 0: none"),
    PP_OPTION_END};

/* --- options into the analysis's own -------------------------------------- */

static int find_zero_policy(const char *name, enum pp_zero_policy *out,
                            struct pp_error *err)
{
    static const enum pp_zero_policy all[] = {PP_ZERO_PRATT, PP_ZERO_WILCOXON,
                                              PP_ZERO_SPLIT};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(name, pp_zero_policy_name(all[i])) == 0) {
            *out = all[i];
            return 0;
        }
    return pp_fail(err, PP_EUSAGE,
                   "--zeros: \"%s\" is not one of: pratt wilcoxon zsplit",
                   name);
}

/* "12.5,6" into two numbers. */
static bool read_two(const char *text, double out[2])
{
    size_t length = strcspn(text, ",");

    return text[length] == ',' && pp_number_parse(text, length, &out[0]) == 0 &&
           pp_number_parse(text + length + 1, strlen(text + length + 1),
                           &out[1]) == 0;
}

static int read_norms(const char *option, const char *text, double *mean,
                      double *sd, struct pp_error *err)
{
    double two[2];

    if (text == NULL)
        return 0;
    if (!read_two(text, two))
        return pp_fail(err, PP_EUSAGE,
                       "--%s: \"%s\" is not an average and a standard "
                       "deviation such as 12.5,6",
                       option, text);
    if (!(two[1] > 0.0))
        return pp_fail(err, PP_EUSAGE,
                       "--%s: \"%s\": the standard deviation is not above 0",
                       option, text);
    *mean = two[0];
    *sd = two[1];
    return 0;
}

/* Which cut-off is meant: c where there are norms of both kinds of people, or
 * else a. */
static int read_cutoff(const struct pp_paired_settings *s,
                       struct pp_paired_options *out, struct pp_error *err)
{
    static const struct {
        const char *name;
        enum pp_cutoff_kind kind;
    } named[] = {{"a", PP_CUTOFF_A}, {"b", PP_CUTOFF_B}, {"c", PP_CUTOFF_C}};

    if (s->cutoff == NULL) {
        if (s->functional != NULL || s->clinical != NULL)
            out->cutoff_kind =
                s->functional != NULL ? PP_CUTOFF_C : PP_CUTOFF_A;
        return 0;
    }
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (strcmp(s->cutoff, named[i].name) == 0)
            out->cutoff_kind = named[i].kind;
    if (out->cutoff_kind > PP_CUTOFF_A && s->functional == NULL)
        return pp_fail(err, PP_EUSAGE, "--cutoff %s goes with --functional",
                       s->cutoff);
    if (out->cutoff_kind != PP_CUTOFF_NONE)
        return 0;
    if (pp_number_parse(s->cutoff, strlen(s->cutoff), &out->cutoff) != 0)
        return pp_fail(err, PP_EUSAGE,
                       "--cutoff: \"%s\" is neither a score nor one of: a b c",
                       s->cutoff);
    out->cutoff_kind = PP_CUTOFF_PUBLISHED;
    return 0;
}

static int read_cutoffs(const struct pp_paired_settings *s,
                        struct pp_paired_options *out, struct pp_error *err)
{
    struct pp_norms *norms = &out->norms;

    if (read_norms("functional", s->functional, &norms->mean_functional,
                   &norms->sd_functional, err) != 0 ||
        read_norms("clinical", s->clinical, &norms->mean_clinical,
                   &norms->sd_clinical, err) != 0)
        return -1;
    return read_cutoff(s, out, err);
}

static int read_reliability(const struct pp_paired_settings *s,
                            struct pp_paired_options *out, struct pp_error *err)
{
    double of[2]; /* people, items */

    out->in_full = true;
    out->reliability = s->reliability;
    out->reliability_sd = s->reliability_sd;
    out->threshold = s->reliable_change;
    if (s->reliability == 1.0)
        return pp_fail(err, PP_EUSAGE,
                       "--reliability: 1 leaves no error of measurement, so "
                       "any change would be reliable; expected less");
    if (isnan(s->reliability) && !isnan(s->reliability_sd))
        return pp_fail(err, PP_EUSAGE,
                       "--reliability-sd goes with --reliability");
    if (s->reliability_of == NULL)
        return 0;
    if (isnan(s->reliability))
        return pp_fail(err, PP_EUSAGE,
                       "--reliability-of goes with --reliability");
    if (!read_two(s->reliability_of, of) || of[0] != floor(of[0]) ||
        of[1] != floor(of[1]) || of[0] < 2 || of[1] < 2 || of[0] > 1e9 ||
        of[1] > 1e4)
        return pp_fail(err, PP_EUSAGE,
                       "--reliability-of: \"%s\" is not a number of people "
                       "and one of items such as 250,9",
                       s->reliability_of);
    out->reliability_ci =
        pp_alpha_interval(s->reliability, (size_t)of[1], of[0], out->level);
    /* few people: it reaches below what a reliability can be */
    out->reliability_ci.lo = fmax(0.0, out->reliability_ci.lo);
    return 0;
}

int pp_paired_settings_options(const struct pp_paired_settings *s,
                               struct pp_paired_options *out,
                               struct pp_error *err)
{
    *out = PP_PAIRED_OPTIONS;
    if (!isnan(s->common.level))
        out->level = s->common.level;
    if (s->common.seed >= 0)
        out->seed = (uint64_t)s->common.seed;
    if (s->lower_is_better)
        out->direction = PP_LOWER_IS_BETTER;
    out->sesoi = s->sesoi;
    out->power = s->power;
    out->resamples = (size_t)s->resamples;
    if (s->resamples > 0 && s->resamples < 2000)
        return pp_fail(err, PP_EUSAGE, "--resamples: %ld are too few for a %s",
                       s->resamples,
                       "bootstrap interval; 2000 or more, or 0 for none");
    if (s->power <= 1 - out->level + 1e-9)
        return pp_fail(err, PP_EUSAGE,
                       "--power must be above 1 - --level, what chance alone "
                       "would show");
    if (read_reliability(s, out, err) != 0 || read_cutoffs(s, out, err) != 0)
        return -1;
    return find_zero_policy(s->zeros, &out->zero_policy, err);
}

/* --- what only the scores tell --------------------------------------------
 */

static int check_norms(const struct pp_paired_options *options,
                       struct pp_error *err)
{
    const struct pp_norms *n = &options->norms;
    bool up = options->direction == PP_HIGHER_IS_BETTER;
    double ahead = n->mean_functional - n->mean_clinical;

    if (isnan(ahead) || (up ? ahead : -ahead) > 0.0)
        return 0;
    char with[PP_NUMBER_SIZE], without[PP_NUMBER_SIZE];
    return pp_fail(err, PP_EUSAGE,
                   "--functional: an average of %s without the difficulty is "
                   "no better than %s with it; %s is better here%s",
                   pp_number_shortest(without, n->mean_functional),
                   pp_number_shortest(with, n->mean_clinical),
                   up ? "higher" : "lower",
                   up ? " (--lower-is-better turns that round)" : "");
}

int pp_paired_options_check(const struct pp_paired_options *options,
                            const char *file, const double *const scores[2],
                            size_t n, struct pp_error *err)
{
    double low = INFINITY, high = -INFINITY;

    if (check_norms(options, err) != 0)
        return -1;
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < n; i++) {
            low = fmin(low, scores[k][i]); /* of NaN and x: x */
            high = fmax(high, scores[k][i]);
        }
    if (options->cutoff_kind != PP_CUTOFF_PUBLISHED || low > high ||
        (options->cutoff >= low && options->cutoff <= high))
        return 0;
    char text[3][PP_NUMBER_SIZE];
    return pp_fail(err, PP_EUSAGE,
                   "--cutoff: %s lies beyond every score in %s, which go from "
                   "%s to %s",
                   pp_number_shortest(text[0], options->cutoff), file,
                   pp_number_shortest(text[1], low),
                   pp_number_shortest(text[2], high));
}
