#ifndef PREPOST_BASE_PART_FILE_H
#define PREPOST_BASE_PART_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/base/buffer.h"

/*
 * The name that a file has while it is written: NAME.part1234-0, with the
 * number of the process that writes it. A process that is killed leaves it.
 */

/* Sets *out to the i-th such name of this process. */
void pp_part_file_name(const char *path, unsigned i, struct pp_buffer *out);

/* Makes an empty one for `path`, for its owner alone; *name is its name. The
 * file's descriptor; -1: errno says why. */
int pp_part_file_open(const char *path, struct pp_buffer *name);

/* Gives it the name that it is to have; -1: errno says why, such as EEXIST, for
 * it never takes the place of another file. */
int pp_part_file_settle(const char *name, const char *path);

/* How much of the name is the NAME of one, or of SQLite's journal of one; 0:
 * it is neither. */
size_t pp_part_file_stem(const char *name);

/*
 * Whether the file is one, and left: the process is gone, or it is this one,
 * which writes none while it asks, or has not touched the file for an hour.
 */
bool pp_part_file_is_left(const char *path);

#endif
