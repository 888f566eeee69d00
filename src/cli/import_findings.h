#ifndef PREPOST_CLI_IMPORT_FINDINGS_H
#define PREPOST_CLI_IMPORT_FINDINGS_H

#include "prepost/cli/import.h"

/*
 * What an import finds that nobody declared wrong and somebody should look
 * at: totals that are not what their answers give, names of regions and
 * groups written almost alike, one group's name in several regions, waves dated
 * the wrong way round.
 */

/* One file, read and not yet in the store: into *file and the notes. */
int pp_import_find(struct pp_evaluation *evaluation, struct pp_notes *notes,
                   struct pp_imported_file *file, struct pp_error *err);

/* Of that: names of regions, groups and arms, and regions that read as not
 * known; import_alike.c. */
int pp_import_find_alike(struct pp_evaluation *evaluation,
                         struct pp_notes *notes, struct pp_imported_file *file,
                         struct pp_error *err);

/* The file, now in the store. */
int pp_import_find_groups(struct pp_evaluation *evaluation,
                          struct pp_notes *notes,
                          const struct pp_imported_file *file,
                          struct pp_error *err);

/* All files of one command, in the store: that no code of theirs is made of
 * other headings than the codes that were in; else an error that says so. */
int pp_import_check_identity(const struct pp_evaluation *evaluation,
                             const struct pp_imported_file *files, size_t n,
                             struct pp_error *err);

/* ... and whether a file's codes count its rows, as those of a file
 * of another wave do: counted_with. */
int pp_import_find_counted(const struct pp_evaluation *evaluation,
                           struct pp_imported_file *files, size_t n,
                           struct pp_error *err);

/* All files of one command, in the store: n_turned of each. */
int pp_import_find_turned(struct pp_evaluation *evaluation,
                          struct pp_imported_file *files, size_t n,
                          struct pp_error *err);

/* ... and whether they bring the first later answers while no plan is locked:
 * is_unfixed of the first that came in. */
int pp_import_find_unfixed(const struct pp_evaluation *evaluation,
                           struct pp_imported_file *files, size_t n,
                           struct pp_error *err);

/* Questions of outcomes whose answers run against the others of their scale in
 * this file; import_against.c. */
void pp_import_find_against(const struct pp_plan *plan, struct pp_notes *notes,
                            const struct pp_imported_file *file);

#endif
