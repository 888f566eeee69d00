#include "prepost/report/paired_document.h"

#include <string.h>

#include "prepost/base/file.h"
#include "prepost/disclose/disclose.h"
#include "prepost/report/paired_cells.h"
#include "prepost/report/paired_people.h"

#define TEXT PP_CELL_TEXT

/* --- who and what --------------------------------------------------------- */

static void say_who(struct pp_document *d, struct pp_blocks *into,
                    const struct pp_paired *p,
                    const struct pp_paired_words *words)
{
    struct pp_prose *prose = pp_document_paragraph(d, into);

    pp_prose_printf(d, prose,
                    "Rows in %s: %s. With a score before (%s): %s; after "
                    "(%s): %s; both times: %s. All that follows is about those "
                    "with both. ",
                    strcmp(words->file, "-") == 0 ? "standard input"
                                                  : pp_file_name(words->file),
                    pp_cell_count(d, p->n_rows), words->before,
                    pp_cell_count(d, p->n_pre), words->after,
                    pp_cell_count(d, p->n_post), pp_cell_count(d, p->n_paired));
    pp_prose_text(d, prose,
                  p->direction == PP_LOWER_IS_BETTER ? "Lower is better."
                                                     : "Higher is better.");
    const char *groups =
        p->n_groups == PP_SIZE_HIDDEN
            ? "support groups"
            : pp_pool_printf(d->pool, "%zu support group%s", p->n_groups,
                             p->n_groups == 1 ? "" : "s");
    if (p->clustered)
        pp_prose_printf(d, prose,
                        " They came in %s; what is said of the average allows "
                        "for the members of a group being alike.",
                        groups);
    else if (p->n_groups > 0)
        pp_prose_printf(d, prose,
                        " They came in %s, too few to allow for the members "
                        "of a group being alike: the true ranges may be wider "
                        "than those shown.",
                        groups);
}

static void scores(struct pp_document *d, struct pp_blocks *into,
                   const struct pp_paired *p)
{
    static const struct pp_table_column columns[] = {
        {"", PP_COLUMN_TEXT},
        {"Before", PP_COLUMN_NUMBER},
        {"After", PP_COLUMN_NUMBER},
        {"Change", PP_COLUMN_NUMBER}};
    const struct pp_describe *all[] = {&p->pre, &p->post, &p->change};
    static const struct {
        const char *name;
        size_t offset;
    } rows[] = {{"Average", offsetof(struct pp_describe, mean)},
                {"Standard deviation", offsetof(struct pp_describe, sd)},
                {"Lowest", offsetof(struct pp_describe, min)},
                {"A quarter are at or below", offsetof(struct pp_describe, q1)},
                {"Middle (median)", offsetof(struct pp_describe, median)},
                {"A quarter are at or above", offsetof(struct pp_describe, q3)},
                {"Highest", offsetof(struct pp_describe, max)},
                {"Skewness", offsetof(struct pp_describe, skewness)},
                {"Kurtosis (excess)", offsetof(struct pp_describe, kurtosis)}};
    struct pp_table *table = pp_document_table(d, into, "Scores", columns, 4);

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *cells[3];
        for (size_t k = 0; k < 3; k++) {
            double x;
            memcpy(&x, (const char *)all[k] + rows[i].offset, sizeof x);
            cells[k] = pp_cell_fixed(d, x, 2);
        }
        pp_cell_row(d, table, rows[i].name, cells[0], cells[1], cells[2], NULL);
    }
    if (!isnan(p->correlation))
        pp_table_note(d, table,
                      TEXT(d,
                           "Change is after minus before. Scores before and "
                           "after correlate at %s.",
                           pp_cell_fixed(d, p->correlation, 2)));
}

/* --- how certain ---------------------------------------------------------- */

static void range_row(struct pp_document *d, struct pp_table *table,
                      const char *name, double estimate, struct pp_interval ci)
{
    pp_cell_row(d, table, name, pp_cell_fixed(d, estimate, 2),
                pp_cell_fixed(d, ci.lo, 2), pp_cell_fixed(d, ci.hi, 2), NULL);
}

static void certainty(struct pp_document *d, struct pp_blocks *into,
                      const struct pp_paired *p)
{
    static const struct pp_table_column columns[] = {
        {"", PP_COLUMN_TEXT},
        {"Estimate", PP_COLUMN_NUMBER},
        {"From", PP_COLUMN_NUMBER},
        {"To", PP_COLUMN_NUMBER}};
    struct pp_table *table = pp_document_table(
        d, into,
        TEXT(d, "How far chance may have moved the change (%s ranges)",
             pp_cell_level(d, p->level)),
        columns, 4);
    const struct pp_signed_rank *w = &p->wilcoxon;

    range_row(d, table, "Average change (t)", p->t_test.mean, p->t_test.ci);
    if (p->has_bootstrap && !isnan(p->bootstrap.mean_change.ci.lo))
        range_row(d, table,
                  p->bootstrap.is_approximate
                      ? "Average change (bootstrap, approximate)"
                      : "Average change (bootstrap)",
                  p->t_test.mean, p->bootstrap.mean_change.ci);
    range_row(d, table, "Typical change (ranks)", w->hodges_lehmann, w->ci);
    if (!isnan(p->sesoi))
        pp_cell_row(d, table,
                    TEXT(d, "Average change (%s)",
                         pp_cell_level(d, 1 - 2 * (1 - p->level))),
                    pp_cell_fixed(d, p->t_test.mean, 2),
                    pp_cell_fixed(d, p->equivalence.ci.lo, 2),
                    pp_cell_fixed(d, p->equivalence.ci.hi, 2), NULL);
    pp_table_note(d, table, "The first row decides the finding.");
    if (w->status == PP_STATUS_OK && !(w->ci_includes[0] && w->ci_includes[1]))
        pp_table_note(d, table,
                      TEXT(d, "The range by ranks leaves out its %s.",
                           w->ci_includes[0]   ? "upper end"
                           : w->ci_includes[1] ? "lower end"
                                               : "ends"));
    if (!isnan(p->sesoi))
        pp_table_note(d, table,
                      "The last row tells whether the change is certain to be "
                      "too small to matter.");
}

static void test_row(struct pp_document *d, struct pp_table *table,
                     const char *name, const char *result, double p,
                     enum pp_status status)
{
    pp_cell_row(d, table, name,
                status == PP_STATUS_OK ? result : pp_cell_why(status),
                pp_cell_p(d, p), NULL);
}

static void tests(struct pp_document *d, struct pp_blocks *into,
                  const struct pp_paired *p)
{
    static const struct pp_table_column columns[] = {{"Test", PP_COLUMN_TEXT},
                                                     {"Result", PP_COLUMN_TEXT},
                                                     {"p", PP_COLUMN_NUMBER}};
    struct pp_table *table = pp_document_table(
        d, into, "Is there a change beyond chance?", columns, 3);
    const struct pp_signed_rank *w = &p->wilcoxon;
    int df_decimals = p->clustered ? 2 : 0;

    test_row(d, table, "Paired t test (decides)",
             TEXT(d, "t %s, df %s", pp_cell_fixed(d, p->t_test.t, 2),
                  pp_cell_fixed(d, p->t_test.df, df_decimals)),
             p->t_test.p, p->t_test.status);
    /* an interval that never ends does not make p too-few */
    test_row(
        d, table, "Signed ranks (Wilcoxon)",
        TEXT(d, "W+ %s, W- %s, %s, zeros: %s", pp_cell_fixed(d, w->w_plus, 1),
             pp_cell_fixed(d, w->w_minus, 1), w->is_exact ? "exact" : "normal",
             pp_zero_policy_name(w->zero_policy)),
        w->p, isnan(w->p) ? w->status : PP_STATUS_OK);
    test_row(d, table, "Sign test",
             TEXT(d, "%zu up, %zu down", p->sign_test.n_positive,
                  p->sign_test.n_negative),
             p->sign_test.p, p->sign_test.status);
    test_row(d, table, "Permutation of signs",
             p->permutation.is_exact ? "exact" : "by simulation",
             p->permutation.p, p->permutation.status);
    if (!isnan(p->sesoi))
        test_row(d, table, "Equivalence (two one-sided t)",
                 TEXT(d, "within %s points either way",
                      pp_cell_fixed(d, p->sesoi, 2)),
                 p->equivalence.p, p->equivalence.status);
    test_row(d, table, "Shapiro-Wilk, normal shape",
             TEXT(d, "W %s", pp_cell_fixed(d, p->normality.w, 3)),
             p->normality.p, p->normality.status);
    if (!isnan(w->p) && !w->can_reject)
        pp_table_note(d, table,
                      TEXT(d,
                           "With so few changed scores the rank test cannot "
                           "reach p below %s.",
                           pp_cell_fixed(d, w->smallest_p, 3)));
    pp_table_note(d, table,
                  "p of the t test, ranks, signs: how often chance alone would "
                  "give as large a change or a larger one, if on average there "
                  "were none. The shape of the changes decides nothing here.");
}

static void size_row(struct pp_document *d, struct pp_table *table,
                     const char *name, const struct pp_estimate *e)
{
    range_row(d, table, name, e->estimate, e->ci);
}

static void sizes(struct pp_document *d, struct pp_blocks *into,
                  const struct pp_paired *p)
{
    static const struct pp_table_column columns[] = {
        {"", PP_COLUMN_TEXT},
        {"Estimate", PP_COLUMN_NUMBER},
        {"From", PP_COLUMN_NUMBER},
        {"To", PP_COLUMN_NUMBER}};
    struct pp_table *table =
        pp_document_table(d, into, "Size of the change", columns, 4);
    const struct pp_standardised_change *s = &p->effect_sizes;

    size_row(d, table, "d_pre: in standard deviations before", &s->d_pre);
    size_row(d, table, "d_av: in the average of both", &s->d_av);
    size_row(d, table, "g_av: the same, corrected for few people", &s->g_av);
    size_row(d, table, "d_z: in standard deviations of change", &s->d_z);
    size_row(d, table, "g_z: the same, corrected", &s->g_z);
    size_row(d, table, "d_rm: as if scores did not correlate", &s->d_rm);
    size_row(d, table, "Rank-biserial correlation", &p->rank_biserial);
    size_row(d, table, "Chance that a person went better",
             &p->probability_of_improvement);
    pp_table_note(d, table,
                  "Above zero: scores went up; only the last row is about "
                  "better and worse, half of those who stayed the same "
                  "counted.");
}

/* --- the rest ------------------------------------------------------------- */

static void say_detectable(struct pp_document *d, struct pp_blocks *into,
                           const struct pp_paired *p)
{
    const struct pp_detectable_change *m = &p->minimum_detectable_change;

    if (m->status == PP_STATUS_OK)
        pp_document_say(
            d, into,
            TEXT(d,
                 "The smallest average change that this many pairs would "
                 "probably show (in %s of such studies) is %s points.",
                 pp_cell_percent(d, m->power), pp_cell_fixed(d, m->raw, 2)));
}

static void say_bayes(struct pp_document *d, struct pp_blocks *into,
                      const struct pp_paired *p)
{
    const struct pp_bayes_factor *b = &p->bayes_factor;

    if (b->status != PP_STATUS_OK)
        return;
    bool change = b->log_bf10 >= 0;
    double times = exp(fabs(b->log_bf10));
    const char *shown = times < 1e6
                            ? pp_cell_fixed(d, times, times < 100 ? 1 : 0)
                            : "over a million";
    static const char *const zero = "it is exactly zero";
    static const char *const other = "the average change is not zero";
    pp_document_say(d, into,
                    TEXT(d,
                         "Bayes factor (JZS, scale 0.707): the answers fit "
                         "\"%s\" %s times as well as \"%s\".",
                         change ? other : "the average change is exactly zero",
                         shown, change ? zero : "it is not"));
}

static void say_method(struct pp_document *d, struct pp_blocks *into,
                       const struct pp_paired *p)
{
    if (!p->has_bootstrap || isnan(p->bootstrap.mean_change.ci.lo))
        return;
    const struct pp_bootstrap *b = &p->bootstrap;
    if (strcmp(b->mean_change.method, "abc") == 0) {
        pp_document_say(d, into,
                        "Bootstrap: in closed form (ABC), which so many "
                        "different answers allow; nothing was drawn.");
        return;
    }
    const char *how = b->is_enumerated ? "every possible resample"
                                       : TEXT(d, "%s resamples, seed %llu",
                                              pp_cell_count(d, b->resamples),
                                              (unsigned long long)b->seed);
    pp_document_say(d, into,
                    TEXT(d, "Bootstrap: %s of %s, %s.", how,
                         p->clustered ? "groups" : "people",
                         strcmp(b->mean_change.method, "bca") == 0
                             ? "bias-corrected and accelerated (BCa), expanded "
                               "for small samples"
                             : b->mean_change.method));
}

void pp_paired_document(struct pp_document *d, struct pp_blocks *into,
                        const struct pp_paired *p,
                        const struct pp_paired_words *words)
{
    struct pp_block *lead = pp_document_block(d, into, PP_BLOCK_LEAD);

    pp_prose_text(d, &lead->prose, p->verdict.sentence);
    say_who(d, into, p, words);
    if (p->n_paired == 0)
        return;
    scores(d, into, p);
    pp_paired_people(d, into, p);
    certainty(d, into, p);
    tests(d, into, p);
    sizes(d, into, p);
    say_detectable(d, into, p);
    say_bayes(d, into, p);
    say_method(d, into, p);
    pp_document_say(d, into,
                    "Before-and-after scores of one group show what changed, "
                    "not why.");
}

void pp_paired_parts_document(struct pp_document *d, struct pp_blocks *into,
                              const struct pp_paired_part parts[], size_t n,
                              const char *by)
{
    static const struct pp_table_column columns[] = {
        {"", PP_COLUMN_TEXT},         {"Pairs", PP_COLUMN_NUMBER},
        {"Before", PP_COLUMN_NUMBER}, {"After", PP_COLUMN_NUMBER},
        {"Change", PP_COLUMN_NUMBER}, {"From", PP_COLUMN_NUMBER},
        {"To", PP_COLUMN_NUMBER},     {"p", PP_COLUMN_NUMBER}};

    pp_document_heading(d, into, 2, TEXT(d, "By %s", by));
    struct pp_table *table =
        pp_document_table(d, into, TEXT(d, "Change by %s", by), columns, 8);
    for (size_t i = 0; i < n; i++) {
        const struct pp_paired *p = &parts[i].paired;
        pp_cell_row(
            d, table, parts[i].name != NULL ? parts[i].name : "(not given)",
            pp_cell_count(d, p->n_paired), pp_cell_fixed(d, p->pre.mean, 2),
            pp_cell_fixed(d, p->post.mean, 2),
            pp_cell_fixed(d, p->t_test.mean, 2),
            pp_cell_fixed(d, p->t_test.ci.lo, 2),
            pp_cell_fixed(d, p->t_test.ci.hi, 2), pp_cell_p(d, parts[i].p_holm),
            NULL);
    }
    pp_table_note(d, table,
                  TEXT(d,
                       "From, to: the %s range of the average change. p "
                       "allows for having looked at %zu parts (Holm). Parts "
                       "are not compared here; they differ by chance too.",
                       pp_cell_level(d, parts[0].paired.level), n));
    struct pp_block *list = pp_document_list(d, into, false);
    for (size_t i = 0; i < n; i++) {
        struct pp_prose *item = pp_document_item(d, list);
        pp_prose_strong(d, item,
                        parts[i].name != NULL ? parts[i].name : "(not given)");
        pp_prose_printf(d, item, ": %s", parts[i].verdict.sentence);
    }
}
