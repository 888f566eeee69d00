#ifndef PREPOST_REPORT_FINDING_H
#define PREPOST_REPORT_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/analysis/evidence.h"
#include "prepost/analysis/verdict.h"
#include "prepost/base/pool.h"
#include "prepost/model/instrument.h"
#include "prepost/model/plan.h"
#include "prepost/stats/types.h"

/*
 * What a report's sentences need to know of one outcome, in plain numbers and
 * words, and what follows from it: which way it went, how near the range comes
 * to what would matter, and the words that the direction decides.
 */

/* Why there is no finding. */
enum pp_no_finding {
    PP_NO_FINDING_TOO_FEW,
    PP_NO_FINDING_HIDDEN,    /* suppressed, no variance, all tied: one sentence
                                for the three, as another would tell that
                                everyone answered alike */
    PP_NO_FINDING_KEY,       /* the scoring is not settled */
    PP_NO_FINDING_RANGE,     /* no likely range can be worked out */
    PP_NO_FINDING_NO_ANSWERS /* nobody has a score of it, at any wave */
};

struct pp_finding {
    enum pp_evidence level;
    struct pp_outcome_words words;
    enum pp_direction direction;
    enum pp_verdict_code code;
    enum pp_verdict_reason reason;
    enum pp_no_finding why; /* where code is not-estimable */

    /* Post minus pre (levels C and T: people who came minus the others). */
    double change;
    struct pp_interval range;       /* the likely range */
    struct pp_interval equivalence; /* at 1 - 2 alpha */
    double confidence;              /* of the likely range, 0.95 */
    int scale_decimals;
    double scale_min, scale_max;

    double pre, post; /* averages of the n people */
    long n;
    double other_pre, other_post; /* levels C and T: of the others */
    long n_other;
    double by_changes; /* levels C and T: the difference of the changes */
    struct pp_interval by_changes_range;
    const char *people; /* levels C and T: "people who came" */
    const char *arm;  /* levels C and T: the one meant, where there are several;
                         NULL: people who came, or were offered a place */
    int left_per_100; /* level T: did not answer again; -1: not to be told */
    enum pp_weaker_because weaker; /* than the design was meant to allow */

    double sesoi; /* NaN: none was set */
    const char *sesoi_text;
    enum pp_sesoi_source sesoi_source;
    size_t n_outcomes;  /* that chance was allowed for together with this one */
    const char *family; /* what they are: "main outcomes" */

    const char *service, *comparison, *charity; /* comparison may be NULL */
    const char *response; /* what will be done if it got worse; or NULL */
};

bool pp_finding_is_better(const struct pp_finding *f);
bool pp_finding_is_worse(const struct pp_finding *f);
/* Whether before and change make after, as they are printed. */
bool pp_finding_adds_up(const struct pp_finding *f);
/* Better or worse, by less than would matter. */
bool pp_finding_is_small(const struct pp_finding *f);
/* Levels A and R speak of a change, C and T of a difference. */
bool pp_finding_is_difference(const struct pp_finding *f);
const char *pp_finding_noun(const struct pp_finding *f);
/* Whom levels C and T compare with. */
const char *pp_finding_others(const struct pp_finding *f);
/* "people who came", "people in CBT"; what was offered, at level T. */
const char *pp_finding_people(struct pp_pool *pool, const struct pp_finding *f);
const char *pp_finding_offer(const struct pp_finding *f);

bool pp_finding_has_sesoi(const struct pp_finding *f);
/* The near and the far end of a range that leaves out zero. */
double pp_finding_near_end(const struct pp_finding *f);
double pp_finding_far_end(const struct pp_finding *f);
/* Less than would matter, of which the likely range is not sure: that is by
 * the equivalence interval, which is narrower. */
bool pp_finding_is_by_narrower(const struct pp_finding *f);
/* Where the near end of a change is short of what would matter. */
bool pp_finding_is_near_short(const struct pp_finding *f);

/* Whether an end, as it is printed, does not show on which side of what would
 * matter it lies: then words say it. */
bool pp_finding_is_hidden_side(const struct pp_finding *f, double end);

/* Decimals in which all its numbers are printed. */
int pp_finding_decimals(const struct pp_finding *f);

/* --- words that the direction decides ------------------------------------- */

enum pp_way { PP_FOR_BETTER, PP_FOR_WORSE };

struct pp_words {
    const char *moved; /* rose, fell */
    const char *noun;  /* rise, fall */
    const char *side;  /* higher, lower */
    const char *offer; /* raised, reduced: level T alone */
};

extern const struct pp_words PP_UP, PP_DOWN;

/* What a change for the better, or for the worse, is called. */
const struct pp_words *pp_words_for(enum pp_direction direction,
                                    enum pp_way way);

#endif
