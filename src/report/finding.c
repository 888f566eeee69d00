#include "prepost/report/finding.h"

#include <math.h>

#include "prepost/report/number_style.h"

const struct pp_words PP_UP = {"rose", "rise", "higher", "raised"};
const struct pp_words PP_DOWN = {"fell", "fall", "lower", "reduced"};

const struct pp_words *pp_words_for(enum pp_direction direction,
                                    enum pp_way way)
{
    bool is_up = (direction == PP_HIGHER_IS_BETTER) == (way == PP_FOR_BETTER);

    return is_up ? &PP_UP : &PP_DOWN;
}

/* Levels A and R speak of a change, C and T of a difference. */
bool pp_finding_is_difference(const struct pp_finding *f)
{
    return f->level == PP_EVIDENCE_COMPARISON ||
           f->level == PP_EVIDENCE_RANDOMISED;
}

const char *pp_finding_noun(const struct pp_finding *f)
{
    return pp_finding_is_difference(f) ? "difference" : "change";
}

bool pp_finding_is_better(const struct pp_finding *f)
{
    return f->code == PP_VERDICT_IMPROVED ||
           f->code == PP_VERDICT_IMPROVED_SMALL;
}

bool pp_finding_adds_up(const struct pp_finding *f)
{
    int d = pp_finding_decimals(f);

    return fabs(pp_number_rounded(f->pre, d) + pp_number_rounded(f->change, d) -
                pp_number_rounded(f->post, d)) <= 1e-9;
}

bool pp_finding_is_worse(const struct pp_finding *f)
{
    return f->code == PP_VERDICT_WORSENED ||
           f->code == PP_VERDICT_WORSENED_SMALL;
}

bool pp_finding_is_small(const struct pp_finding *f)
{
    return f->code == PP_VERDICT_IMPROVED_SMALL ||
           f->code == PP_VERDICT_WORSENED_SMALL;
}

const char *pp_finding_others(const struct pp_finding *f)
{
    return f->comparison != NULL ? f->comparison : "the other people";
}

const char *pp_finding_people(struct pp_pool *pool, const struct pp_finding *f)
{
    if (f->people != NULL)
        return f->people;
    if (f->arm != NULL)
        return pp_pool_printf(pool, "people in %s", f->arm);
    return f->level == PP_EVIDENCE_RANDOMISED
               ? "people who were offered a place"
               : "people who came";
}

const char *pp_finding_offer(const struct pp_finding *f)
{
    return f->arm != NULL ? f->arm : f->service;
}

bool pp_finding_has_sesoi(const struct pp_finding *f)
{
    return isfinite(f->sesoi);
}

double pp_finding_near_end(const struct pp_finding *f)
{
    return fmin(fabs(f->range.lo), fabs(f->range.hi));
}

double pp_finding_far_end(const struct pp_finding *f)
{
    return fmax(fabs(f->range.lo), fabs(f->range.hi));
}

bool pp_finding_is_by_narrower(const struct pp_finding *f)
{
    return (pp_finding_is_small(f) ||
            f->code == PP_VERDICT_NO_MEANINGFUL_CHANGE) &&
           pp_finding_far_end(f) >= f->sesoi;
}

bool pp_finding_is_near_short(const struct pp_finding *f)
{
    return (f->code == PP_VERDICT_IMPROVED || f->code == PP_VERDICT_WORSENED) &&
           pp_finding_has_sesoi(f) && pp_finding_near_end(f) < f->sesoi;
}

bool pp_finding_is_hidden_side(const struct pp_finding *f, double end)
{
    return pp_finding_has_sesoi(f) &&
           !pp_style_keeps_side(fabs(end), f->sesoi, pp_finding_decimals(f));
}

/* More than the scale's, where rounding would take an end to zero; or the size
 * of what is less than would matter to what would. An end beside what would
 * matter is told in words instead: it is one number, and would make all of
 * them longer. */
int pp_finding_decimals(const struct pp_finding *f)
{
    enum { MOST = 6 };
    int d = pp_style_decimals(f->scale_decimals, f->change, f->range, NAN);

    while (d < MOST && pp_finding_is_small(f) && pp_finding_has_sesoi(f) &&
           !pp_style_keeps_side(fabs(f->change), f->sesoi, d))
        d++;
    return d;
}
