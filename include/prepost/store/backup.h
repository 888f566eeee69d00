#ifndef PREPOST_STORE_BACKUP_H
#define PREPOST_STORE_BACKUP_H

#include "prepost/base/error.h"
#include "prepost/store/store.h"

/*
 * Copies the store to a new file, mode 0600, as it is at one moment, also
 * while somebody else imports. The key is not in it: it has to be kept apart.
 *
 * Errors     EIO: there is a file of that name, or it cannot be written; no
 *            file is left then
 */
int pp_store_backup(struct pp_store *store, const char *path,
                    struct pp_error *err);

#endif
