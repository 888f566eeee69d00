#include "prepost/report/part.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "prepost/report/number_style.h"

#define PP_PART(id) extern const struct pp_part pp_part_##id;
#include "parts.def"
#undef PP_PART

const struct pp_part *const PP_PARTS[] = {
#define PP_PART(id) &pp_part_##id,
#include "parts.def"
#undef PP_PART
};

const size_t PP_N_PARTS = sizeof PP_PARTS / sizeof PP_PARTS[0];

int pp_part_make(const struct pp_report *r, const char *id,
                 struct pp_blocks *into, struct pp_error *err)
{
    for (size_t i = 0; i < PP_N_PARTS; i++)
        if (strcmp(PP_PARTS[i]->id, id) == 0)
            return PP_PARTS[i]->make(r, 0, into, err);
    return pp_fail(err, PP_EBUG, "there is no part \"%s\"", id);
}

/* --- what several parts need ---------------------------------------------- */

const char *pp_report_printf(const struct pp_report *r, const char *fmt, ...)
{
    va_list args, again;

    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *text = pp_pool_alloc(r->pool, n < 0 ? 1 : (size_t)n + 1);
    if (n >= 0)
        vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return text;
}

bool pp_report_has_averages(const struct pp_report *r, size_t i)
{
    return r->findings[i].code != PP_VERDICT_NOT_ESTIMABLE;
}

bool pp_report_has_findings(const struct pp_report *r)
{
    for (size_t i = 0; i < r->n_outcomes; i++)
        if (pp_report_has_averages(r, i))
            return true;
    return false;
}

bool pp_report_says_none(const struct pp_report *r, struct pp_blocks *into)
{
    bool is_hidden = false;

    if (pp_report_has_findings(r))
        return false;
    for (size_t i = 0; i < r->n_outcomes; i++)
        is_hidden |= r->findings[i].why == PP_NO_FINDING_HIDDEN;
    pp_document_say(
        r->d, into,
        pp_report_printf(r, "Findings: %s", pp_phrase_no_findings(is_hidden)));
    return true;
}

bool pp_report_has_arms(const struct pp_report *r)
{
    return r->n_outcomes > 0 && r->results->outcomes[0].contrast.is_made;
}

const char *pp_report_outcome_of_people(const struct pp_report *r, size_t i)
{
    const struct pp_contrast *c = &r->results->outcomes[i].contrast;
    const char *name = pp_report_outcome_name(r, i);

    return c->is_made && !c->is_one_of
               ? pp_report_printf(r, "%s, %s", name, c->arm.people)
               : name;
}

bool pp_report_allows_for_groups(const struct pp_report *r)
{
    for (size_t i = 0; i < r->n_outcomes; i++)
        if (r->results->outcomes[i].verdict.clustered)
            return true;
    return false;
}

long pp_report_unmatched(const struct pp_report *r)
{
    return r->results->evidence == PP_EVIDENCE_LOOKING_BACK
               ? 0
               : r->results->flow.all.n_after_only;
}

size_t pp_report_n_times(const struct pp_report *r)
{
    return r->plan->n_waves > 2 ? r->plan->n_waves - 1 : 1;
}

const struct pp_answering *pp_report_answering(const struct pp_report *r)
{
    return pp_phrase_answering(r->results->evidence, r->plan->n_waves);
}

bool pp_report_is_first_arm(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];

    return i == 0 || o[-1].plan != o->plan || o[-1].wave != o->wave;
}

bool pp_report_is_first_look(const struct pp_report *r, size_t i)
{
    const struct pp_plan_record *record = &r->results->record;
    const struct pp_plan_outcome *planned = r->results->outcomes[i].plan;

    size_t wave = r->results->outcomes[i].wave;

    return pp_plan_record_fixed_on(record, wave) != NULL &&
           pp_plan_record_is_first_look(record, wave,
                                        (size_t)(planned - r->plan->outcomes));
}

const char *pp_report_first_look(const struct pp_report *r, size_t i)
{
    const struct pp_plan_record *record = &r->results->record;
    size_t wave = r->results->outcomes[i].wave;

    if (pp_report_is_first_look(r, i))
        return pp_phrase_first_look();
    if (pp_plan_record_fixed_on(record, wave) != NULL)
        return NULL;
    for (size_t w = 1; w < record->n_waves; w++)
        if (record->waves[w].fixed_on != NULL)
            return pp_phrase_late_time();
    return NULL;
}

void pp_report_say_first_look(const struct pp_report *r, struct pp_blocks *into)
{
    const struct pp_plan_record *record = &r->results->record;
    size_t n_waves = r->plan->n_waves, n = 0;
    const char **times = pp_pool_array(r->pool, n_waves, sizeof *times);

    for (size_t w = 1; w < n_waves; w++)
        if (pp_plan_record_fixed_on(record, w) == NULL)
            times[n++] = pp_report_when(r, w);
    if (n > 0)
        pp_report_bullet(
            r, pp_document_list(r->d, into, false), "A first look:",
            pp_phrase_not_fixed(
                r->pool, n == n_waves - 1
                             ? NULL
                             : pp_phrase_join(r->pool, times, n, "and")));
}

const char *pp_report_read_with(const struct pp_report *r, size_t i)
{
    bool is_provisional = r->results->outcomes[i].provisional;
    bool is_first_look = pp_report_is_first_look(r, i);

    return pp_report_printf(r, "%s%s%s",
                            is_provisional ? pp_phrase_provisional() : "",
                            is_provisional && is_first_look ? " " : "",
                            is_first_look ? pp_phrase_first_look() : "");
}

void pp_report_mark_read_with(const struct pp_report *r, struct pp_table *t,
                              struct pp_table_row *row, size_t i)
{
    const char *look = pp_report_first_look(r, i);

    if (r->results->outcomes[i].provisional)
        pp_prose_mark(r->d, &row->cells[0],
                      pp_table_marked_note(r->d, t, pp_phrase_provisional()));
    if (look != NULL)
        pp_prose_mark(r->d, &row->cells[0],
                      pp_table_marked_note(r->d, t, look));
}

const char *pp_report_outcome_words(const struct pp_report *r, size_t i)
{
    const struct pp_finding *f = &r->findings[i];

    return f->arm == NULL
               ? f->words.outcome
               : pp_report_printf(r, "%s (%s)", f->words.outcome, f->arm);
}

const char *pp_report_outcome_name(const struct pp_report *r, size_t i)
{
    return pp_phrase_capitalised(r->pool, pp_report_outcome_words(r, i));
}

const char *pp_report_outcome_scale(const struct pp_report *r, size_t i)
{
    const struct pp_scale *scale = r->results->outcomes[i].scale;

    return pp_report_printf(r, "%s (%s to %s)", pp_report_outcome_name(r, i),
                            pp_style_plain(r->pool, scale->min),
                            pp_style_plain(r->pool, scale->max));
}

const char *pp_report_amount(const struct pp_report *r, size_t i)
{
    const struct pp_outcome *o = &r->results->outcomes[i];
    double x = o->individual.amount;
    const char *plain = pp_style_plain(r->pool, x);
    const char *printed = strlen(plain) > 5
                              ? pp_style_size(r->pool, x, o->scale->decimals)
                              : plain;

    return pp_report_printf(r, "%s %s", printed, pp_style_points(printed));
}

const char *pp_report_count(const struct pp_report *r, long n)
{
    return n == PP_COUNT_HIDDEN ? "[c]" : pp_style_count(r->pool, n);
}

static const char *not_known(const struct pp_report *r, struct pp_table *t)
{
    pp_table_note(r->d, t, "[x] not available");
    return "[x]";
}

const char *pp_report_number(const struct pp_report *r, struct pp_table *t,
                             double x, int decimals)
{
    return isfinite(x) ? pp_style_number(r->pool, x, decimals)
                       : not_known(r, t);
}

const char *pp_report_signed(const struct pp_report *r, struct pp_table *t,
                             double x, int decimals)
{
    return isfinite(x) ? pp_style_signed(r->pool, x, decimals)
                       : not_known(r, t);
}

const char *pp_report_estimate(const struct pp_report *r, struct pp_table *t,
                               double x, struct pp_interval ci, int decimals)
{
    if (!isfinite(x))
        return not_known(r, t);
    if (!isfinite(ci.lo) || !isfinite(ci.hi))
        return pp_style_signed(r->pool, x, decimals);
    int d = pp_style_decimals(decimals, x, ci, NAN);
    return pp_report_printf(r, "%s (%s)", pp_style_signed(r->pool, x, d),
                            pp_style_span(r->pool, ci, d));
}

const char *pp_report_p(const struct pp_report *r, struct pp_table *t, double p)
{
    return isfinite(p) ? pp_style_p(r->pool, p) : not_known(r, t);
}

const char *pp_report_df(const struct pp_report *r, struct pp_table *t,
                         double test, double df)
{
    if (isfinite(df))
        return pp_style_plain(r->pool, pp_number_rounded(df, 1));
    if (!isfinite(test))
        return not_known(r, t);
    pp_table_note(r->d, t, pp_phrase_hidden_cell());
    return "[c]";
}

const char *pp_report_share(const struct pp_report *r, struct pp_table *t,
                            long n, long of, struct pp_interval ci)
{
    if (n == PP_COUNT_HIDDEN || of <= 0) {
        pp_table_note(r->d, t, pp_phrase_hidden_cell());
        return "[c]";
    }
    if (pp_share_tells_of_each(n, of))
        pp_table_note(r->d, t, pp_phrase_tells_of_each());
    const char *share = pp_report_printf(r, "%ld: %d%%", n,
                                         pp_style_share((double)n, (double)of));
    if (!isfinite(ci.lo))
        return share;
    return pp_report_printf(r, "%s (%d%% to %d%%)", share,
                            pp_style_share(ci.lo, 1), pp_style_share(ci.hi, 1));
}

int pp_report_t_decimals(const struct pp_outcome *o)
{
    return o->is_coarse ? 1 : 2;
}

const char *pp_report_no_number(const struct pp_report *r, struct pp_table *t,
                                size_t i)
{
    enum pp_no_finding why = r->findings[i].why;

    pp_table_note(r->d, t, pp_phrase_no_finding_cell(why));
    return why == PP_NO_FINDING_HIDDEN ? "[c]" : "[x]";
}

void pp_report_no_numbers(const struct pp_report *r, struct pp_table *t,
                          struct pp_table_row *row, size_t i, size_t first,
                          size_t end)
{
    for (size_t c = first; c < end; c++)
        pp_table_text(r->d, row, c, pp_report_no_number(r, t, i));
}

const char *pp_report_left_hidden(const struct pp_report *r, struct pp_table *t,
                                  size_t i)
{
    const struct pp_missing_data *m = &r->results->outcomes[i].missing;

    if (m->n_left == 0 || isfinite(m->left_mean))
        return NULL;
    pp_table_note(r->d, t, pp_phrase_hidden_cell());
    return "[c]";
}

const char *pp_out_of_100(struct pp_document *d, struct pp_table *t, long n,
                          long of, const char *unit)
{
    if (n < 0 || of < 0) {
        pp_table_note(d, t, pp_phrase_hidden_cell());
        return "[c]";
    }
    if (of < PP_MIN_PER_100) {
        pp_table_note(d, t, pp_phrase_too_few_for_100());
        return "[x]";
    }
    return pp_pool_printf(d->pool, "%d%s",
                          pp_style_share((double)n, (double)of), unit);
}

void pp_report_warn_of_items(const struct pp_report *r, struct pp_blocks *into)
{
    for (size_t i = 0; i < r->n_outcomes; i++) {
        const struct pp_outcome *o = &r->results->outcomes[i];
        const struct pp_scale_reliability *rel = &o->reliability;
        if (rel->n_unreversed == 0 || o->hidden ||
            o->wave != r->results->outcomes[0].wave)
            continue;
        pp_prose_text(
            r->d, &pp_document_block(r->d, into, PP_BLOCK_BANNER)->prose,
            pp_phrase_items_unreversed(r->pool, o->scale->name,
                                       pp_phrase_join(r->pool, rel->unreversed,
                                                      rel->n_unreversed, "and"),
                                       rel->n_unreversed));
    }
}

void pp_report_pair(const struct pp_report *r, struct pp_table *t,
                    const char *name, const char *value)
{
    struct pp_table_row *row = pp_table_row(r->d, t);

    pp_table_text(r->d, row, 0, name);
    pp_table_text(r->d, row, 1, value);
}

void pp_report_pair_equivalence(const struct pp_report *r, struct pp_table *t,
                                struct pp_interval range, double p,
                                int decimals)
{
    pp_report_pair(
        r, t,
        pp_report_printf(r, "%s range, and p that it matters less",
                         pp_style_level(r->pool, 2 * r->results->level - 1)),
        pp_report_printf(r, "%s, %s", pp_style_span(r->pool, range, decimals),
                         pp_report_p(r, t, p)));
}

static void add_name(struct pp_names *names, const char *name)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->items[i], name) == 0)
            return;
    names->items[names->n++] = name;
}

struct pp_names pp_report_names(const struct pp_report *r, const size_t *which,
                                size_t n)
{
    struct pp_names names = {pp_pool_array(r->pool, n, sizeof *names.items), 0};

    for (size_t i = 0; i < n; i++)
        add_name(&names, r->findings[which[i]].words.outcome);
    return names;
}

const char *pp_report_name_with_arms(const struct pp_report *r,
                                     const size_t *which, size_t n, size_t k)
{
    const struct pp_finding *f = &r->findings[which[k]];
    const char **arms = pp_pool_array(r->pool, n, sizeof *arms);
    size_t n_arms = 0, n_all = 0;

    if (f->arm == NULL)
        return f->words.outcome;
    for (size_t i = 0; i < r->n_outcomes; i++)
        n_all += strcmp(r->findings[i].words.outcome, f->words.outcome) == 0;
    for (size_t i = 0; i < n; i++) {
        const struct pp_finding *other = &r->findings[which[i]];
        if (strcmp(other->words.outcome, f->words.outcome) != 0)
            continue;
        if (i < k)
            return NULL; /* said there */
        arms[n_arms++] = other->arm;
    }
    if (n_arms == n_all)
        return f->words.outcome; /* each of them: At a glance says so */
    return pp_report_printf(r, "%s (%s)", f->words.outcome,
                            pp_phrase_join(r->pool, arms, n_arms, "and"));
}

struct pp_names pp_report_full_names(const struct pp_report *r,
                                     const size_t *which, size_t n)
{
    struct pp_names names = {pp_pool_array(r->pool, n, sizeof *names.items), 0};

    for (size_t k = 0; k < n; k++) {
        const char *name = pp_report_name_with_arms(r, which, n, k);
        if (name != NULL)
            add_name(&names, name);
    }
    return names;
}

const char *pp_report_region_order(const struct pp_report *r)
{
    const struct pp_flow *flow = &r->results->flow;
    const char **names = pp_pool_array(r->pool, flow->n_regions, sizeof *names);

    for (size_t i = 0; i < flow->n_regions; i++)
        names[i] = flow->regions[i].name;
    return pp_phrase_region_order(
        pp_plan_orders_regions(r->plan, names, flow->n_regions));
}

size_t pp_report_outcomes_with(const struct pp_report *r,
                               enum pp_verdict_code code, size_t *which)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n_outcomes; i++) {
        if (r->findings[i].code == code)
            which[n++] = i;
    }
    return n;
}

/* A page's column, a phone's, and the space beside a table. */
enum { WIDE_PX = 720, NARROW_PX = 360, BESIDE_PX = 230 };

void pp_report_figure(const struct pp_report *r, struct pp_blocks *into,
                      enum pp_figure_place place, pp_figure_maker *make,
                      const void *input)
{
    struct pp_figure *wide = pp_pool_alloc(r->pool, sizeof *wide);
    struct pp_figure *narrow = pp_pool_alloc(r->pool, sizeof *narrow);
    struct pp_plot_style style = {.theme = PP_THEME_COLOUR,
                                  .width_px = WIDE_PX,
                                  .numbers = PP_NUMBERS_ENGLISH,
                                  .heading = PP_HEADING_LEFT_OUT};

    *wide = make(r->pool, input, &style);
    style.width_px = place == PP_FIGURE_BESIDE ? BESIDE_PX : NARROW_PX;
    *narrow = make(r->pool, input, &style);
    pp_document_figure(r->d, into, wide, narrow);
}

struct pp_prose *pp_report_bullet(const struct pp_report *r,
                                  struct pp_block *list, const char *label,
                                  const char *text)
{
    struct pp_prose *p = pp_document_item(r->d, list);

    pp_prose_strong(r->d, p, label);
    pp_prose_text(r->d, p, " ");
    pp_prose_text(r->d, p, text);
    return p;
}

const char *pp_report_version(const struct pp_report *r)
{
    return r->results->version != NULL ? r->results->version : PP_VERSION;
}
