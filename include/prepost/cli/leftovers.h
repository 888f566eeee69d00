#ifndef PREPOST_CLI_LEFTOVERS_H
#define PREPOST_CLI_LEFTOVERS_H

#include "prepost/base/pool.h"
#include "prepost/base/text_list.h"

/*
 * What a command that was killed left half written (base/part_file.h). Rows
 * that an import rejects have people's codes in them: those are taken away.
 * All others are named and stay, as nothing but their names tells what they
 * are. Both go by name.
 */

/* Beside the plan and in the folders there. */
struct pp_text_list pp_leftovers_find(struct pp_pool *pool, const char *dir);

/* Takes away those of rejects.csv and rejects-NAME.csv; which were. */
struct pp_text_list pp_leftovers_take_rejects(struct pp_pool *pool,
                                              const char *dir);

/* Takes away the store and the key to which a first import that was killed had
 * not given their names: nobody is in them. */
void pp_leftovers_drop_new(struct pp_pool *pool, const char *dir);

#endif
