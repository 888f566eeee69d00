#ifndef PREPOST_MODEL_CATALOGUE_H
#define PREPOST_MODEL_CATALOGUE_H

#include "prepost/base/error.h"
#include "prepost/base/notes.h"
#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"
#include "prepost/model/instrument.h"

/*
 * The questionnaires at hand: ID.yaml in the evaluation's own folder first,
 * then in the folder surveys that comes with prepost. The folder is the list;
 * a file is read only when its questionnaire is asked for, and once.
 *
 *     struct pp_catalogue *c = pp_catalogue_new(pool, ".");
 *     pp_plan_read(..., pp_catalogue_find, c, ...);
 */
struct pp_catalogue;

/* evaluation_dir: NULL where there is none. All that is found is the pool's. */
struct pp_catalogue *pp_catalogue_new(struct pp_pool *pool,
                                      const char *evaluation_dir);

/*
 * The questionnaire of that id; `catalogue` is a struct pp_catalogue *. Fits
 * pp_find_instrument of model/plan.h.
 *
 * Errors     NULL without a note: there is no file of that name. NULL with
 *            notes: there is one, and these are its mistakes.
 */
const struct pp_instrument *
pp_catalogue_find(const char *id, struct pp_notes *notes, void *catalogue);

/* The id that was probably meant, or NULL. */
const char *pp_catalogue_closest(struct pp_catalogue *catalogue,
                                 const char *id);

/* The ids of all questionnaires at hand, sorted. */
struct pp_text_list pp_catalogue_ids(struct pp_catalogue *catalogue);

/*
 * Reads a definition from a file, whatever its name, as the catalogue would:
 * with the verbatim wording kept beside it, if there is any.
 *
 * Errors     -1 with *out NULL: mistakes are in the notes; a file that cannot
 *            be read is a note too
 */
int pp_catalogue_read_file(struct pp_pool *pool, const char *path,
                           const struct pp_instrument **out,
                           struct pp_notes *notes);

#endif
