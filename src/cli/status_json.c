#include "status.h"

#include "prepost/base/json.h"

static json_t *json_flow_row(const struct pp_flow_row *flow)
{
    json_t *o = json_object();

    pp_json_add(o, "name", pp_json_text(flow->name));
    pp_json_add(o, "n_people", pp_json_count(flow->n_people));
    pp_json_add(o, "n_before", pp_json_count(flow->n_before));
    pp_json_add(o, "n_after", pp_json_count(flow->n_after));
    pp_json_add(o, "n_both", pp_json_count(flow->n_both));
    pp_json_add(o, "n_before_only", pp_json_count(flow->n_before_only));
    pp_json_add(o, "n_after_only", pp_json_count(flow->n_after_only));
    return o;
}

static json_t *json_answered(const struct pp_standing *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->dataset->n_responses; i++) {
        json_t *o = json_object(), *waves = json_object();

        pp_json_add(o, "instrument",
                    pp_json_text(s->dataset->responses[i].instrument->id));
        for (size_t w = 0; w < s->plan->n_waves; w++)
            pp_json_add(waves, s->plan->waves[w].id,
                        pp_json_count(s->answered[i * s->plan->n_waves + w]));
        pp_json_add(o, "answered", waves);
        pp_json_add(list, NULL, o);
    }
    return list;
}

static json_t *json_imports(const struct pp_standing *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->n_imports; i++) {
        const struct pp_import_record *import = &s->imports[i];
        json_t *o = json_object();

        pp_json_add(o, "file", pp_json_text(import->file));
        pp_json_add(o, "hash", pp_json_text(import->hash));
        pp_json_add(o, "platform", pp_json_text(import->platform));
        pp_json_add(o, "rows", pp_json_count(import->n_rows));
        pp_json_add(o, "taken", pp_json_count(import->n_taken));
        pp_json_add(o, "repeated", pp_json_count(pp_imports_repeated(import)));
        pp_json_add(o, "rejected", pp_json_count(import->n_rejected));
        pp_json_add(o, "cells_rejected",
                    pp_json_count(import->n_cells_rejected));
        pp_json_add(list, NULL, o);
    }
    return list;
}

static json_t *json_side(const struct pp_standing *s,
                         const struct pp_near_miss_side *side)
{
    json_t *o = json_object();

    pp_json_add(o, "file", pp_json_text(side->file));
    pp_json_add(o, "row", pp_json_count((long)side->line));
    pp_json_add(o, "wave", pp_json_text(s->plan->waves[side->wave].id));
    pp_json_add(o, "region", pp_json_text(side->region));
    return o;
}

static json_t *json_near(const struct pp_standing *s)
{
    json_t *o = json_object(), *list = json_array();

    pp_json_add(o, "n", pp_json_count((long)s->near.n_in_all));
    pp_json_add(o, "n_candidates", pp_json_count((long)s->near.n_candidates));
    for (size_t i = 0; i < s->near.n; i++) {
        json_t *pair = json_array();

        pp_json_add(pair, NULL, json_side(s, &s->near.items[i].a));
        pp_json_add(pair, NULL, json_side(s, &s->near.items[i].b));
        pp_json_add(list, NULL, pair);
    }
    pp_json_add(o, "pairs", list);
    return o;
}

static json_t *json_audit(const struct pp_standing *s)
{
    json_t *o = json_object(), *waves = json_array();

    for (size_t w = 1; w < s->plan->n_waves; w++) {
        const struct pp_audit_wave *wave = &s->audit.waves[w];
        json_t *one = json_object();

        pp_json_add(one, "wave", pp_json_text(s->plan->waves[w].id));
        pp_json_add(one, "n_matched", pp_json_count(wave->n_matched));
        pp_json_add(one, "n_first_only", pp_json_count(wave->n_first_only));
        pp_json_add(one, "n_this_only", pp_json_count(wave->n_this_only));
        pp_json_add(one, "n_neither", pp_json_count(wave->n_neither));
        pp_json_add(waves, NULL, one);
    }
    pp_json_add(o, "n_people", pp_json_count(s->audit.n_people));
    pp_json_add(o, "waves", waves);
    pp_json_add(o, "n_nowhere", pp_json_count(s->audit.n_nowhere));
    pp_json_add(o, "n_twice", pp_json_count(s->remarks.n_twice));
    pp_json_add(o, "n_times_twice", pp_json_count(s->remarks.n_times));
    pp_json_add(o, "n_twice_none", pp_json_count(s->remarks.n_twice_none));
    pp_json_add(o, "n_twice_copy", pp_json_count(s->remarks.n_twice_copy));
    pp_json_add(o, "n_two_regions", pp_json_count(s->remarks.n_two_regions));
    pp_json_add(o, "n_at_two_waves", pp_json_count(s->audit.n_at_two));
    pp_json_add(o, "n_dated_at_two_waves", pp_json_count(s->audit.n_dated));
    pp_json_add(o, "n_later_dated_before", pp_json_count(s->audit.n_turned));
    return o;
}

static json_t *json_names(const struct pp_standing *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->n_groups; i++)
        pp_json_add(list, NULL, pp_json_text(s->groups[i]));
    return list;
}

static json_t *json_alike(const struct pp_standing *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->n_alike; i++) {
        json_t *o = json_object();

        pp_json_add(o, "column", pp_json_text(s->alike[i].column));
        pp_json_add(o, "one", pp_json_text(s->alike[i].a));
        pp_json_add(o, "other", pp_json_text(s->alike[i].b));
        pp_json_add(list, NULL, o);
    }
    return list;
}

static json_t *json_against(const struct pp_standing *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->n_against; i++) {
        json_t *o = json_object();

        pp_json_add(o, "outcome", pp_json_text(s->against[i].outcome));
        pp_json_add(o, "wave", pp_json_text(s->against[i].wave));
        pp_json_add(o, "n", pp_json_count((long)s->against[i].n));
        pp_json_add(o, "correlation",
                    pp_json_number(s->against[i].correlation));
        pp_json_add(list, NULL, o);
    }
    return list;
}

static json_t *json_replaced(const struct pp_standing *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->n_replaced; i++)
        pp_json_add(list, NULL, pp_json_text(s->replaced[i]));
    return list;
}

static json_t *json_same(const struct pp_standing *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->plan->n_same_person; i++) {
        const struct pp_same_found *found = &s->evaluation->same[i];
        json_t *o = json_object();

        pp_json_add(o, "line",
                    pp_json_count((long)s->plan->same_person[i].line));
        pp_json_add(o, "n_codes", pp_json_count((long)found->n_codes));
        pp_json_add(o, "n_known", pp_json_count((long)found->n_found));
        pp_json_add(list, NULL, o);
    }
    return list;
}

static json_t *json_counted(const struct pp_standing *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->n_counted; i++)
        pp_json_add(list, NULL, pp_json_text(s->counted[i].file));
    return list;
}

void pp_status_write_json(const struct pp_standing *s, FILE *out)
{
    static const char *const states[] = {"not-locked", "locked", "locked-late",
                                         "changed", "locked"};
    struct pp_buffer text = PP_BUFFER_INIT;
    json_t *all = json_object(), *plan = json_object(), *flow = json_object();
    json_t *regions = json_array();

    pp_json_add(all, "evaluation", pp_json_text(s->plan->title));
    pp_json_add(plan, "hash", pp_json_text(s->plan->hash));
    pp_json_add(plan, "state", pp_json_text(states[s->lock.state]));
    pp_json_add(plan, "locked_on",
                pp_json_text(s->lock.lock != NULL ? s->lock.lock->day : NULL));
    pp_json_add(all, "plan", plan);
    pp_json_add(flow, "all", json_flow_row(&s->flow.all));
    for (size_t i = 0; i < s->flow.n_regions; i++)
        pp_json_add(regions, NULL, json_flow_row(&s->flow.regions[i]));
    pp_json_add(flow, "regions", regions);
    pp_json_add(all, "flow", flow);
    pp_json_add(all, "instruments", json_answered(s));
    pp_json_add(all, "imports", json_imports(s));
    pp_json_add(all, "near_misses", json_near(s));
    pp_json_add(all, "audit", json_audit(s));
    pp_json_add(all, "same_person", json_same(s));
    pp_json_add(all, "scores_against", json_against(s));
    pp_json_add(all, "alike", json_alike(s));
    pp_json_add(all, "arms", pp_json_text(s->arms));
    pp_json_add(all, "groups_in_several_regions", json_names(s));
    pp_json_add(all, "identifiers_count_rows", json_counted(s));
    pp_json_add(all, "replaced", json_replaced(s));
    pp_json_add(all, "n_forgotten", pp_json_count((long)s->n_forgotten));
    pp_json_print(all, &text);
    fwrite(text.data, 1, text.length, out);
    json_decref(all);
    pp_buffer_clear(&text);
}
