#include "plan_build.h"

#include <string.h>

#include "prepost/model/words.h"

/* Every text of the plan that a report may print goes through here. */
static void check_words(struct plan_build *b, const struct pp_yaml *at,
                        const char *what, const char *text)
{
    size_t from = 0, found, n;
    const struct pp_word *word;

    if (text == NULL)
        return;
    while ((word = pp_words_find(text, strlen(text), b->plan->evidence,
                                 &b->names, from, &found, &n)) != NULL) {
        plan_mistake(
            b, at,
            "%s: \"%.*s\" may not be said of %s; write %s, or move the "
            "sentence to own_words",
            what, (int)n, text + found, pp_words_said_of(b->plan->evidence),
            word->instead);
        from = found + n;
    }
}

void plan_check_words(struct plan_build *b)
{
    const struct pp_plan *plan = b->plan;
    const struct pp_yaml *top = b->def->at;
    const struct def_wave *waves = b->def->waves.items;
    const struct def_outcome *outcomes = b->def->outcomes.items;

    b->names = pp_words_names(plan, b->pool);
    check_words(b, plan_place(top, "title"), "title", plan->title);
    check_words(b, plan_place(top, "dates"), "dates", plan->dates);
    check_words(b, plan_place(top, "gap"), "gap", plan->gap);
    check_words(b, plan_place(top, "comparison"), "comparison",
                plan->comparison);
    for (size_t i = 0; i < b->def->waves.n; i++)
        check_words(b, plan_place(waves[i].at, "name"), "the wave's name",
                    waves[i].name);
    for (size_t i = 0; i < b->def->outcomes.n; i++) {
        const struct def_sesoi *sesoi = outcomes[i].sesoi;

        check_words(b, plan_place(outcomes[i].at, "if_worse"), "if_worse",
                    outcomes[i].if_worse);
        if (sesoi != NULL)
            check_words(b, plan_place(sesoi->at, "because"), "because",
                        sesoi->because);
    }
    for (size_t i = 0; i < plan->arms.n_names; i++) {
        const struct def_arm *arms = b->def->arms->names.items;

        check_words(b, arms[i].at, "the arm's name", plan->arms.names[i].name);
    }
    size_t n_kept = b->def->columns != NULL ? b->def->columns->keep.n : 0;
    for (size_t i = 0; i < n_kept; i++) {
        const struct def_kept *kept = b->def->columns->keep.items;

        check_words(b, kept[i].at->key, "the column's name",
                    plan->columns[i].name);
    }
}
