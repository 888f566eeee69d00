#ifndef PREPOST_BASE_ZIP_READER_H
#define PREPOST_BASE_ZIP_READER_H

#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/error.h"

/*
 * The parts of a zip archive, read in pieces. A part may have 512 MB unpacked,
 * and not more than 200 times its packed size once it is over 10 MB: small
 * files that unpack to huge ones are refused while they are read.
 */
struct pp_zip_reader;

int pp_zip_open(const char *path, struct pp_zip_reader **out,
                struct pp_error *err);
void pp_zip_close(struct pp_zip_reader *zip); /* takes NULL */

/* Begins a part, case ignored; PP_EPARSE if there is none. */
int pp_zip_begin(struct pp_zip_reader *zip, const char *part,
                 struct pp_error *err);

/* Up to n bytes of it; *got is 0 at its end, when its checksum has been
 * compared. */
int pp_zip_read(struct pp_zip_reader *zip, char *bytes, size_t n, size_t *got,
                struct pp_error *err);

/* Whether there is a part of that name. */
int pp_zip_has(struct pp_zip_reader *zip, const char *part);

#endif
