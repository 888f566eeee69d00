#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "prepost/base/data_dir.h"
#include "prepost/base/file.h"
#include "prepost/cli/command.h"
#include "prepost/cli/evaluation.h"
#include "prepost/cli/leftovers.h"
#include "prepost/cli/versions.h"
#include "prepost/plot/canvas.h"
#include "prepost/report/printer.h"
#include "prepost/store/verify.h"

/*
 * Whether this machine has all that prepost needs, by trying it: a figure is
 * drawn, a page is printed, the files that come along are read.
 */
struct settings {
    struct pp_common common;
};

static const struct pp_option options[] = {PP_OPTION_END};

enum finding { GOOD, LACKS, BROKEN }; /* LACKS: something will not work */

struct examination {
    FILE *out;
    struct pp_pool *pool;
    const char *dir;
    size_t n_lacks, n_broken;
};

static void __attribute__((format(printf, 4, 5)))
say(struct examination *e, enum finding finding, const char *what,
    const char *format, ...)
{
    static const char *const words[] = {"ok", "lacks", "BROKEN"};
    va_list arguments;

    fprintf(e->out, "%-7s %-14s ", words[finding], what);
    va_start(arguments, format);
    vfprintf(e->out, format, arguments);
    va_end(arguments);
    fputc('\n', e->out);
    e->n_lacks += finding == LACKS;
    e->n_broken += finding == BROKEN;
}

static void look_at_libraries(struct examination *e)
{
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_libraries all;

    pp_versions_all(&all);
    for (size_t i = 0; i < all.n; i++)
        pp_buffer_printf(&text, "%s%s %s",
                         i == 0       ? ""
                         : i % 3 == 0 ? ",\n                       "
                                      : ", ",
                         all.items[i].name, all.items[i].version);
    say(e, GOOD, "libraries", "%s", pp_buffer_text(&text));
    pp_buffer_clear(&text);
}

static void look_at_files(struct examination *e)
{
    const char *surveys = pp_data_dir(e->pool, "surveys");
    const char *reports = pp_data_dir(e->pool, "reports");
    struct pp_catalogue *catalogue = pp_catalogue_new(e->pool, NULL);
    struct pp_text_list ids = pp_catalogue_ids(catalogue);
    struct pp_notes notes;
    size_t n_bad = 0;

    pp_notes_init(&notes, e->pool, 0);
    if (surveys == NULL || reports == NULL) {
        say(e, BROKEN, "files",
            "surveys and reports, which come with prepost, are not there; "
            "PREPOST_DATA can say where they are");
        return;
    }
    for (size_t i = 0; i < ids.n; i++)
        n_bad += pp_catalogue_find(ids.items[i], &notes, catalogue) == NULL;
    if (n_bad > 0)
        say(e, BROKEN, "files", "%zu of %zu questionnaires in %s have mistakes",
            n_bad, ids.n, surveys);
    else
        say(e, GOOD, "files", "%zu questionnaires in %s", ids.n, surveys);
}

/* prepost itself writes UTF-8 whatever the locale; a terminal may not. */
static void look_at_locale(struct examination *e)
{
    const char *names[] = {getenv("LC_ALL"), getenv("LC_CTYPE"),
                           getenv("LANG")};
    const char *locale = "";

    for (size_t i = 0; i < sizeof names / sizeof names[0] && !locale[0]; i++)
        locale = names[i] != NULL ? names[i] : "";
    if (strcasestr(locale, "utf-8") != NULL ||
        strcasestr(locale, "utf8") != NULL)
        say(e, GOOD, "locale", "%s", locale);
    else
        say(e, LACKS, "locale",
            "\"%s\" is not UTF-8: letters with accents may look wrong on this "
            "terminal (not in reports); LANG=C.UTF-8 helps",
            locale);
}

static void look_at_figures(struct examination *e)
{
    const struct pp_canvas_words words = {"doctor", "Doctor", "A line"};
    struct pp_scene *scene = pp_scene_new(e->pool, 100);
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err = {0};
    struct pp_face face = {12, PP_REGULAR, PP_UPRIGHT, 0};

    scene->height_px = 50;
    pp_scene_text(scene, face, 5, 20, PP_LEFT, "Before and after");
    if (pp_canvas_svg(scene, &words, PP_SVG_FILE, &out, &err) == 0)
        say(e, GOOD, "SVG", "PLplot draws");
    else
        say(e, BROKEN, "SVG", "%s", err.text);
    out.length = 0;
    if (pp_canvas_png(scene, 1, &out, &err) == 0)
        say(e, GOOD, "PNG", "PLplot, cairo and Liberation Sans draw");
    else
        say(e, LACKS, "PNG", "%s", err.text);
    pp_buffer_clear(&out);
}

static void look_at_printer(struct examination *e)
{
    static const char page[] = "<!DOCTYPE html><html lang=\"en-GB\"><title>t"
                               "</title><p>Before and after</p></html>";
    struct pp_buffer pdf = PP_BUFFER_INIT;
    struct pp_printer printer;
    struct pp_error err = {0};

    if (pp_printer_find(&printer, &err) != 0)
        say(e, LACKS, "PDF", "%s", err.text);
    else if (pp_printer_run(&printer, page, sizeof page - 1, &pdf, &err) != 0)
        say(e, LACKS, "PDF", "%s", err.text);
    else
        say(e, GOOD, "PDF", "%s prints%s", printer.version,
            printer.kind == PP_PRINTER_CHROMIUM
                ? ""
                : ", without tags for screen readers; Chromium writes them");
    pp_buffer_clear(&pdf);
}

/* --- the evaluation in this folder ---------------------------------------- */

static void look_at_mode(struct examination *e, const char *name)
{
    char path[4200];
    struct stat st;

    snprintf(path, sizeof path, "%s/%s", e->dir, name);
    if (stat(path, &st) != 0)
        return;
    if ((st.st_mode & 077) != 0)
        say(e, BROKEN, name, "others may read it (mode %03o); chmod 600 %s",
            (unsigned)st.st_mode & 0777, path);
    else
        say(e, GOOD, name, "only you may read it");
}

/* rejects.csv, and rejects-NAME.csv of a file that came beside another. */
static void look_at_rejects(struct examination *e)
{
    struct dirent **entries;
    int n = scandir(e->dir, &entries, NULL, alphasort);

    for (int i = 0; i < n; i++) {
        if (strcmp(entries[i]->d_name, "rejects.csv") == 0 ||
            strncmp(entries[i]->d_name, "rejects-", 8) == 0)
            look_at_mode(e, entries[i]->d_name);
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

static void look_at_leftovers(struct examination *e)
{
    struct pp_text_list left = pp_leftovers_find(e->pool, e->dir);

    for (size_t i = 0; i < left.n; i++)
        say(e, BROKEN, pp_file_name(left.items[i]),
            "left by a command that was killed; it may hold what people said: "
            "rm %s",
            left.items[i]);
}

static void look_at_store(struct examination *e)
{
    const struct pp_evaluation here = {.pool = e->pool, .dir = e->dir};
    const char *path = pp_evaluation_path(&here, "evaluation.db");
    struct pp_store *store;
    struct pp_error err = {0};
    struct pp_notes notes;

    pp_notes_init(&notes, e->pool, 1);
    if (access(path, F_OK) != 0) {
        say(e, GOOD, "store", "none in %s yet", e->dir);
        return;
    }
    look_at_mode(e, "evaluation.db");
    look_at_mode(e, "evaluation.key");
    look_at_rejects(e);
    if (access(e->dir, W_OK) != 0)
        say(e, LACKS, "folder",
            "%s cannot be written to: nothing can be "
            "imported",
            e->dir);
    /* An import that was killed may leave a store with nothing in it. */
    if (pp_store_open(path, PP_STORE_READ, &store, &err) != 0)
        say(e, err.code == PP_EDATA ? GOOD : BROKEN, "store", "%s", err.text);
    else if (pp_store_verify(store, &notes, &err) != 0)
        say(e, BROKEN, "store", "%s", err.text);
    else if (notes.n_by_severity[PP_NOTE_ERROR] > 0)
        say(e, BROKEN, "store",
            "not whole; prepost verify tells what is wrong");
    else
        say(e, GOOD, "store", "whole");
    pp_store_close(store);
}

static int run(const void *settings, char **arguments, int n_arguments,
               FILE *out, struct pp_error *err)
{
    const struct settings *s = settings;
    struct examination e = {
        .out = out, .pool = pp_pool_new(), .dir = s->common.dir};

    (void)arguments;
    (void)n_arguments;
    fprintf(out, "prepost %s\n", PP_VERSION);
    look_at_libraries(&e);
    look_at_files(&e);
    look_at_locale(&e);
    look_at_figures(&e);
    look_at_printer(&e);
    look_at_store(&e);
    look_at_leftovers(&e);
    pp_pool_free(e.pool);
    if (e.n_broken > 0)
        return pp_fail(err, PP_EIO, "%zu thing%s must be put right", e.n_broken,
                       e.n_broken == 1 ? "" : "s");
    return e.n_lacks > 0 ? PP_EXIT_ATTENTION : PP_EXIT_DONE;
}

const struct pp_command pp_command_is_doctor = {
    .name = "doctor",
    .synopsis = "",
    .summary = "look whether this machine has what prepost needs",
    .description =
        "Tries each thing: libraries, the files that come along, the locale, "
        "drawing a\nfigure as SVG and PNG, printing a PDF, and who may read "
        "the store, the key and the\nrejects here. Names what a command that "
        "was killed left half written. Says what to do\nabout what is "
        "missing.",
    .options = options,
    .settings_size = sizeof(struct settings),
    .max_arguments = 0,
    .run = run};
