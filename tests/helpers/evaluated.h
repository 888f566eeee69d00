#ifndef PREPOST_TESTS_HELPERS_EVALUATED_H
#define PREPOST_TESTS_HELPERS_EVALUATED_H

#include <stdbool.h>
#include <stdint.h>

#include "prepost/analysis/results.h"
#include "prepost/base/pool.h"

/*
 * Made-up evaluations, simulated from a seed and analysed by pp_evaluate():
 * peer support groups in regions, asked with six questionnaires before and
 * after. Traits are normal; answers to items follow them.
 */
enum evaluated_alike {
    ALIKE_NOBODY,
    ALIKE_REGION,    /* number alike_of, at wave alike_at */
    ALIKE_NO_REGION, /* those whose region is not known, likewise */
    ALIKE_ARM,       /* number alike_of, 0: the comparison; likewise */
    ALIKE_LEFT       /* at the first wave, those who did not answer alike_at; of
                        arm alike_of, where there are arms */
};

struct evaluated_options {
    uint64_t seed;
    size_t n_first; /* people who answer first */
    double again;   /* share of them who answer again */
    size_t n_regions, n_groups_per_region;
    /* True change of the trait behind each questionnaire, in SD, raw sign:
     * hope, empowerment, depression, anxiety, loneliness, wellbeing. */
    double shift[6];
    double asked[6]; /* share of people who were asked each */
    double skipped;  /* share of those at a wave who leave one blank there */
    enum pp_evidence evidence;
    /* Arms beside the comparison: 0 (one group), 1 or 2. The comparison's
     * traits do not shift; of its people, this share answer again. */
    size_t n_arms;
    double comparison_again;
    double no_arm; /* share of people whose arm is not known */
    bool as_assigned;
    const char *locked_on;
    bool low_point, has_sesoi;
    const char *charity; /* also to try hostile names */
    double uneven;    /* 0: as many in each region; more: fewer in later ones */
    double no_region; /* share of people whose region is not known */
    /* Share of people of whom each other column is not known, and of answers
     * without a date; more than 0: answers have dates. */
    double blank;
    /* Kept columns that lie within others: towns, up to so many of a region,
     * later ones smaller; and halves of each band of age. Whoever's region or
     * band is not known has none. */
    size_t n_towns;
    bool has_halves;
    bool has_nations; /* and one that regions lie within, two of each */
    bool has_dates;   /* answers have dates */
    bool ages_like_regions; /* bands of age are called as regions are */
    double second_only;     /* share who did not answer first */
    double no_gender;       /* share of people whose gender is not known */
    double rare; /* share of those in the last age band who are in the first */
    const char *by; /* what is compared: "region", "region,gender" ... */
    /* 2, or 3: then this share answers the one in between, whoever answers the
     * last. */
    size_t n_waves;
    double between;
    /* The last so many of n_first are of one region; is_early: they have not
     * come yet, and everyone else answers alike. */
    size_t n_late, late_region;
    bool is_early;
    size_t n_gone; /* as many are all of the last region; none answers again */
    /* Some who all have the least score of every scale, or the greatest. */
    enum evaluated_alike alike;
    size_t alike_of, alike_at;
    bool alike_at_the_top;
};

extern const struct evaluated_options EVALUATED_OPTIONS;

/* Which a region lies within; NULL: that is no region. */
const char *evaluated_nation(const char *region);

/* Fails the test when the questionnaires cannot be read. */
struct pp_results *evaluated(struct pp_pool *pool,
                             const struct evaluated_options *options);

/* pp_disclose(), which has to be possible. */
struct pp_results *disclosed(const struct pp_results *results,
                             struct pp_pool *pool);

#endif
