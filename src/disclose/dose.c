#include "prepost/disclose/work.h"

#include <math.h>

/* Of those who left by a wave, and not by another, of how many it is known. */
static bool tells_of_leavers(const struct pp_work *w, size_t outcome,
                             size_t dose)
{
    return w->rules.threshold > 1 &&
           (!pp_work_is_as_last(w, outcome) ||
            w->from->outcomes[outcome].doses[dose].n !=
                pp_work_at_last(w, outcome)->doses[dose].n);
}

/* A quartile lies so many quarters between two people, by how many there are.
 */
static void hide_how_many(struct pp_dose *dose)
{
    dose->n = PP_COUNT_HIDDEN;
    dose->slope.df = dose->adjusted.df = NAN;
    dose->median = round(dose->median);
    dose->q1 = round(dose->q1);
    dose->q3 = round(dose->q3);
}

const struct pp_dose *pp_protect_doses(const struct pp_work *w, size_t outcome)
{
    const struct pp_outcome *from = &w->from->outcomes[outcome];
    struct pp_pool *pool = w->pool;
    struct pp_dose *doses = pp_pool_array(pool, from->n_doses, sizeof *doses);

    for (size_t i = 0; i < from->n_doses; i++) {
        long others = (long)from->n_pairs - from->doses[i].n;
        doses[i] = from->doses[i];
        /* Of few people; or of two doses, of which slope and correlation give
         * how many had each, and how they changed on average. */
        if (!w->rules.show_people && doses[i].n_other < w->rules.min_average)
            doses[i] = (struct pp_dose){
                .name = from->doses[i].name,
                .n = PP_COUNT_HIDDEN,
                .median = NAN,
                .q1 = NAN,
                .q3 = NAN,
                .slope = pp_coefficient_none(PP_STATUS_TOO_FEW),
                .adjusted = pp_coefficient_none(PP_STATUS_TOO_FEW),
                .correlation = pp_no_estimate()};
        else if ((others > 0 && others < w->rules.threshold) ||
                 tells_of_leavers(w, outcome, i)) {
            hide_how_many(&doses[i]); /* of a few it is not known */
        }
        pp_round_count(w, &doses[i].n);
    }
    return doses;
}
