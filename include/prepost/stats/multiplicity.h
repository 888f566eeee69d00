#ifndef PREPOST_STATS_MULTIPLICITY_H
#define PREPOST_STATS_MULTIPLICITY_H

#include <stddef.h>

/*
 * p values adjusted for how many outcomes were looked at.
 */
enum pp_adjustment {
    PP_ADJUST_HOLM,     /* family-wise, any dependence; the verdict uses it */
    PP_ADJUST_HOCHBERG, /* family-wise, positive dependence */
    PP_ADJUST_BH,       /* false discovery rate */
    PP_ADJUST_BY        /* the same under any dependence */
};

/*
 * In         p[n]: one for every outcome that was PLANNED in the family; NaN
 *            where none could be computed. All n count as looked at, so an
 *            outcome that failed does not make the others look better
 * Out        adjusted[n], may be p itself; NaN stays NaN. Equal p's get equal
 *            values, whatever their order
 * Errors     none
 * Source     Holm 1979; Hochberg 1988; Benjamini and Hochberg 1995;
 *            Benjamini and Yekutieli 2001
 */
void pp_adjust_p(enum pp_adjustment method, const double *p, size_t n,
                 double *adjusted);

#endif
