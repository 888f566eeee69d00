#ifndef PREPOST_MODEL_PLAN_BUILD_H
#define PREPOST_MODEL_PLAN_BUILD_H

#include "plan_file.h"
#include "prepost/base/buffer.h"
#include "prepost/model/plan.h"

/*
 * A plan while it is made from its file. Building goes on after a mistake, so
 * that one run finds them all; b.failed says that there was one.
 */
struct plan_build {
    struct pp_pool *pool;
    const char *file;
    const struct def_plan *def;
    struct pp_plan *plan;
    struct pp_notes *notes;
    pp_find_instrument *find;
    void *ctx;
    struct pp_text_list names; /* in which any word may occur */
    bool failed;
};

enum { PLAN_MAX_WAVES = 20 };

/* The column of the plan that tells a person's arm, unless it says another. */
#define PLAN_ARM "arm"

void plan_mistake(struct plan_build *b, const struct pp_yaml *at,
                  const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* Where a block's value stands; where the block stands if there is none. */
const struct pp_yaml *plan_place(const struct pp_yaml *block, const char *key);

/* "; did you mean "x"?" or "; there are: a, b, c", into `out`. */
void plan_suggest(struct pp_buffer *out, const char *text,
                  const char *const *known, size_t n);

/* The plan's instrument that the id begins with; or -1. */
long plan_find_instrument(const struct pp_plan *plan, const char *id);

/* The questionnaire, scored by the rule for missing answers that the plan names
   for it, if it names one; plan_missing.c. */
const struct pp_instrument *
plan_with_missing_rule(struct plan_build *b, const struct def_instrument *def,
                       const struct pp_instrument *instrument);

/* The questionnaire with what else the plan says its answers are called;
   plan_answers.c. */
const struct pp_instrument *
plan_with_answers(struct plan_build *b, const struct def_instrument *def,
                  const struct pp_instrument *instrument, size_t coding);

/* What is measured, and how much of it would matter; plan_outcomes.c. */
void plan_build_outcomes(struct plan_build *b);

/* Outcomes that would share a name are given the questionnaire's too;
   plan_names.c. */
void plan_tell_outcomes_apart(struct plan_build *b);

/* Columns and files; plan_sources.c. */
void plan_build_columns(struct plan_build *b);
void plan_build_files(struct plan_build *b);

/* Regions and groups that files write in several ways; plan_places.c. */
void plan_build_places(struct plan_build *b);
struct pp_plan_places plan_places_in(struct plan_build *b,
                                     const struct pp_block_list *list);

/* Who is compared with whom; after columns and files; plan_arms.c. */
void plan_build_arms(struct plan_build *b);

/* Codes that are one person's; plan_people.c. */
void plan_build_people(struct plan_build *b);

/* No word that the design does not allow stands in a text; plan_words.c. */
void plan_check_words(struct plan_build *b);

#endif
