#include "xlsx_reader.h"

#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/number.h"

enum { CHUNK = 1 << 16 };

/* --- XML ------------------------------------------------------------------ */

const char *pp_xml_local(const char *name)
{
    const char *colon = strchr(name, ':');

    return colon != NULL ? colon + 1 : name;
}

const char *pp_xml_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strcmp(pp_xml_local(attributes[i]), name) == 0)
            return attributes[i + 1];
    return NULL;
}

long pp_xml_whole_attribute(const char **attributes, const char *name)
{
    const char *text = pp_xml_attribute(attributes, name);
    long value;

    return text != NULL && pp_whole_parse(text, strlen(text), &value) == 0 &&
                   value >= 0
               ? value
               : -1;
}

void pp_xlsx_stop(struct pp_xlsx *x, const char *text)
{
    if (x->failure.code == PP_OK)
        pp_fail(&x->failure, PP_EPARSE, "%s: %s", x->name, text);
    XML_StopParser(x->parser, XML_FALSE);
}

/* Entities are declared there, and can be made to grow without end. */
static void on_doctype(void *ctx, const char *name, const char *system,
                       const char *public, int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    pp_xlsx_stop(ctx, "it holds a document type, which no spreadsheet needs");
}

/* By a bit of its hash: two names may share one, which lets in a few more. */
static void count_name(struct pp_xlsx *x, const char *name)
{
    uint32_t hash = 2166136261u; /* FNV-1a */

    for (; *name != '\0'; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    hash = (hash ^ hash >> 15) % PP_XML_NAME_BITS;
    uint64_t *word = &x->names[hash / 64], bit = (uint64_t)1 << hash % 64;
    x->n_names += (*word & bit) == 0;
    *word |= bit;
}

static void on_start(void *ctx, const char *name, const char **attributes)
{
    struct pp_xlsx *x = ctx;

    count_name(x, name);
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        count_name(x, attributes[i]);
    if (++x->depth > PP_XML_MAX_DEPTH)
        pp_xlsx_stop(x, "its XML is nested more than 64 deep, which no "
                        "spreadsheet's is");
    else if (x->n_names > PP_XML_MAX_NAMES)
        pp_xlsx_stop(x, "its XML has more than 2,000 names of elements and "
                        "attributes, which no spreadsheet's has");
    else
        x->on_start(ctx, name, attributes);
}

static void on_end(void *ctx, const char *name)
{
    struct pp_xlsx *x = ctx;

    x->depth--;
    x->on_end(ctx, name);
}

static void on_text(void *ctx, const char *bytes, int n)
{
    struct pp_xlsx *x = ctx;

    if (!x->takes_text || x->phonetic > 0)
        return;
    if (x->text.length + (size_t)n > PP_XLSX_MAX_CELL)
        pp_xlsx_stop(x, "a cell holds more than 32,767 letters");
    else
        pp_buffer_append(&x->text, bytes, (size_t)n);
}

void pp_xlsx_begin_text(struct pp_xlsx *x, bool anew)
{
    if (anew) {
        x->text.length = 0;
        pp_buffer_puts(&x->text, "");
    }
    x->takes_text = true;
}

void pp_xlsx_parser_new(struct pp_xlsx *x, XML_StartElementHandler start,
                        XML_EndElementHandler end)
{
    if (x->parser != NULL)
        XML_ParserFree(x->parser);
    x->parser = XML_ParserCreate(NULL);
    if (x->parser == NULL)
        pp_out_of_memory();
    XML_SetUserData(x->parser, x);
    XML_SetElementHandler(x->parser, on_start, on_end);
    XML_SetCharacterDataHandler(x->parser, on_text);
    XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
    x->on_start = start;
    x->on_end = end;
    x->depth = x->n_names = 0;
    memset(x->names, 0, sizeof x->names);
    x->n_fed = 0;
    x->takes_text = false;
    x->phonetic = 0;
}

/* What the parser holds back until it is whole: a tag, or a remark. */
static int check_unfinished(struct pp_xlsx *x, struct pp_error *err)
{
    XML_Index at = XML_GetCurrentByteIndex(x->parser);

    if (x->suspended || at < 0 || x->n_fed - at <= PP_XML_MAX_TAG)
        return 0;
    return pp_fail(err, PP_EPARSE,
                   "%s: its XML has a tag of more than 1 MB, which no "
                   "spreadsheet's has",
                   x->name);
}

/* Feeds one piece; *done at the end of the part. */
static int feed(struct pp_xlsx *x, bool *done, struct pp_error *err)
{
    size_t got;
    void *buffer = XML_GetBuffer(x->parser, CHUNK);

    if (buffer == NULL)
        pp_out_of_memory();
    if (pp_zip_read(x->zip, buffer, CHUNK, &got, err) != 0)
        return -1;
    x->facts.n_bytes_read += got;
    x->n_fed += (XML_Index)got;
    *done = got == 0;
    enum XML_Status status = XML_ParseBuffer(x->parser, (int)got, got == 0);
    x->suspended = status == XML_STATUS_SUSPENDED;
    if (status != XML_STATUS_ERROR)
        return check_unfinished(x, err);
    if (x->failure.code != PP_OK) {
        *err = x->failure;
        return -1;
    }
    return pp_fail(err, PP_EPARSE, "%s is damaged: %s", x->name,
                   XML_ErrorString(XML_GetErrorCode(x->parser)));
}

int pp_xlsx_parse_part(struct pp_xlsx *x, const char *part,
                       XML_StartElementHandler start, XML_EndElementHandler end,
                       struct pp_error *err)
{
    bool done = false;

    if (pp_zip_begin(x->zip, part, err) != 0)
        return -1;
    pp_xlsx_parser_new(x, start, end);
    while (!done)
        if (feed(x, &done, err) != 0)
            return -1;
    return 0;
}

/* --- rows ----------------------------------------------------------------- */

static int resume(struct pp_xlsx *x, struct pp_error *err)
{
    enum XML_Status status = XML_ResumeParser(x->parser);

    x->suspended = status == XML_STATUS_SUSPENDED;
    if (status != XML_STATUS_ERROR)
        return 0;
    if (x->failure.code != PP_OK) {
        *err = x->failure;
        return -1;
    }
    return pp_fail(err, PP_EPARSE, "%s is damaged: %s", x->name,
                   XML_ErrorString(XML_GetErrorCode(x->parser)));
}

int pp_xlsx_next(struct pp_xlsx *xlsx, const struct pp_record **record,
                 struct pp_error *err)
{
    *record = NULL;
    if (xlsx->ended && !xlsx->suspended)
        return 0;
    do {
        if (xlsx->suspended ? resume(xlsx, err) != 0
                            : feed(xlsx, &xlsx->ended, err) != 0)
            return -1;
        if (xlsx->suspended) {
            *record = pp_xlsx_take_row(xlsx);
            return 1;
        }
    } while (!xlsx->ended);
    return 0;
}

/* --- opening -------------------------------------------------------------- */

int pp_xlsx_open(const char *path, const char *sheet, struct pp_xlsx **out,
                 struct pp_error *err)
{
    struct pp_zip_reader *zip;

    *out = NULL;
    if (pp_zip_open(path, &zip, err) != 0)
        return -1;
    struct pp_xlsx *x = pp_alloc_zero(1, sizeof *x);
    x->zip = zip;
    x->pool = pp_pool_new();
    x->name = pp_strdup(path);
    x->sheets = pp_pool_array(x->pool, 1001, sizeof *x->sheets);
    x->is_date = pp_pool_array(x->pool, PP_XLSX_MAX_STYLES, sizeof *x->is_date);
    pp_buffer_puts(&x->strings, "");
    if (pp_xlsx_open_parts(x, sheet, err) != 0) {
        pp_xlsx_close(x);
        return -1;
    }
    *out = x;
    return 0;
}

void pp_xlsx_close(struct pp_xlsx *x)
{
    if (x == NULL)
        return;
    if (x->parser != NULL)
        XML_ParserFree(x->parser);
    pp_zip_close(x->zip);
    pp_buffer_clear(&x->strings);
    pp_buffer_clear(&x->text);
    pp_buffer_clear(&x->row_text);
    pp_free(x->string_ends);
    pp_free(x->cells);
    pp_free(x->fields);
    pp_free(x->name);
    pp_pool_free(x->pool);
    pp_free(x);
}

const struct pp_xlsx_facts *pp_xlsx_facts(const struct pp_xlsx *xlsx)
{
    return &xlsx->facts;
}
