#include "import_findings.h"

#include <string.h>

#include "prepost/base/alike.h"
#include "prepost/base/text.h"
#include "prepost/store/pairing.h"

/* One way in which a region, group or arm is written. */
struct name {
    const char *text;
    size_t n_told; /* once by a person and file */
    bool is_stored;
    bool is_asked; /* about: with another that has come in with it */
    size_t set;    /* of names that may be one: the place of one of them */
};

/* Names of the file, then those that only the store has. */
struct names {
    struct name *items;
    size_t n, n_own;
};

static void add_stored(struct names *names, const char *text, size_t n_told)
{
    size_t i = 0;

    while (i < names->n_own && !pp_text_same(names->items[i].text, text))
        i++;
    if (i == names->n_own) {
        i = names->n++;
        names->items[i] = (struct name){.text = text, .set = i};
    }
    names->items[i].is_stored = true;
    names->items[i].n_told += n_told;
}

static int list_names(struct pp_evaluation *evaluation,
                      const struct pp_person_column *own, size_t n_people,
                      struct names *out, struct pp_error *err)
{
    struct pp_pool *pool = evaluation->pool;
    const char *const *stored;
    const size_t *n_stored;
    size_t n;

    if (pp_pairing_names(evaluation->store, evaluation->plan, own->name, pool,
                         &stored, &n_stored, &n, err) != 0)
        return -1;
    *out = (struct names){
        pp_pool_array(pool, own->n_levels + n, sizeof *out->items),
        own->n_levels, own->n_levels};
    for (size_t i = 0; i < own->n_levels; i++)
        out->items[i] = (struct name){
            .text = pp_pool_strdup(pool, own->levels[i]), .set = i};
    for (size_t p = 0; p < n_people; p++)
        if (own->level[p] < own->n_levels)
            out->items[own->level[p]].n_told++;
    for (size_t i = 0; i < n; i++)
        add_stored(out, stored[i], n_stored[i]);
    return 0;
}

/* --- which may be one ----------------------------------------------------- */

static void join(struct names *names, size_t a, size_t b)
{
    size_t from = names->items[b].set, to = names->items[a].set;

    for (size_t i = 0; i < names->n; i++)
        if (names->items[i].set == from)
            names->items[i].set = to;
}

/* A pair of which the store has both was told when the second came. Returns how
 * many pairs are new. */
static size_t find_sets(struct names *names)
{
    size_t n_new = 0;

    for (size_t a = 0; names->n <= PP_ALIKE_NAMES && a < names->n_own; a++)
        for (size_t b = a + 1; b < names->n; b++) {
            struct name *one = &names->items[a], *other = &names->items[b];
            if (!pp_alike(one->text, other->text))
                continue;
            join(names, a, b);
            if (one->is_stored && other->is_stored)
                continue;
            one->is_asked = other->is_asked = true;
            n_new++;
        }
    return n_new;
}

/* --- which is the name ---------------------------------------------------- */

/* Whether the plan calls an arm or a region so: that name is the one to keep.
 */
static bool is_named(const struct pp_plan *plan, const char *column,
                     const char *text)
{
    const struct pp_plan_arms *arms = &plan->arms;

    if (strcmp(column, "region") == 0)
        return pp_plan_orders_regions(plan, &text, 1);
    if (strcmp(column, "group") == 0)
        return false;
    for (size_t i = 0; i < arms->n_names; i++)
        if (pp_text_same(arms->names[i].level, text))
            return true;
    return arms->comparison != NULL && pp_text_same(arms->comparison, text);
}

/* The plan's own, the commonest, the one that is not short, the earlier. */
static bool is_better(const struct pp_plan *plan, const char *column,
                      const struct name *a, const struct name *b)
{
    bool a_named = is_named(plan, column, a->text);
    size_t long_a = strlen(a->text), long_b = strlen(b->text);

    if (a_named != is_named(plan, column, b->text))
        return a_named;
    if (a->n_told != b->n_told)
        return a->n_told > b->n_told;
    if (long_a > long_b + 1 || long_b > long_a + 1)
        return long_a > long_b;
    return a->is_stored && !b->is_stored;
}

/* --- telling -------------------------------------------------------------- */

/* "regions: {"North Devon": ["N. Devon", "Nth Devon"]}" for the whole set. */
static void note_set(const struct pp_plan *plan, const char *column,
                     const struct names *names, size_t set,
                     struct pp_notes *notes,
                     const struct pp_imported_file *file)
{
    bool is_place =
        strcmp(column, "region") == 0 || strcmp(column, "group") == 0;
    const char *others = "", *all;
    size_t first = set, left = 0;

    for (size_t i = 0; i < names->n; i++) {
        if (names->items[i].set != set)
            continue;
        left++;
        if (is_better(plan, column, &names->items[i], &names->items[first]))
            first = i;
    }
    all = pp_pool_printf(notes->pool, "\"%s\"", names->items[first].text);
    left--;
    for (size_t i = 0; i < names->n; i++) {
        const char *text = names->items[i].text;
        if (names->items[i].set != set || i == first)
            continue;
        all = pp_pool_printf(notes->pool, "%s%s\"%s\"", all,
                             --left > 0 ? ", " : " and ", text);
        others = pp_pool_printf(notes->pool, "%s%s\"%s\"", others,
                                *others != '\0' ? ", " : "", text);
    }
    pp_notes_add(notes, PP_NOTE_WARNING, file->path, 0, 0, NULL,
                 "the %ss %s are written almost alike: if they are one, say "
                 "so in the plan (or mend the file): %s%s{\"%s\": [%s]}%s",
                 is_place ? column : "arm", all, is_place ? column : "arms",
                 is_place ? "s: " : ": {aliases: ", names->items[first].text,
                 others, is_place ? "" : "}");
}

/* Whether somebody has to be asked about this set. */
static bool is_asked(const struct names *names, size_t set)
{
    for (size_t i = 0; i < names->n; i++)
        if (names->items[i].set == set && names->items[i].is_asked)
            return true;
    return false;
}

static void note_sets(const struct pp_plan *plan, const char *column,
                      const struct names *names, struct pp_notes *notes,
                      const struct pp_imported_file *file)
{
    enum { MOST_SETS = 20 };
    size_t n = 0;

    for (size_t i = 0; i < names->n; i++)
        if (names->items[i].set == i && is_asked(names, i) && n++ < MOST_SETS)
            note_set(plan, column, names, i, notes, file);
    if (n > MOST_SETS)
        pp_notes_add(notes, PP_NOTE_WARNING, file->path, 0, 0, NULL,
                     "%zu more %ss are written in several ways almost alike; "
                     "prepost status lists them",
                     n - MOST_SETS, column);
}

/* While one arm alone is in, the other's file may be still to come. */
static void check_arms(const struct pp_plan *plan, const struct names *names,
                       struct pp_notes *notes,
                       const struct pp_imported_file *file)
{
    const char **texts = pp_pool_array(notes->pool, names->n, sizeof *texts);

    for (size_t i = 0; i < names->n; i++)
        texts[i] = names->items[i].text;
    const char *why =
        pp_evaluation_arm_not_there(plan, texts, names->n, notes->pool);
    if (why != NULL && names->n > 1)
        pp_notes_add(notes, PP_NOTE_WARNING, file->path, 0, 0, NULL,
                     "the plan's arms: %s", why);
}

/* What people tick who do not know their region is none, but counts as one: it
 * is small, and so keeps others from being shown. Told when it comes first. */
static void note_unknown(const struct pp_plan *plan, const struct names *names,
                         struct pp_notes *notes,
                         const struct pp_imported_file *file)
{
    static const char *const unknown[] = {
        "not sure", "unsure",     "don't know", "do not know",      "unknown",
        "none",     "not stated", "not known",  "prefer not to say"};

    for (size_t i = 0; i < names->n_own; i++) {
        const char *text = names->items[i].text;
        bool is_unknown = false;
        for (size_t k = 0; k < sizeof unknown / sizeof *unknown; k++)
            is_unknown |= pp_text_same(text, unknown[k]);
        if (is_unknown && !names->items[i].is_stored &&
            !is_named(plan, "region", text))
            pp_notes_add(notes, PP_NOTE_WARNING, file->path, 0, 0, NULL,
                         "\"%s\" counts as a region of its own, and so few "
                         "people can keep others from being shown: if it says "
                         "that the region is not known, empty those cells, or "
                         "say of the file in the plan: missing: [\"%s\"] (and "
                         "what else in it stands for no answer)",
                         text, text);
    }
}

int pp_import_find_alike(struct pp_evaluation *evaluation,
                         struct pp_notes *notes, struct pp_imported_file *file,
                         struct pp_error *err)
{
    const struct pp_plan *plan = evaluation->plan;
    const char *arm = plan->arms.column;

    for (size_t i = 0; i < file->batch.n_columns; i++) {
        const struct pp_person_column *column = &file->batch.columns[i];
        bool is_arm = arm != NULL && strcmp(column->name, arm) == 0;
        struct names names;
        if (!is_arm && strcmp(column->name, "region") != 0 &&
            strcmp(column->name, "group") != 0)
            continue;
        if (list_names(evaluation, column, file->batch.n_people, &names, err) !=
            0)
            return -1;
        file->n_alike += find_sets(&names);
        note_sets(plan, column->name, &names, notes, file);
        if (strcmp(column->name, "region") == 0)
            note_unknown(plan, &names, notes, file);
        if (is_arm)
            check_arms(plan, &names, notes, file);
    }
    return 0;
}
