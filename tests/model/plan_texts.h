#ifndef PREPOST_TESTS_PLAN_TEXTS_H
#define PREPOST_TESTS_PLAN_TEXTS_H

#include <string.h>

#include "prepost/model/catalogue.h"
#include "prepost/model/plan.h"

/* Parts of a plan without mistakes, to which a row adds or changes one. */
#define TOP                                                                    \
    "title: Peer groups\n"                                                     \
    "charity: Self Help Achievers\n"                                           \
    "waves: {before: when they joined, after: 3 months later}\n"
#define MID "instruments: [phq9, hhi]\n"
#define CMP "comparison: people on the list\n"
#define OUT "outcomes:\n  phq9.total: primary\n"

struct reading {
    struct pp_pool *pool;
    struct pp_notes notes;
    const struct pp_plan *plan;
    int result;
};

static struct reading read_plan(const char *text)
{
    struct reading out = {.pool = pp_pool_new()};
    struct pp_catalogue *catalogue = pp_catalogue_new(out.pool, "surveys");

    pp_notes_init(&out.notes, out.pool, 20);
    out.result =
        pp_plan_read(out.pool, "evaluation.yaml", text, strlen(text),
                     pp_catalogue_find, catalogue, &out.plan, &out.notes);
    return out;
}

#endif
