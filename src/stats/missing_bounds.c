#include "prepost/stats/missing_bounds.h"

#include "prepost/stats/proportion.h"

struct pp_missing_bounds pp_missing_bounds(size_t n_improved, size_t n_complete,
                                           size_t n_left, double level)
{
    size_t n = n_complete + n_left;
    return (struct pp_missing_bounds){
        .complete = pp_proportion_wilson(n_improved, n_complete, level),
        .worst = pp_proportion_wilson(n_improved, n, level),
        .best = pp_proportion_wilson(n_improved + n_left, n, level),
    };
}
