#include "prepost/report/findings_json.h"

/* {"estimate","se","df","ci","status"}, and "p" where 0 means something. */
enum tested { TESTED, NOT_TESTED };

static json_t *coefficient_json(const struct pp_coefficient *c,
                                enum tested tested)
{
    json_t *o = json_object();

    pp_json_add(o, "estimate", pp_json_number(c->estimate));
    pp_json_add(o, "se", pp_json_number(c->se));
    pp_json_add(o, "df", pp_json_number(c->df));
    pp_json_add(o, "ci", pp_json_interval(c->ci.lo, c->ci.hi));
    if (tested == TESTED)
        pp_json_add(o, "p", pp_json_number(c->p));
    pp_json_add(o, "status", pp_json_text(pp_status_name(c->status)));
    return o;
}

json_t *pp_growth_json(const struct pp_results *results, size_t outcome)
{
    if (results->growth == NULL)
        return json_null();
    const struct pp_growth *growth = &results->growth[outcome];
    json_t *o = json_object();
    json_t *waves = json_array();

    for (size_t w = 0; w < growth->n_waves; w++) {
        const struct pp_growth_wave *wave = &growth->waves[w];
        json_t *of = json_object();
        pp_json_add(of, "wave", pp_json_text(results->plan->waves[w].id));
        pp_json_add(of, "n", pp_json_count(wave->n));
        pp_json_add(of, "weeks", pp_json_number(wave->weeks));
        pp_json_add(of, "mean", coefficient_json(&wave->mean, NOT_TESTED));
        pp_json_add(of, "change",
                    w > 0 ? coefficient_json(&wave->change, TESTED)
                          : json_null());
        pp_json_add(waves, NULL, of);
    }
    pp_json_add(o, "outcome",
                pp_json_text(results->plan->outcomes[outcome].id));
    pp_json_add(o, "method",
                pp_json_text("mixed model for repeated measures, REML, "
                             "unstructured, Satterthwaite df"));
    pp_json_add(o, "n", pp_json_count(growth->n));
    pp_json_add(o, "status", pp_json_text(pp_status_name(growth->status)));
    pp_json_add(o, "waves", waves);
    pp_json_add(o, "slope_per_week",
                growth->slope.status == PP_STATUS_NOT_DECLARED
                    ? json_null()
                    : coefficient_json(&growth->slope, TESTED));
    return o;
}
