#ifndef PREPOST_REPORT_PRINTING_ROOM_H
#define PREPOST_REPORT_PRINTING_ROOM_H

#include <signal.h>

#include "prepost/base/error.h"

/*
 * The folder in which a page is printed: in TMPDIR or /tmp, for its owner
 * alone, by the name of prepost-1234-XXXXXX, with the number of the process.
 * Signals that end a program wait until it is gone. What a process left that
 * could not take it away, having been killed, the next one removes.
 */
struct pp_room {
    char folder[256];
    sigset_t held, before;
};

enum { PP_ROOM_PATIENCE_S = 60 }; /* no page is printed for longer */

int pp_room_open(struct pp_room *room, struct pp_error *err);
void pp_room_close(const struct pp_room *room);

#endif
