#include "prepost/report/findings_frame.h"

#include <math.h>

#include "prepost/base/number.h"

struct columns {
    const char **outcome, **time, **arm, **better_is, **finding, **notes;
    double *lowest, *highest, *people, *before, *after, *others, *others_before,
        *others_after, *change, *from, *to, *matters;
};

static struct columns columns_of(const struct pp_report *r, struct pp_frame *f)
{
    bool has_arms = pp_report_has_arms(r);
    struct columns c = {.outcome = pp_frame_texts(f, "outcome", NULL)};

    c.time = pp_frame_texts(f, "time", "when, against the first time");
    if (has_arms)
        c.arm = pp_frame_texts(f, "arm", "who is compared with the others");
    c.lowest = pp_frame_numbers(f, "scale_from", "lowest score there is", 2);
    c.highest = pp_frame_numbers(f, "scale_to", "highest score there is", 2);
    c.better_is = pp_frame_texts(f, "better_is", "which scores are better");
    c.finding = pp_frame_texts(f, "finding", NULL);
    c.people = pp_frame_numbers(f, "people", "scored both times", 0);
    c.before = pp_frame_numbers(f, "before", "average before", 2);
    c.after = pp_frame_numbers(f, "after", "average after", 2);
    if (has_arms) {
        c.others = pp_frame_numbers(f, "others", "of those compared with", 0);
        c.others_before = pp_frame_numbers(f, "others_before", NULL, 2);
        c.others_after = pp_frame_numbers(f, "others_after", NULL, 2);
    }
    c.change = has_arms ? pp_frame_numbers(f, "difference",
                                           "after, allowing for the start", 2)
                        : pp_frame_numbers(f, "change", "average change", 2);
    c.from = pp_frame_numbers(f, "range_from", "likely range", 2);
    c.to = pp_frame_numbers(f, "range_to", "likely range", 2);
    c.matters = pp_frame_numbers(f, "would_matter", "as the plan says", 2);
    c.notes = pp_frame_texts(f, "notes", NULL);
    return c;
}

static double shown(double x, int decimals)
{
    return isfinite(x) ? pp_number_rounded(x, decimals) : NAN;
}

static void add_numbers(const struct columns *c, size_t row,
                        const struct pp_finding *f)
{
    int d = pp_finding_decimals(f);

    c->people[row] = (double)f->n;
    c->before[row] = shown(f->pre, d);
    c->after[row] = shown(f->post, d);
    if (c->others != NULL) {
        c->others[row] = (double)f->n_other;
        c->others_before[row] = shown(f->other_pre, d);
        c->others_after[row] = shown(f->other_post, d);
    }
    c->change[row] = shown(f->change, d);
    c->from[row] = shown(f->range.lo, d);
    c->to[row] = shown(f->range.hi, d);
}

/* What the marks of the table say, one after another. */
static const char *notes_of(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    const struct pp_finding *f = &r->findings[i];
    const char *text = o->provisional ? pp_phrase_provisional() : "";
    const char *look =
        pp_plan_record_fixed_on(&r->results->record, o->wave) == NULL
            ? "A first look: it was not fixed beforehand."
            : pp_report_first_look(r, i);
    const char *more[] = {
        look,
        pp_finding_is_by_narrower(f)
            ? pp_report_printf(r, "This uses %s.",
                               pp_phrase_narrower(r->pool, f))
            : NULL,
        pp_phrase_range_but(r->pool, f),
        f->why == PP_NO_FINDING_HIDDEN ? pp_phrase_hidden_cell() : NULL};

    for (size_t k = 0; k < sizeof more / sizeof *more; k++)
        if (more[k] != NULL)
            text = pp_report_printf(r, "%s%s%s", text, *text != '\0' ? " " : "",
                                    more[k]);
    return *text != '\0' ? text : NULL;
}

struct pp_frame *pp_findings_frame(const struct pp_report *r)
{
    struct pp_frame *frame = pp_frame_new(r->pool, "findings", r->n_outcomes);
    struct columns c = columns_of(r, frame);

    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        const struct pp_finding *f = &r->findings[i];
        c.outcome[i] = pp_phrase_capitalised(r->pool, o->scale->words.outcome);
        c.time[i] = pp_report_when(r, o->wave);
        if (c.arm != NULL)
            c.arm[i] = o->contrast.arm.name;
        c.lowest[i] = o->scale->min;
        c.highest[i] = o->scale->max;
        c.better_is[i] =
            f->direction == PP_HIGHER_IS_BETTER ? "higher" : "lower";
        c.finding[i] = pp_phrase_label_at(f->code, f->level);
        c.matters[i] = f->sesoi;
        c.notes[i] = notes_of(r, i);
        if (pp_report_has_averages(r, i))
            add_numbers(&c, i, f);
    }
    return frame;
}
