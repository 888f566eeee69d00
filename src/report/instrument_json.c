#include "prepost/report/instrument_page.h"

#include <string.h>

static json_t *texts(const struct pp_text_list *list)
{
    json_t *array = json_array();

    for (size_t i = 0; i < list->n; i++)
        pp_json_add(array, NULL, pp_json_text(list->items[i]));
    return array;
}

static json_t *coding_json(const struct pp_coding *coding)
{
    json_t *object = json_object(), *answers = json_array();

    pp_json_add(object, "id", pp_json_text(coding->id));
    pp_json_add(object, "name", pp_json_text(coding->name));
    for (size_t i = 0; i < coding->n_answers; i++) {
        const struct pp_answer *a = &coding->answers[i];
        json_t *answer = json_object();

        pp_json_add(answer, "code", json_integer(a->code));
        pp_json_add(answer, "means", json_integer(a->canonical));
        pp_json_add(answer, "label", pp_json_text(a->label));
        pp_json_add(answer, "aliases", texts(&a->aliases));
        pp_json_add(answers, NULL, answer);
    }
    pp_json_add(object, "answers", answers);
    return object;
}

static json_t *item_json(const struct pp_item *item)
{
    json_t *object = json_object(), *codings = json_array();

    pp_json_add(object, "id", pp_json_text(item->id));
    pp_json_add(object, "text", pp_json_text(item->text));
    pp_json_add(object, "theme", pp_json_text(item->theme));
    pp_json_add(object, "min", json_integer(item->min));
    pp_json_add(object, "max", json_integer(item->max));
    pp_json_add(object, "reverse", pp_json_bool(item->reverse));
    pp_json_add(object, "risk", pp_json_bool(item->risk));
    pp_json_add(object, "scored", pp_json_bool(item->scored));
    pp_json_add(object, "aliases", texts(&item->aliases));
    for (size_t i = 0; i < item->n_codings; i++)
        pp_json_add(codings, NULL, coding_json(&item->codings[i]));
    pp_json_add(object, "codings", codings);
    return object;
}

static const char *treatment(enum pp_missing_treatment t)
{
    static const char *const words[] = {
        [PP_MISSING_NONE] = "complete",
        [PP_MISSING_PRORATE] = "prorate",
        [PP_MISSING_PRORATE_ROUND] = "prorate-rounded",
        [PP_MISSING_AS_ANSWERED] = "as-answered"};

    return words[t];
}

static json_t *rule_json(const char *id, size_t up_to,
                         enum pp_missing_treatment t, const char *source)
{
    json_t *object = json_object();

    if (id != NULL)
        pp_json_add(object, "id", pp_json_text(id));
    pp_json_add(object, "up_to", pp_json_count((long)up_to));
    pp_json_add(object, "treatment", pp_json_text(treatment(t)));
    pp_json_add(object, "source", pp_json_text(source));
    return object;
}

static json_t *conditions_json(const struct pp_instrument *ins,
                               const struct pp_scale *scale)
{
    json_t *array = json_array();

    for (size_t i = 0; i < scale->n_conditions; i++) {
        const struct pp_scale_condition *c = &scale->conditions[i];
        json_t *object = json_object(), *items = json_array();
        json_t *codes = json_array();

        for (size_t j = 0; j < c->n_items; j++)
            pp_json_add(items, NULL, pp_json_text(ins->items[c->items[j]].id));
        for (size_t j = 0; j < c->n_codes; j++)
            pp_json_add(codes, NULL, json_integer(c->codes[j]));
        pp_json_add(object, "items", items);
        pp_json_add(object, "when", pp_json_text(ins->items[c->when].id));
        pp_json_add(object, "is", codes);
        pp_json_add(object, "range", pp_json_interval(c->min, c->max));
        pp_json_add(array, NULL, object);
    }
    return array;
}

static json_t *bands_json(const struct pp_scale *scale)
{
    json_t *sets = json_array();

    for (size_t s = 0; s < scale->n_band_sets; s++) {
        const struct pp_band_set *set = &scale->band_sets[s];
        json_t *object = json_object(), *bands = json_array();

        for (size_t i = 0; i < set->n_bands; i++) {
            json_t *band = json_object();

            pp_json_add(band, "name", pp_json_text(set->bands[i].name));
            pp_json_add(band, "from", pp_json_number(set->bands[i].from));
            pp_json_add(band, "to", pp_json_number(set->bands[i].to));
            pp_json_add(bands, NULL, band);
        }
        pp_json_add(object, "source", pp_json_text(set->source));
        pp_json_add(object, "shown", pp_json_bool(set->by_default));
        pp_json_add(object, "bands", bands);
        pp_json_add(sets, NULL, object);
    }
    return sets;
}

static void add_published(json_t *to, const struct pp_scale *scale)
{
    json_t *cutoffs = json_array(), *changes = json_array();
    json_t *norms = json_array(), *reliability = json_array();

    for (size_t i = 0; i < scale->n_cutoffs; i++) {
        const struct pp_cutoff *c = &scale->cutoffs[i];
        json_t *o = json_object();

        pp_json_add(o, "name", pp_json_text(c->name));
        pp_json_add(o, c->case_at_or_above ? "at_or_above" : "at_or_below",
                    pp_json_number(c->value));
        pp_json_add(o, "source", pp_json_text(c->source));
        pp_json_add(cutoffs, NULL, o);
    }
    for (size_t i = 0; i < scale->n_changes; i++) {
        const struct pp_published_change *c = &scale->changes[i];
        json_t *o = json_object();

        pp_json_add(
            o, "kind",
            pp_json_text(c->kind == PP_CHANGE_GROUP ? "group" : "person"));
        pp_json_add(o, "value", pp_json_number(c->value));
        pp_json_add(o, "inclusive", pp_json_bool(c->inclusive));
        pp_json_add(o, "reliable", pp_json_bool(c->reliable));
        pp_json_add(o, "source", pp_json_text(c->source));
        pp_json_add(changes, NULL, o);
    }
    for (size_t i = 0; i < scale->n_norms; i++) {
        const struct pp_norm *n = &scale->norms[i];
        json_t *o = json_object();

        pp_json_add(o, "population", pp_json_text(n->population));
        pp_json_add(o, "clinical", pp_json_bool(n->clinical));
        pp_json_add(o, "part", pp_json_bool(n->part));
        pp_json_add(o, "mean", pp_json_number(n->mean));
        pp_json_add(o, "sd", pp_json_number(n->sd));
        pp_json_add(o, "source", pp_json_text(n->source));
        pp_json_add(norms, NULL, o);
    }
    for (size_t i = 0; i < scale->n_reliabilities; i++) {
        const struct pp_published_reliability *r = &scale->reliabilities[i];
        json_t *o = json_object();

        pp_json_add(o, "kind", pp_json_text(r->kind));
        pp_json_add(o, "value", pp_json_number(r->value));
        pp_json_add(o, "population", pp_json_text(r->population));
        pp_json_add(o, "source", pp_json_text(r->source));
        pp_json_add(reliability, NULL, o);
    }
    pp_json_add(to, "cutoffs", cutoffs);
    pp_json_add(to, "changes", changes);
    pp_json_add(to, "norms", norms);
    pp_json_add(to, "reliability", reliability);
}

static json_t *scale_json(const struct pp_instrument *ins,
                          const struct pp_scale *scale)
{
    static const char *const methods[] = {[PP_SCORE_SUM] = "sum",
                                          [PP_SCORE_MEAN] = "mean",
                                          [PP_SCORE_PERCENT] = "percent",
                                          [PP_SCORE_LOOKUP] = "lookup",
                                          [PP_SCORE_COUNT] = "count"};
    json_t *object = json_object(), *items = json_array();
    json_t *rules = json_array(), *words = json_object();

    for (size_t i = 0; i < scale->n_items; i++)
        pp_json_add(items, NULL, pp_json_text(ins->items[scale->items[i]].id));
    for (size_t i = 0; i < scale->n_other_rules; i++) {
        const struct pp_missing_rule *r = &scale->other_rules[i];

        pp_json_add(rules, NULL,
                    rule_json(r->id, r->max_missing, r->treatment, r->source));
    }
    pp_json_add(words, "outcome", pp_json_text(scale->words.outcome));
    pp_json_add(words, "score", pp_json_text(scale->words.score));
    pp_json_add(words, "plain", pp_json_text(scale->words.plain));
    pp_json_add(object, "id", pp_json_text(scale->id));
    pp_json_add(object, "name", pp_json_text(scale->name));
    pp_json_add(object, "score", pp_json_text(methods[scale->method]));
    pp_json_add(object, "factor", pp_json_number(scale->factor));
    pp_json_add(object, "items", items);
    pp_json_add(object, "range", pp_json_interval(scale->min, scale->max));
    pp_json_add(object, "better",
                pp_json_text(scale->no_direction      ? "neither"
                             : scale->lower_is_better ? "lower"
                                                      : "higher"));
    pp_json_add(object, "ordinal", pp_json_bool(scale->ordinal));
    pp_json_add(object, "decimals", json_integer(scale->decimals));
    pp_json_add(object, "missing",
                rule_json(NULL, scale->max_missing, scale->treatment,
                          scale->missing_source));
    pp_json_add(object, "other_missing", rules);
    pp_json_add(object, "without", conditions_json(ins, scale));
    pp_json_add(object, "bands", bands_json(scale));
    add_published(object, scale);
    pp_json_add(object, "words", words);
    pp_json_add(object, "caution", pp_json_text(scale->caution));
    pp_json_add(object, "aliases", texts(&scale->total_aliases));
    return object;
}

json_t *pp_instrument_json(const struct pp_instrument *ins)
{
    static const char *const shown[] = {[PP_WORDING_FREE] = "free",
                                        [PP_WORDING_NOTICE] = "verbatim",
                                        [PP_WORDING_NONE] = "none"};
    json_t *object = json_object(), *items = json_array();
    json_t *scales = json_array();

    pp_json_add(object, "id", pp_json_text(ins->id));
    pp_json_add(object, "name", pp_json_text(ins->name));
    pp_json_add(object, "short_name", pp_json_text(ins->short_name));
    pp_json_add(object, "citation", pp_json_text(ins->citation));
    pp_json_add(object, "doi", pp_json_text(ins->doi));
    pp_json_add(object, "status",
                pp_json_text(pp_key_status_word(ins->status)));
    pp_json_add(object, "status_note", pp_json_text(ins->status_note));
    pp_json_add(object, "wording", pp_json_text(shown[ins->wording]));
    pp_json_add(object, "wording_licence", pp_json_text(ins->wording_licence));
    pp_json_add(object, "period", pp_json_text(ins->period));
    pp_json_add(object, "stem", pp_json_text(ins->stem));
    for (size_t i = 0; i < ins->n_items; i++)
        pp_json_add(items, NULL, item_json(&ins->items[i]));
    for (size_t i = 0; i < ins->n_scales; i++)
        pp_json_add(scales, NULL, scale_json(ins, &ins->scales[i]));
    pp_json_add(object, "items", items);
    pp_json_add(object, "scales", scales);
    return object;
}
