#include "plan_build.h"

#include <string.h>

#include "prepost/base/text.h"

/* The columns that may tell the arm: texts, one of a person. */
static size_t list_columns(const struct pp_plan *plan, const char **known)
{
    size_t n = 0;

    for (size_t i = 0; i < plan->n_columns; i++)
        if (!plan->columns[i].is_number)
            known[n++] = plan->columns[i].name;
    known[n++] = plan->region.name;
    return n;
}

/* The column as the plan calls it; NULL with the mistake noted. */
static const char *find_column(struct plan_build *b, const struct def_arms *def)
{
    const char **known =
        pp_pool_array(b->pool, b->plan->n_columns + 1, sizeof *known);
    size_t n = list_columns(b->plan, known);
    struct pp_buffer text = PP_BUFFER_INIT;
    const char *wanted = def->column != NULL ? def->column : PLAN_ARM;

    for (size_t i = 0; i < n; i++)
        if (pp_text_same(known[i], wanted))
            return known[i];
    if (def->column == NULL) {
        plan_mistake(b, def->at,
                     "which arm a person is in is told nowhere: give its "
                     "heading in columns: {arm: ...}, say arm: ... of each "
                     "file, or name a kept column in arms: {column: ...}");
        return NULL;
    }
    pp_buffer_printf(&text, "no column called \"%s\" is kept", wanted);
    plan_suggest(&text, wanted, known, n);
    plan_mistake(b, plan_place(def->at, "column"), "%s", text.data);
    pp_buffer_clear(&text);
    return NULL;
}

static void build_names(struct plan_build *b, const struct def_arms *def)
{
    const struct def_arm *defs = def->names.items;
    struct pp_plan_arm *out =
        pp_pool_array(b->pool, def->names.n + 1, sizeof *out);

    for (size_t i = 0; i < def->names.n; i++) {
        if (def->comparison != NULL &&
            pp_text_same(defs[i].level, def->comparison))
            plan_mistake(b, defs[i].at->key,
                         "\"%s\" is the comparison: what it is called stands "
                         "in comparison: %s",
                         defs[i].level,
                         b->plan->comparison != NULL ? b->plan->comparison
                                                     : "...");
        out[i] = (struct pp_plan_arm){defs[i].level, defs[i].name};
    }
    b->plan->arms.names = out;
    b->plan->arms.n_names = def->names.n;
}

/* A design with a comparison says with whom, and by what they are known. */
static void check_design(struct plan_build *b)
{
    const struct def_plan *def = b->def;
    bool needs_others = b->plan->evidence == PP_EVIDENCE_COMPARISON ||
                        b->plan->evidence == PP_EVIDENCE_RANDOMISED;

    if (needs_others && def->comparison == NULL)
        plan_mistake(b, plan_place(def->at, "design"),
                     "this design has somebody to compare with: say who, as "
                     "in comparison: people on the waiting list");
    if (needs_others && def->arms == NULL)
        plan_mistake(b, plan_place(def->at, "design"),
                     "this design has somebody to compare with: say which "
                     "people those are, as in arms: {comparison: waiting "
                     "list}, with the arm of each person in columns: {arm: "
                     "...} or of each file");
    if (!needs_others && def->arms != NULL)
        plan_mistake(b, plan_place(def->at, "arms"),
                     "only a design with a comparison has arms: write design: "
                     "comparison, or design: randomised where chance decided "
                     "who was offered a place");
}

/* An arm that nothing asks about is a comparison that somebody forgot. */
static void check_files(struct plan_build *b)
{
    const struct def_file *files = b->def->files.items;
    const struct def_arms *arms = b->def->arms;

    for (size_t i = 0; i < b->def->files.n; i++) {
        if (files[i].arm == NULL)
            continue;
        if (arms == NULL)
            plan_mistake(b, plan_place(files[i].at, "arm"),
                         "the plan has no arms: say who is compared with whom "
                         "in arms: {comparison: ...}");
        else if (arms->column != NULL && !pp_text_same(arms->column, PLAN_ARM))
            plan_mistake(b, plan_place(files[i].at, "arm"),
                         "arms says that the arm stands in \"%s\": leave out "
                         "one of the two",
                         arms->column);
    }
}

/* The plan names an arm by its one name; regions have a list of their own. */
static void check_aliases(struct plan_build *b, const struct def_arms *def)
{
    const struct pp_plan_arms *arms = &b->plan->arms;
    const struct def_place *defs = def->aliases.items;
    const char *named = def->comparison;

    if (def->aliases.n == 0)
        return;
    if (arms->column != NULL && strcmp(arms->column, "region") == 0)
        plan_mistake(b, defs[0].at->key,
                     "the arms are regions here: their other writings stand "
                     "under regions");
    for (size_t i = 0; i <= arms->n_names; i++) {
        if (named != NULL &&
            !pp_text_same(pp_plan_place_name(&arms->aliases, named), named))
            plan_mistake(b, def->at,
                         "\"%s\" is another writing of \"%s\": call the arm "
                         "that",
                         named, pp_plan_place_name(&arms->aliases, named));
        if (i < arms->n_names)
            named = arms->names[i].level;
    }
}

void plan_build_arms(struct plan_build *b)
{
    const struct def_arms *def = b->def->arms;

    check_design(b);
    check_files(b);
    if (def == NULL)
        return;
    b->plan->arms =
        (struct pp_plan_arms){.column = find_column(b, def),
                              .comparison = def->comparison,
                              .as_assigned = def->as_assigned,
                              .aliases = plan_places_in(b, &def->aliases)};
    build_names(b, def);
    check_aliases(b, def);
}
