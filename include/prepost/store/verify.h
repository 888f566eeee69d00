#ifndef PREPOST_STORE_VERIFY_H
#define PREPOST_STORE_VERIFY_H

#include "prepost/base/error.h"
#include "prepost/base/notes.h"
#include "prepost/store/store.h"

/*
 * Looks whether the store is whole: the file itself, the rules of its tables,
 * answers without a person or an import, the number and check sum of each
 * import's answers (a change by another program shows there), the copies of
 * locked plans, the views, what is sealed (seal.h), and who may read the file.
 *
 * Out        a note of severity ERROR for each fault, WARNING for what should
 *            be looked at; none: it is whole
 * Errors     the check itself could not be made
 */
int pp_store_verify(struct pp_store *store, struct pp_notes *notes,
                    struct pp_error *err);

#endif
