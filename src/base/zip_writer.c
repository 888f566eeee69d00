#include "prepost/base/zip_writer.h"

#include <stdint.h>
#include <string.h>

#include <zlib.h>

#include "prepost/base/alloc.h"

/* Fields of PKWARE's APPNOTE 6.3, sections 4.3.7 to 4.3.16. */
enum {
    LOCAL_SIGNATURE = 0x04034b50,
    CENTRAL_SIGNATURE = 0x02014b50,
    END_SIGNATURE = 0x06054b50,
    VERSION = 20,
    NO_TIME = 0,
    FIRST_OF_1980 = 0x0021
};

static void put(struct pp_buffer *b, uint32_t value, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++)
        pp_buffer_putc(b, (char)(value >> (8 * i) & 0xFF));
}

/* Raw deflate, without zlib's own head and foot. */
static char *deflated(const void *bytes, size_t n, size_t *packed)
{
    z_stream z = {0};

    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        pp_out_of_memory();
    size_t room = deflateBound(&z, n);
    char *out = pp_alloc(room);
    z.next_in = (Bytef *)(uintptr_t)bytes;
    z.avail_in = (uInt)n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    deflate(&z, Z_FINISH);
    *packed = z.total_out;
    deflateEnd(&z);
    return out;
}

/* What the local and the central header have in common. */
static void put_header(struct pp_buffer *b, const char *name, uint32_t crc,
                       size_t packed, size_t n, enum pp_zip_method method)
{
    put(b, VERSION, 2);
    put(b, 0, 2); /* no flags */
    put(b, (uint32_t)method, 2);
    put(b, NO_TIME, 2);
    put(b, FIRST_OF_1980, 2);
    put(b, crc, 4);
    put(b, (uint32_t)packed, 4);
    put(b, (uint32_t)n, 4);
    put(b, (uint32_t)strlen(name), 2);
    put(b, 0, 2); /* no extra field */
}

void pp_zip_add(struct pp_zip_writer *zip, const char *name, const void *bytes,
                size_t n, enum pp_zip_method method)
{
    uint32_t crc = (uint32_t)crc32(0, bytes, (uInt)n);
    size_t packed = n, offset = zip->parts.length;
    char *owned = NULL;
    const char *data = bytes;

    if (method == PP_ZIP_DEFLATED)
        data = owned = deflated(bytes, n, &packed);
    put(&zip->parts, LOCAL_SIGNATURE, 4);
    put_header(&zip->parts, name, crc, packed, n, method);
    pp_buffer_puts(&zip->parts, name);
    pp_buffer_append(&zip->parts, data, packed);
    put(&zip->directory, CENTRAL_SIGNATURE, 4);
    put(&zip->directory, VERSION, 2);
    put_header(&zip->directory, name, crc, packed, n, method);
    put(&zip->directory, 0, 2); /* no comment */
    put(&zip->directory, 0, 2); /* first disk */
    put(&zip->directory, 0, 2); /* internal attributes */
    put(&zip->directory, 0, 4); /* external attributes */
    put(&zip->directory, (uint32_t)offset, 4);
    pp_buffer_puts(&zip->directory, name);
    zip->n++;
    pp_free(owned);
}

void pp_zip_finish(struct pp_zip_writer *zip, struct pp_buffer *out)
{
    size_t start = zip->parts.length;

    pp_buffer_append(out, pp_buffer_text(&zip->parts), start);
    pp_buffer_append(out, pp_buffer_text(&zip->directory),
                     zip->directory.length);
    put(out, END_SIGNATURE, 4);
    put(out, 0, 4); /* one disk */
    put(out, (uint32_t)zip->n, 2);
    put(out, (uint32_t)zip->n, 2);
    put(out, (uint32_t)zip->directory.length, 4);
    put(out, (uint32_t)start, 4);
    put(out, 0, 2); /* no comment */
    pp_buffer_clear(&zip->parts);
    pp_buffer_clear(&zip->directory);
    zip->n = 0;
}
