#include "prepost/base/zip_reader.h"

#include <minizip/unzip.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/file.h"

static const size_t MOST = (size_t)512 << 20;
static const size_t SMALL = (size_t)10 << 20;
enum { MOST_TIMES = 200, IGNORE_CASE = 2 };

struct pp_zip_reader {
    unzFile file;
    char *name;
    const char *part; /* the one that is open, or NULL */
    size_t packed, unpacked;
};

int pp_zip_open(const char *path, struct pp_zip_reader **out,
                struct pp_error *err)
{
    unzFile file = unzOpen64(path);

    *out = NULL;
    if (file == NULL)
        return pp_fail(err, PP_EPARSE,
                       "%s is damaged: it begins like a zip archive, but its "
                       "table of contents cannot be read",
                       path);
    *out = pp_alloc_zero(1, sizeof **out);
    (*out)->file = file;
    (*out)->name = pp_strdup(pp_file_name(path));
    return 0;
}

void pp_zip_close(struct pp_zip_reader *zip)
{
    if (zip == NULL)
        return;
    if (zip->part != NULL)
        unzCloseCurrentFile(zip->file);
    unzClose(zip->file);
    pp_free(zip->name);
    pp_free(zip);
}

int pp_zip_has(struct pp_zip_reader *zip, const char *part)
{
    return unzLocateFile(zip->file, part, IGNORE_CASE) == UNZ_OK;
}

int pp_zip_begin(struct pp_zip_reader *zip, const char *part,
                 struct pp_error *err)
{
    unz_file_info64 about;

    if (zip->part != NULL)
        unzCloseCurrentFile(zip->file);
    zip->part = NULL;
    if (!pp_zip_has(zip, part))
        return pp_fail(err, PP_EPARSE, "%s has no part %s", zip->name, part);
    if (unzGetCurrentFileInfo64(zip->file, &about, NULL, 0, NULL, 0, NULL, 0) !=
            UNZ_OK ||
        (about.flag & 1) != 0 || unzOpenCurrentFile(zip->file) != UNZ_OK)
        return pp_fail(err, PP_EPARSE,
                       "%s: its part %s cannot be unpacked; it is damaged or "
                       "protected by a password",
                       zip->name, part);
    zip->part = part;
    zip->packed = (size_t)about.compressed_size;
    zip->unpacked = 0;
    return 0;
}

static int check_size(const struct pp_zip_reader *zip, struct pp_error *err)
{
    if (zip->unpacked <= SMALL ||
        (zip->unpacked <= MOST && zip->unpacked / MOST_TIMES <= zip->packed))
        return 0;
    return pp_fail(err, PP_ENOMEM,
                   "%s: its part %s unpacks to more than %zu MB; a table of "
                   "answers was expected",
                   zip->name, zip->part, zip->unpacked >> 20);
}

int pp_zip_read(struct pp_zip_reader *zip, char *bytes, size_t n, size_t *got,
                struct pp_error *err)
{
    *got = 0;
    if (zip->part == NULL)
        return 0;
    int count = unzReadCurrentFile(zip->file, bytes, (unsigned)n);
    const char *part = zip->part;
    if (count == 0)
        zip->part = NULL;
    if (count < 0 ||
        (count == 0 && unzCloseCurrentFile(zip->file) == UNZ_CRCERROR))
        return pp_fail(err, PP_EPARSE, "%s is damaged in its part %s",
                       zip->name, part);
    *got = (size_t)count;
    zip->unpacked += *got;
    return check_size(zip, err);
}
