#include "import_parts.h"

#include <fnmatch.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/delimiter.h"
#include "prepost/base/file.h"
#include "prepost/base/text.h"

/* --- the plan's word on a file -------------------------------------------- */

/* A name such as "answers [1].csv" is meant as it stands, too. */
static bool fits(const char *pattern, const char *path)
{
    return strcmp(pattern, path) == 0 || fnmatch(pattern, path, 0) == 0;
}

static bool matches(const struct pp_plan *plan, const char *pattern,
                    const char *path)
{
    const char *slash = plan->file != NULL ? strrchr(plan->file, '/') : NULL;
    size_t n_folder = slash != NULL ? (size_t)(slash - plan->file) + 1 : 0;

    return fits(pattern, path) || fits(pattern, pp_file_name(path)) ||
           (n_folder > 0 && strncmp(path, plan->file, n_folder) == 0 &&
            fits(pattern, path + n_folder));
}

const struct pp_plan_file *pp_ingest_plan_file(const struct pp_plan *plan,
                                               const char *path)
{
    for (size_t i = 0; i < plan->n_files; i++)
        if (plan->files[i].path != NULL &&
            matches(plan, plan->files[i].path, path))
            return &plan->files[i];
    return NULL;
}

/* --- options -------------------------------------------------------------- */

static const char *either(const char *first, const char *second)
{
    return first != NULL ? first : second;
}

static void merge_options(struct pp_importer *im)
{
    struct pp_ingest_options *options = &im->ingest.options;
    const struct pp_plan_file *file =
        pp_ingest_plan_file(im->ingest.plan, im->path);

    im->report.file = file;
    if (file == NULL)
        return;
    options->wave = either(options->wave, file->wave);
    options->region = either(options->region, file->region);
    options->group = either(options->group, file->group);
    options->arm = either(options->arm, file->arm);
    options->platform = either(options->platform, file->platform);
    options->delimiter = either(options->delimiter, file->delimiter);
    options->encoding = either(options->encoding, file->encoding);
    options->sheet = either(options->sheet, file->sheet);
}

static int find_wave(struct pp_importer *im, struct pp_error *err)
{
    const struct pp_plan *plan = im->ingest.plan;
    const char *wave = im->ingest.options.wave;
    const char *ids[64];
    size_t n = 0;

    im->wave = -1;
    if (wave == NULL)
        return 0;
    im->wave = pp_plan_wave(plan, wave);
    if (im->wave >= 0)
        return 0;
    for (; n < plan->n_waves && n < 64; n++)
        ids[n] = plan->waves[n].id;
    struct pp_buffer text = PP_BUFFER_INIT;
    const char *closest = pp_text_closest(wave, ids, n);
    pp_buffer_printf(&text, "\"%s\" is not a wave of the plan; expected ",
                     wave);
    for (size_t i = 0; i < n; i++)
        pp_buffer_printf(&text, "%s%s",
                         i == 0 ? "" : (i + 1 < n ? ", " : " or "), ids[i]);
    if (closest != NULL)
        pp_buffer_printf(&text, "; did you mean \"%s\"?", closest);
    pp_fail(err, PP_EUSAGE, "%s", text.data);
    pp_buffer_clear(&text);
    return -1;
}

static int check_length(const char *option, const char *name,
                        struct pp_error *err)
{
    if (name == NULL || strlen(name) <= PP_MAX_NAME_BYTES)
        return 0;
    return pp_fail(err, PP_EUSAGE,
                   "--%s: the name given has %zu bytes; expected %d at most",
                   option, strlen(name), PP_MAX_NAME_BYTES);
}

/* --region and --group: where the plan's files name some, one of those. */
static int check_place(const struct pp_plan *plan, const char *what,
                       const char *(*of)(const struct pp_plan_file *),
                       const char **place, struct pp_error *err)
{
    /* As of a script's variable that was never set. */
    if (*place != NULL && (*place)[strspn(*place, " \t")] == '\0')
        return pp_fail(err, PP_EUSAGE,
                       "--%s: the name given is empty; leave --%s out where it "
                       "is not to be said",
                       what, what);
    const char **known = pp_alloc_array(plan->n_files + 1, sizeof *known);
    const struct pp_plan_places *places = pp_plan_places_of(plan, what);
    const char *same = NULL;
    size_t n = 0;

    for (size_t i = 0; i < places->n && *place != NULL; i++)
        if (pp_plan_place_name(places, *place) == places->items[i].name)
            same = places->items[i].name; /* however it is written */
    for (size_t i = 0; i < plan->n_files; i++) {
        const char *name = of(&plan->files[i]);
        bool is_known = name == NULL;
        for (size_t k = 0; k < n; k++)
            is_known = is_known || strcmp(known[k], name) == 0;
        if (!is_known)
            known[n++] = name;
    }
    for (size_t i = 0; i < n && *place != NULL && same == NULL; i++)
        same = pp_text_same(known[i], *place) ? known[i] : same;
    if (*place != NULL && n > 0 && same == NULL) {
        struct pp_buffer text = PP_BUFFER_INIT;
        const char *closest = pp_text_closest(*place, known, n);
        pp_buffer_printf(&text,
                         "\"%s\" is not a %s that the plan names for its "
                         "files; expected ",
                         *place, what);
        for (size_t i = 0; i < n; i++)
            pp_buffer_printf(&text, "%s\"%s\"",
                             i == 0 ? "" : (i + 1 < n ? ", " : " or "),
                             known[i]);
        if (closest != NULL)
            pp_buffer_printf(&text, "; did you mean \"%s\"?", closest);
        pp_buffer_puts(&text, closest != NULL ? " A" : ". A");
        pp_buffer_printf(&text,
                         " new %s is named in the plan, under files:", what);
        pp_fail(err, PP_EUSAGE, "%s", text.data);
        pp_buffer_clear(&text);
        pp_free(known);
        return -1;
    }
    if (same != NULL)
        *place = same; /* written as in the plan */
    pp_free(known);
    return 0;
}

static const char *region_of(const struct pp_plan_file *file)
{
    return file->region;
}

static const char *group_of(const struct pp_plan_file *file)
{
    return file->group;
}

static int check_places(struct pp_importer *im, struct pp_error *err)
{
    struct pp_ingest_options *options = &im->ingest.options;

    if (check_length("region", options->region, err) != 0 ||
        check_length("group", options->group, err) != 0 ||
        check_length("arm", options->arm, err) != 0 ||
        check_place(im->ingest.plan, "region", region_of, &options->region,
                    err) != 0)
        return -1;
    return check_place(im->ingest.plan, "group", group_of, &options->group,
                       err);
}

int pp_importer_settle(struct pp_importer *im, struct pp_error *err)
{
    if (check_places(im, err) != 0)
        return -1;
    merge_options(im);
    return find_wave(im, err);
}

/* --- opening -------------------------------------------------------------- */

int pp_importer_open(struct pp_importer *im, struct pp_error *err)
{
    const struct pp_ingest_options *options = &im->ingest.options;
    const struct pp_plan_file *file = im->report.file;
    struct pp_source_options wanted = {.sheet = options->sheet};

    if (file != NULL && file->comment != NULL)
        wanted.comment = file->comment[0];

    if (options->delimiter != NULL) {
        wanted.delimiter = pp_delimiter_of(options->delimiter);
        if (wanted.delimiter == 0)
            return pp_fail(err, PP_EUSAGE,
                           "\"%s\" is not a delimiter; expected comma, "
                           "semicolon, tab, bar or one sign",
                           options->delimiter);
    }
    if (options->encoding != NULL) {
        wanted.encoding = pp_encoding_of(options->encoding);
        if (wanted.encoding == PP_ENCODING_FIND)
            return pp_fail(err, PP_EUSAGE,
                           "\"%s\" is not an encoding that is known; expected "
                           "utf-8, utf-16 or windows-1252",
                           options->encoding);
    }
    return pp_source_open(im->path, &wanted, &im->source, im->ingest.notes,
                          err);
}
