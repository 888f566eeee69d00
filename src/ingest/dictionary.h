#ifndef PREPOST_INGEST_DICTIONARY_H
#define PREPOST_INGEST_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/pool.h"
#include "prepost/ingest/mapping.h"
#include "prepost/model/plan.h"

/*
 * Every way in which a plan and its instruments may name a column, for
 * mapping.c: keys (base/text.h) to what they mean.
 */

struct pp_meaning {
    enum pp_column_role role;
    size_t instrument, index;
    const char *how;
};

struct pp_dictionary;

/* The `how` of a heading that no plan names, of a question's text, and of what
 * the plan says of this file. */
extern const char pp_usual_heading[], pp_by_question[], pp_by_mapping[];

struct pp_dictionary *pp_dictionary_new(struct pp_pool *pool,
                                        const struct pp_plan *plan);

/* The meaning of a key; NULL: none, or (*is_ambiguous) more than one. */
const struct pp_meaning *pp_dictionary_find(const struct pp_dictionary *dict,
                                            const char *key,
                                            bool *is_ambiguous);

/*
 * What a column of that heading usually is, where the plan names another for
 * it: identifier, wave, date, region, group; UNKNOWN: nothing one can say.
 */
enum pp_column_role pp_usual_role(const char *heading);

/* The same, or what a heading that is a question seems to ask for: to be
 * offered, never to be taken. */
enum pp_column_role pp_likely_role(const char *heading);

/* The name, as its owner wrote it, that is closest to a text; or NULL. */
const char *pp_dictionary_closest(const struct pp_dictionary *dict,
                                  const char *text);

/* The words that mark a wave, keys, longest first. */
struct pp_wave_mark {
    const char *key;
    int wave;
};

struct pp_wave_marks {
    struct pp_wave_mark *items;
    size_t n;
};

void pp_wave_marks_of(struct pp_pool *pool, const struct pp_plan *plan,
                      const struct pp_plan_file *file,
                      struct pp_wave_marks *out);

#endif
