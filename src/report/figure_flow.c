#include "figure_inputs.h"
#include "prepost/plot/plot_flow.h"

static struct pp_flow_box box(const struct pp_report *r, const char *label,
                              long n, long row_n(const struct pp_flow_row *))
{
    const struct pp_flow *flow = &r->results->flow;
    bool has_arms = flow->n_arms > 0;
    const struct pp_flow_row *rows = has_arms ? flow->arms : flow->regions;
    size_t n_rows = has_arms ? flow->n_arms : flow->n_regions;
    struct pp_flow_line *lines = pp_pool_array(r->pool, n_rows, sizeof *lines);

    for (size_t k = 0; k < n_rows; k++)
        lines[k] = (struct pp_flow_line){
            pp_phrase_capitalised(r->pool, rows[k].name), row_n(&rows[k])};
    return (struct pp_flow_box){
        .label = label, .n = n, .n_lines = n_rows, .lines = lines};
}

static long n_before(const struct pp_flow_row *row)
{
    return row->n_before;
}

static long n_before_only(const struct pp_flow_row *row)
{
    return row->n_before_only;
}

static long n_both(const struct pp_flow_row *row)
{
    return row->n_both;
}

const void *pp_flow_input(const struct pp_report *r, size_t outcome)
{
    const struct pp_flow_row *all = &r->results->flow.all;
    struct pp_flow_input *in = pp_pool_alloc(r->pool, sizeof *in);
    struct pp_flow_step *steps = pp_pool_array(r->pool, 2, sizeof *steps);
    const struct pp_answering *words = pp_report_answering(r);
    bool looked_back = r->results->evidence == PP_EVIDENCE_LOOKING_BACK;

    bool is_often = r->plan->n_waves > 2;

    (void)outcome;
    steps[0].box = box(r, words->first, all->n_before, n_before);
    steps[0].aside = box(
        r, pp_report_unmatched(r) == 0 ? words->left : words->left_or_unmatched,
        all->n_before_only, n_before_only);
    steps[1].box = box(r, words->both, all->n_both, n_both);
    *in = (struct pp_flow_input){
        .title = "How many answered",
        .subtitle = r->plan->title,
        .message =
            all->n_before >= 0 && all->n_both >= 0
                ? pp_report_printf(r,
                                   looked_back ? "How many answered: %s rated "
                                                 "before, %s gave both ratings."
                                   : is_often  ? "How many answered: %s first, "
                                                 "%s first and last."
                                               : "How many answered: %s first, "
                                                 "%s both times.",
                                   pp_report_count(r, all->n_before),
                                   pp_report_count(r, all->n_both))
                : NULL,
        .note = pp_report_unmatched(r) > 0
                    ? pp_report_printf(r,
                                       "%s more answered the %s time only, or "
                                       "could not be matched.",
                                       pp_report_count(r, all->n_after_only),
                                       is_often ? "last" : "second")
                    : NULL,
        .n_steps = 2,
        .steps = steps};
    return in;
}
