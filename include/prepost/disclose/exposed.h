#ifndef PREPOST_DISCLOSE_EXPOSED_H
#define PREPOST_DISCLOSE_EXPOSED_H

#include "prepost/disclose/linked.h"

/*
 * What a reader can still know of hidden cells: from every sum and all their
 * combinations, no count below zero and all of them whole.
 */

/* Whether a cell is too small to be shown, or guarded like one. */
bool pp_linked_is_sensitive(const struct pp_linked *l,
                            const struct pp_linked_cell *c);

/*
 * Fills exposed[cell] for sensitive cells that a reader could place within
 * fewer than `threshold` steps; returns how many there are.
 */
size_t pp_linked_exposed(const struct pp_linked *l, bool *exposed);

#endif
