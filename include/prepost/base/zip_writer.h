#ifndef PREPOST_BASE_ZIP_WRITER_H
#define PREPOST_BASE_ZIP_WRITER_H

#include <stddef.h>

#include "prepost/base/buffer.h"

/*
 * A zip archive made in memory, for files that are zips of others (.odt). All
 * dates are 1980-01-01, so that the same parts give the same bytes.
 *
 *     struct pp_zip_writer zip = PP_ZIP_WRITER_INIT;
 *     pp_zip_add(&zip, "mimetype", type, strlen(type), PP_ZIP_STORED);
 *     pp_zip_add(&zip, "content.xml", xml, n, PP_ZIP_DEFLATED);
 *     pp_zip_finish(&zip, &out);
 */
enum pp_zip_method { PP_ZIP_STORED = 0, PP_ZIP_DEFLATED = 8 };

struct pp_zip_writer {
    struct pp_buffer parts, directory;
    size_t n;
};

#define PP_ZIP_WRITER_INIT                                                     \
    {                                                                          \
        PP_BUFFER_INIT, PP_BUFFER_INIT, 0                                      \
    }

/* Adds a part; names are ASCII, each once, parts under 2 GB. */
void pp_zip_add(struct pp_zip_writer *zip, const char *name, const void *bytes,
                size_t n, enum pp_zip_method method);

/* Appends the whole archive to out; the writer is empty again. */
void pp_zip_finish(struct pp_zip_writer *zip, struct pp_buffer *out);

#endif
