#include "prepost/report/paired_people.h"

#include "prepost/report/paired_cells.h"

#define TEXT PP_CELL_TEXT

/* --- better and worse ----------------------------------------------------- */

/* What "reliably" means. */
static const char *reliably(struct pp_document *d,
                            const struct pp_reliable_change *r)
{
    if (r->is_published)
        return TEXT(d, "Reliably: by %s points or more, as published.",
                    pp_cell_fixed(d, r->threshold, 2));
    return TEXT(
        d,
        "Reliably: by more than %s points (%s or more on a scale of "
        "whole points), which error of measurement alone would rarely "
        "reach (Jacobson and Truax, reliability %s, standard "
        "deviation %s).",
        pp_cell_fixed(d, r->threshold, 2), pp_cell_fixed(d, r->whole_points, 0),
        pp_cell_fixed(d, r->reliability, 2), pp_cell_fixed(d, r->sd, 2));
}

/* Who went better or worse, and by how much that counts for one person. */
static void counts(struct pp_document *d, struct pp_blocks *into,
                   const struct pp_paired *p)
{
    static const struct pp_table_column columns[] = {
        {"", PP_COLUMN_TEXT},
        {"People", PP_COLUMN_NUMBER},
        {"Share", PP_COLUMN_NUMBER}};
    struct pp_table *table = pp_document_table(d, into, "People", columns, 3);
    double n = (double)p->n_paired;

    pp_cell_row(d, table, "Went better", pp_cell_count(d, p->n_better),
                pp_cell_percent(d, (double)p->n_better / n), NULL);
    pp_cell_row(d, table, "Stayed the same", pp_cell_count(d, p->n_same),
                pp_cell_percent(d, (double)p->n_same / n), NULL);
    pp_cell_row(d, table, "Went worse", pp_cell_count(d, p->n_worse),
                pp_cell_percent(d, (double)p->n_worse / n), NULL);
    if (!p->has_reliable_change)
        return;
    const struct pp_reliable_change *r = &p->reliable_change;
    if (r->status != PP_STATUS_OK)
        return;
    pp_cell_row(d, table, "Reliably better", pp_cell_count(d, r->improved.n),
                pp_cell_percent(d, r->improved.share.estimate), NULL);
    pp_cell_row(d, table, "Reliably worse", pp_cell_count(d, r->deteriorated.n),
                pp_cell_percent(d, r->deteriorated.share.estimate), NULL);
    pp_table_note(d, table, reliably(d, r));
    if (!isnan(r->band.threshold[0]) && !isnan(r->band.threshold[1]))
        pp_table_note(
            d, table,
            TEXT(d,
                 "That reliability is known from about %s to %s (Feldt; "
                 "approximate: where many score at an end of the scale such a "
                 "range holds the true one 83 to 88 times in 100): reliably "
                 "would then be by more than %s points (%zu better, %zu worse) "
                 "or "
                 "%s (%zu, %zu).",
                 pp_cell_fixed(d, r->band.reliability[0], 2),
                 pp_cell_fixed(d, r->band.reliability[1], 2),
                 pp_cell_fixed(d, r->band.threshold[0], 2), r->band.improved[0],
                 r->band.deteriorated[0],
                 pp_cell_fixed(d, r->band.threshold[1], 2), r->band.improved[1],
                 r->band.deteriorated[1]));
}

static const char *method_name(enum pp_rc_method method)
{
    static const char *const names[PP_RC_METHODS] = {
        [PP_RC_JT] = "Jacobson and Truax",
        [PP_RC_GLN] = "Gulliksen, Lord and Novick",
        [PP_RC_HLL] = "Hsu, Linn and Lord",
        [PP_RC_EN] = "Edwards and Nunnally",
        [PP_RC_NK] = "Nunnally and Kotsch",
        [PP_RC_HA] = "Hageman and Arrindell",
        [PP_RC_HLM] = "Hierarchical linear model",
    };
    return names[method];
}

/* Why a method counts nobody. */
static const char *why_not(struct pp_document *d,
                           const struct pp_reliable_change *r)
{
    if (r->method == PP_RC_HLM)
        return "needs a third wave";
    if (r->r_dd <= 0.0)
        return TEXT(d, "reliability of the differences is %s",
                    pp_cell_fixed(d, r->r_dd, 2));
    return pp_cell_why(r->status);
}

static const char *counted_share(struct pp_document *d,
                                 const struct pp_rc_count *part)
{
    return TEXT(d, "%s (%s)", pp_cell_count(d, part->n),
                pp_cell_percent(d, part->share.estimate));
}

static bool is_any_defined(const struct pp_paired *p)
{
    for (size_t i = 0; i < p->n_reliable_change_by; i++)
        if (p->reliable_change_by[i].status == PP_STATUS_OK)
            return true;
    return false;
}

static void other_methods(struct pp_document *d, struct pp_blocks *into,
                          const struct pp_paired *p)
{
    static const struct pp_table_column columns[] = {
        {"Method", PP_COLUMN_TEXT},
        {"Better", PP_COLUMN_RANGE},
        {"Neither", PP_COLUMN_RANGE},
        {"Worse", PP_COLUMN_RANGE}};

    if (!is_any_defined(p))
        return;
    struct pp_table *table = pp_document_table(
        d, into, "Reliable change by other methods", columns, 4);
    for (size_t i = 0; i < p->n_reliable_change_by; i++) {
        const struct pp_reliable_change *r = &p->reliable_change_by[i];
        const char *name = method_name(r->method);
        if (r->status == PP_STATUS_OK) {
            pp_cell_row(d, table, name, counted_share(d, &r->improved),
                        counted_share(d, &r->unchanged),
                        counted_share(d, &r->deteriorated), NULL);
            continue;
        }
        pp_cell_row(d, table, name, "-", "-", "-", NULL);
        pp_table_note(d, table, TEXT(d, "%s: %s.", name, why_not(d, r)));
    }
    pp_table_note(d, table,
                  "Same reliability, other formulas: they allow for extreme "
                  "scores drifting to the average, or measure a person "
                  "against the average change. The table before this one is "
                  "the one to quote.");
}

/* --- a cut-off ------------------------------------------------------------ */

static void cutoff_row(struct pp_document *d, struct pp_table *table,
                       const char *name, const struct pp_rc_count *part,
                       size_t of)
{
    const struct pp_estimate *share = &part->share;

    if (share->status == PP_STATUS_NOT_DECLARED)
        return;
    pp_cell_row(d, table, name, pp_cell_count(d, part->n), pp_cell_count(d, of),
                pp_cell_percent(d, share->estimate),
                pp_cell_percent(d, share->ci.lo),
                pp_cell_percent(d, share->ci.hi), NULL);
}

static const char *norms_words(struct pp_document *d, double mean, double sd)
{
    return TEXT(d, "average %s, standard deviation %s",
                pp_cell_fixed(d, mean, 2), pp_cell_fixed(d, sd, 2));
}

/* How the cut-off was found. */
static const char *cutoff_words(struct pp_document *d,
                                const struct pp_cutoffs *c)
{
    const struct pp_norms *n = &c->norms;
    const char *with =
        TEXT(d, "%s (%s)",
             c->is_clinical_theirs ? "these people before"
                                   : "people with the difficulty",
             norms_words(d, n->mean_clinical, n->sd_clinical));
    const char *without =
        TEXT(d, "people without the difficulty (%s)",
             norms_words(d, n->mean_functional, n->sd_functional));

    switch (c->kind) {
    case PP_CUTOFF_A:
        return TEXT(d,
                    "cut-off a, two standard deviations from the average "
                    "of %s",
                    with);
    case PP_CUTOFF_B:
        return TEXT(d,
                    "cut-off b, two standard deviations from the average "
                    "of %s",
                    without);
    case PP_CUTOFF_C:
        return TEXT(d, "cut-off c, as likely among %s as among %s", with,
                    without);
    default:
        return "the cut-off that was given";
    }
}

/* Norms of people without the difficulty that these people had reached. */
static bool is_past_norms(const struct pp_paired *p)
{
    const struct pp_norms *n = &p->cutoffs.norms;
    double ahead = n->mean_functional - n->mean_clinical;

    return !isnan(ahead) &&
           (p->direction == PP_HIGHER_IS_BETTER ? ahead : -ahead) <= 0.0;
}

static void say_cutoff(struct pp_document *d, struct pp_table *table,
                       const struct pp_paired *p)
{
    const struct pp_cutoffs *c = &p->cutoffs;

    pp_table_note(d, table,
                  TEXT(d,
                       "Beyond: at %s or %s, %s. Who was not beyond it before "
                       "cannot recover from it.",
                       pp_cell_fixed(d, c->used, 2),
                       p->direction == PP_LOWER_IS_BETTER ? "above" : "below",
                       cutoff_words(d, c)));
    if (p->clinical_change.recovered.share.status == PP_STATUS_NOT_DECLARED)
        pp_table_note(d, table,
                      "A cut-off can be crossed by a point or two of chance; "
                      "--reliability or --reliable-change tells who went "
                      "reliably better as well.");
    if (is_past_norms(p))
        pp_table_note(d, table,
                      "On average people had reached the norms before: their "
                      "cut-off says little here.");
}

static void across_cutoff(struct pp_document *d, struct pp_blocks *into,
                          const struct pp_paired *p)
{
    static const struct pp_table_column columns[] = {
        {"", PP_COLUMN_TEXT},       {"People", PP_COLUMN_NUMBER},
        {"Of", PP_COLUMN_NUMBER},   {"Share", PP_COLUMN_NUMBER},
        {"From", PP_COLUMN_NUMBER}, {"To", PP_COLUMN_NUMBER}};
    const struct pp_clinical_change *c = &p->clinical_change;

    if (p->cutoffs.kind == PP_CUTOFF_NONE)
        return;
    if (p->cutoffs.status != PP_STATUS_OK) {
        pp_document_say(
            d, into,
            TEXT(d, "No cut-off: %s before.", pp_cell_why(p->cutoffs.status)));
        return;
    }
    struct pp_table *table =
        pp_document_table(d, into,
                          TEXT(d, "Across the cut-off (%s Wilson ranges)",
                               pp_cell_level(d, p->level)),
                          columns, 6);
    cutoff_row(d, table, "Beyond before, not after", &c->crossed, c->n_beyond);
    cutoff_row(d, table, "and reliably better: recovered", &c->recovered,
               c->n_beyond);
    cutoff_row(d, table, "Not beyond before, but after", &c->entered,
               c->n - c->n_beyond);
    cutoff_row(d, table, "Reliably better, not recovered", &c->improved, c->n);
    cutoff_row(d, table, "No reliable change", &c->unchanged, c->n);
    cutoff_row(d, table, "Reliably worse", &c->deteriorated, c->n);
    say_cutoff(d, table, p);
}

void pp_paired_people(struct pp_document *d, struct pp_blocks *into,
                      const struct pp_paired *p)
{
    counts(d, into, p);
    other_methods(d, into, p);
    across_cutoff(d, into, p);
}
