#include <math.h>

#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const char *sentence(const struct pp_report *r, size_t i)
{
    const struct pp_comparison *c = &r->results->outcomes[i].comparison;
    const struct pp_finding *f = &r->findings[i];
    const struct pp_between *b = c->between;
    bool is_pair = b != NULL && b->k == 2;

    switch (c->code) {
    case PP_DIFFERENCE_DIFFER:
        return pp_phrase_regions_differ(
            r->pool, f->words.outcome, is_pair ? c->change_score.estimate : NAN,
            c->change_score.ci, r->results->level,
            pp_style_decimals(f->scale_decimals, c->change_score.estimate,
                              c->change_score.ci, NAN),
            c->cohorts[is_pair ? b->first : 0].name,
            is_pair ? c->cohorts[b->second].name : "");
    case PP_DIFFERENCE_TOO_SMALL:
        return pp_phrase_regions_alike_line(r->pool, f->sesoi_text);
    case PP_DIFFERENCE_CANNOT_TELL:
        return pp_phrase_regions_unknown_line();
    default:
        return NULL;
    }
}

/* Of all of which nothing can be said, once; n of them. */
static void too_few(const struct pp_report *r, struct pp_blocks *into,
                    const size_t *which, size_t n)
{
    const struct pp_between *b =
        r->results->outcomes[which[0]].comparison.between;
    struct pp_names names = pp_report_names(r, which, n);
    struct pp_prose *p = pp_document_paragraph(r->d, into);

    if (n < r->n_outcomes)
        pp_prose_printf(
            r->d, p, "%s: ",
            pp_phrase_capitalised(
                r->pool, pp_phrase_join(r->pool, names.items, names.n, "and")));
    pp_prose_printf(r->d, p, "%s %s",
                    pp_phrase_regions_too_few(b != NULL ? b->k : 0,
                                              r->results->flow.n_regions),
                    pp_phrase_regions_what_to_do());
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    size_t *few = pp_pool_array(r->pool, r->n_outcomes, sizeof *few);
    size_t n_unknown = 0, n_with_amount = 0, n_few = 0;

    (void)item;
    (void)err;
    if (pp_report_says_none(r, into))
        return 0;
    if (pp_report_only_compared(r) != NULL)
        pp_document_say(r->d, into, pp_report_only_compared(r));
    pp_report_say_first_look(r, into);
    for (size_t i = 0; i < r->n_outcomes; i++) {
        bool is_unknown = pp_report_has_averages(r, i) &&
                          r->results->outcomes[i].comparison.code ==
                              PP_DIFFERENCE_CANNOT_TELL;
        const char *text =
            pp_report_has_averages(r, i) ? sentence(r, i) : pp_phrase_too_few();
        n_unknown += is_unknown;
        n_with_amount += is_unknown && pp_finding_has_sesoi(&r->findings[i]);
        if (text == NULL) {
            few[n_few++] = i;
            continue;
        }
        const char *with =
            pp_report_has_averages(r, i) ? pp_report_read_with(r, i) : "";
        pp_report_bullet(
            r, pp_document_list(r->d, into, false),
            pp_report_printf(r, "%s:", pp_report_outcome_name(r, i)),
            *with == '\0' ? text : pp_report_printf(r, "%s %s", text, with));
    }
    if (n_few > 0)
        too_few(r, into, few, n_few);
    if (n_unknown > 0)
        pp_document_say(r->d, into,
                        pp_report_printf(r, "Where we cannot tell, %s",
                                         pp_phrase_regions_unknown_means(
                                             n_unknown, n_with_amount)));
    return 0;
}

const struct pp_part pp_part_region_glance = {
    "region_glance", PP_NAME_PART, NULL,
    "whether regions differ, a line for each outcome", make};
