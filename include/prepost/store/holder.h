#ifndef PREPOST_STORE_HOLDER_H
#define PREPOST_STORE_HOLDER_H

#include <stddef.h>

/*
 * Who else holds a lock on a store: "sqlite3 (process 4711, of ann)"; where
 * that cannot be known, as of a folder shared over the network, "another
 * program, perhaps another prepost". Looking sets free what this process has
 * locked there, so it must hold no lock itself.
 *
 * Source     SQLite's file locking (its os.h, "PENDING_BYTE"): POSIX locks on
 *            the bytes from 2^30 on
 */
enum { PP_HOLDER_SIZE = 160 };

const char *pp_store_holder(const char *path, char text[PP_HOLDER_SIZE]);

#endif
