#ifndef PREPOST_BASE_DATA_DIR_H
#define PREPOST_BASE_DATA_DIR_H

#include "prepost/base/pool.h"

/*
 * Where the files that come with prepost are: "surveys" (instrument
 * definitions) and "reports" (templates, style sheet).
 *
 * Looked for in this order: the folder that PREPOST_DATA names; then, going
 * up from the program's own place, share/prepost/NAME (installed) and NAME
 * (the source tree it was built in). So an installed program can be moved.
 *
 * Returns the path, the pool's; or NULL when there is none.
 */
const char *pp_data_dir(struct pp_pool *pool, const char *name);

#endif
