#ifndef PREPOST_CLI_TEMPLATE_FILES_H
#define PREPOST_CLI_TEMPLATE_FILES_H

#include "prepost/cli/evaluation.h"

/*
 * Where a report's template is: the path of a file that the user names, or a
 * name ("funder"), looked for in the evaluation's own folder templates first,
 * then among those that come with the program.
 */

/* "funder" of "mine/funder.md", and of "funder". */
const char *pp_template_name(struct pp_pool *pool, const char *edition);

/* The path of a template by name or path. An unknown name is PP_EUSAGE: the
 * error tells the nearest, and which there are. */
int pp_template_find(const struct pp_evaluation *evaluation,
                     const char *edition, const char **path,
                     struct pp_error *err);

/* The path of a file that stands beside the templates: "style.css". */
int pp_template_beside(const struct pp_evaluation *evaluation, const char *name,
                       const char **path, struct pp_error *err);

#endif
