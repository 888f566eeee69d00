#include <string.h>
#include <unistd.h>

#include "instrument_work.h"
#include "prepost/base/alloc.h"
#include "prepost/base/file.h"
#include "prepost/base/json.h"
#include "prepost/base/text.h"
#include "prepost/report/instrument_page.h"

enum { MAX_MISTAKES = 20 };

static const struct instrument_settings defaults = {.items = 0};

static const struct pp_option options[] = {
    {"output", 'o', "FILE", "form, new: write here; - is the screen",
     PP_OPTION_IS_TEXT, offsetof(struct instrument_settings, output), 0, 0},
    PP_OPTION_FLAG("large-print", struct instrument_settings, large_print,
                   "form: 18 point on paper, and large on the screen"),
    PP_OPTION_TEXT("title", "TEXT", struct instrument_settings, title,
                   "form: heading of the page"),
    PP_OPTION_TEXT("wave", "WAVE", struct instrument_settings, wave,
                   "form: put this wave in every saved row"),
    PP_OPTION_TEXT("code-heading", "TEXT", struct instrument_settings,
                   code_heading,
                   "form: saved column of the person's code (Code)"),
    PP_OPTION_TEXT("help-line", "TEXT", struct instrument_settings, help_line,
                   "form: whom to turn to when a question upsets"),
    PP_OPTION_TEXT("id", "ID", struct instrument_settings, id,
                   "new: name in plans and stores (made from the name)"),
    PP_OPTION_TEXT("name", "TEXT", struct instrument_settings, name,
                   "new: the questionnaire's name"),
    PP_OPTION_WHOLE("items", "N", struct instrument_settings, items, 1, 500,
                    "new: how many questions"),
    PP_OPTION_TEXT("answers", "RANGE", struct instrument_settings, answers,
                   "new: first and last number, as in 1-5"),
    PP_OPTION_TEXT("labels", "LIST", struct instrument_settings, labels,
                   "new: answers from least to most, with commas"),
    PP_OPTION_TEXT("score", "HOW", struct instrument_settings, score,
                   "new: sum or mean (sum)"),
    PP_OPTION_TEXT("better", "WAY", struct instrument_settings, better,
                   "new: higher or lower"),
    PP_OPTION_TEXT("reverse", "LIST", struct instrument_settings, reverse,
                   "new: questions scored the other way round"),
    PP_OPTION_WHOLE("missing", "N", struct instrument_settings, missing, 0, 499,
                    "new: answers that may be missing (0)"),
    PP_OPTION_TEXT("from", "FILE", struct instrument_settings, from,
                   "new: take the questions from a file's headings"),
    PP_OPTION_END};

/* --- what the actions share ------------------------------------------------*/

static bool wants_json(const struct instrument_work *w)
{
    const char *format = w->settings->common.format;

    return format != NULL && strcmp(format, "json") == 0;
}

static void show_notes(const struct instrument_work *w)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_notes_print(&w->notes, &text);
    fputs(pp_buffer_text(&text), stderr);
    pp_buffer_clear(&text);
}

static int find(struct instrument_work *w, const char *id,
                const struct pp_instrument **out, struct pp_error *err)
{
    *out = pp_catalogue_find(id, &w->notes, w->catalogue);
    if (*out != NULL)
        return 0;
    if (w->notes.n > 0) {
        show_notes(w);
        return pp_fail(err, PP_EDATA, "the definition of %s has mistakes", id);
    }
    const char *near = pp_catalogue_closest(w->catalogue, id);

    if (near != NULL)
        return pp_fail(err, PP_EUSAGE,
                       "there is no questionnaire \"%s\"; did you mean \"%s\"?",
                       id, near);
    return pp_fail(err, PP_EUSAGE,
                   "there is no questionnaire \"%s\"; prepost instrument list "
                   "names those at hand",
                   id);
}

int pp_instrument_deliver(struct instrument_work *w, const char *to, FILE *out,
                          struct pp_error *err)
{
    if (to != NULL && strcmp(to, "-") != 0) {
        if (pp_file_write(to, pp_buffer_text(&w->out), w->out.length,
                          PP_FILE_SHARED, err) != 0)
            return -1;
        if (!w->settings->common.quiet)
            fprintf(stderr, "prepost: wrote %s\n", to);
        return PP_EXIT_DONE;
    }
    fwrite(pp_buffer_text(&w->out), 1, w->out.length, out);
    return PP_EXIT_DONE;
}

static void print_json(struct instrument_work *w, json_t *value)
{
    pp_json_print(value, &w->out);
    json_decref(value);
}

/* --- list ------------------------------------------------------------------*/

static json_t *list_entry(const struct pp_instrument *ins)
{
    json_t *object = json_object(), *scales = json_array();

    for (size_t i = 0; i < ins->n_scales; i++)
        pp_json_add(scales, NULL, pp_json_text(ins->scales[i].id));
    pp_json_add(object, "id", pp_json_text(ins->id));
    pp_json_add(object, "name", pp_json_text(ins->name));
    pp_json_add(object, "items", pp_json_count((long)ins->n_items));
    pp_json_add(object, "scales", scales);
    pp_json_add(object, "status",
                pp_json_text(pp_key_status_word(ins->status)));
    pp_json_add(object, "form", pp_json_bool(pp_instrument_may_be_shown(ins)));
    return object;
}

static void list_row(struct instrument_work *w, const struct pp_instrument *ins)
{
    enum { ROOM = 50 };
    const char *note = ins->status == PP_KEY_UNCONFIRMED ? " *" : "";
    size_t room = ROOM - strlen(note);
    size_t n = strlen(ins->name);
    size_t fit = pp_text_fit(ins->name, n, room);

    if (fit < n)
        fit = pp_text_fit(ins->name, n, room - 3);
    pp_buffer_printf(&w->out, "%-16s %5zu  %-4s  %.*s%s%s\n", ins->id,
                     ins->n_items,
                     pp_instrument_may_be_shown(ins) ? "yes" : "-", (int)fit,
                     ins->name, fit < n ? "..." : "", note);
}

static int do_list(struct instrument_work *w, FILE *out, struct pp_error *err)
{
    struct pp_text_list ids = pp_catalogue_ids(w->catalogue);
    json_t *array = json_array();

    if (!wants_json(w))
        pp_buffer_printf(&w->out, "%-16s %5s  %-4s  %s\n", "id", "items",
                         "form", "name");
    for (size_t i = 0; i < ids.n; i++) {
        const struct pp_instrument *ins =
            pp_catalogue_find(ids.items[i], &w->notes, w->catalogue);

        if (ins == NULL)
            continue;
        if (wants_json(w))
            pp_json_add(array, NULL, list_entry(ins));
        else
            list_row(w, ins);
    }
    if (wants_json(w))
        pp_json_print(array, &w->out);
    else
        pp_buffer_puts(&w->out,
                       "\nform: the questions may be shown, so prepost "
                       "instrument form ID makes a form.\n"
                       "*: the scoring key is not confirmed; prepost "
                       "instrument show ID says why.\n");
    json_decref(array);
    int status = pp_instrument_deliver(w, w->settings->output, out, err);

    if (status != PP_EXIT_DONE || w->notes.n == 0)
        return status;
    show_notes(w);
    return PP_EXIT_ATTENTION;
}

/* --- show, form ------------------------------------------------------------*/

static int do_show(struct instrument_work *w, FILE *out, struct pp_error *err)
{
    json_t *array = w->n_arguments > 1 ? json_array() : NULL;

    for (int i = 0; i < w->n_arguments; i++) {
        const struct pp_instrument *ins;

        if (find(w, w->arguments[i], &ins, err) != 0) {
            json_decref(array);
            return -1;
        }
        if (!wants_json(w)) {
            pp_buffer_puts(&w->out, i > 0 ? "\n\n" : "");
            pp_instrument_page(ins, &w->out);
        } else if (array != NULL) {
            pp_json_add(array, NULL, pp_instrument_json(ins));
        } else {
            print_json(w, pp_instrument_json(ins));
        }
    }
    if (wants_json(w) && array != NULL)
        pp_json_print(array, &w->out);
    json_decref(array);
    return pp_instrument_deliver(w, w->settings->output, out, err);
}

static int do_form(struct instrument_work *w, FILE *out, struct pp_error *err)
{
    const struct instrument_settings *s = w->settings;
    const struct pp_instrument **all =
        pp_pool_array(w->pool, (size_t)w->n_arguments, sizeof *all);
    const struct pp_form_options form = {.title = s->title,
                                         .wave = s->wave,
                                         .help_line = s->help_line,
                                         .id_heading = s->code_heading,
                                         .large_print = s->large_print};

    for (int i = 0; i < w->n_arguments; i++) {
        if (find(w, w->arguments[i], &all[i], err) != 0)
            return -1;
        for (int j = 0; j < i; j++)
            if (all[j] == all[i])
                return pp_fail(err, PP_EUSAGE, "%s is named twice", all[i]->id);
        if (all[i]->wording == PP_WORDING_NONE)
            return pp_fail(
                err, PP_EDATA, "the questions of %s may not be shown: %s",
                all[i]->id,
                all[i]->wording_licence != NULL ? all[i]->wording_licence
                                                : "its definition says so");
        if (!pp_instrument_may_be_shown(all[i]))
            return pp_fail(err, PP_EDATA,
                           "the definition of %s has no questions, only how "
                           "many; list them under items",
                           all[i]->id);
    }
    pp_instrument_form(all, (size_t)w->n_arguments, &form, &w->out);
    return pp_instrument_deliver(w, s->output, out, err);
}

/* --- check -----------------------------------------------------------------*/

/* A file; or, where there is none of that name, a questionnaire at hand. */
static int check_one(struct instrument_work *w, const char *path,
                     int *n_unconfirmed)
{
    const struct pp_instrument *ins = NULL;
    size_t before = w->notes.n_by_severity[PP_NOTE_ERROR];

    if (access(path, F_OK) != 0 && strpbrk(path, "./") == NULL)
        ins = pp_catalogue_find(path, &w->notes, w->catalogue);
    if (ins == NULL && w->notes.n_by_severity[PP_NOTE_ERROR] == before &&
        pp_catalogue_read_file(w->pool, path, &ins, &w->notes) != 0)
        ins = NULL;
    if (ins == NULL)
        return -1;
    pp_buffer_printf(&w->out, "%s: no mistakes. %s: %zu question%s", path,
                     ins->name, ins->n_items, ins->n_items == 1 ? "" : "s");
    for (size_t i = 0; i < ins->n_scales; i++)
        pp_buffer_printf(&w->out, "; %s.%s %.10g to %.10g", ins->id,
                         ins->scales[i].id, ins->scales[i].min,
                         ins->scales[i].max);
    pp_buffer_puts(&w->out, "\n");
    if (ins->status == PP_KEY_UNCONFIRMED) {
        pp_buffer_printf(&w->out, "%s: its key is not confirmed: %s\n", path,
                         ins->status_note);
        ++*n_unconfirmed;
    }
    return 0;
}

static int do_check(struct instrument_work *w, FILE *out, struct pp_error *err)
{
    int n_bad = 0, n_unconfirmed = 0;

    for (int i = 0; i < w->n_arguments; i++)
        n_bad += check_one(w, w->arguments[i], &n_unconfirmed) != 0;
    show_notes(w);
    if (pp_instrument_deliver(w, w->settings->output, out, err) < 0)
        return -1;
    size_t n = w->notes.n_by_severity[PP_NOTE_ERROR];

    if (n_bad > 0)
        return pp_fail(err, PP_EDATA, "%zu mistake%s", n, n == 1 ? "" : "s");
    return n_unconfirmed > 0 ? PP_EXIT_ATTENTION : PP_EXIT_DONE;
}

/* --- schema ----------------------------------------------------------------*/

static int do_schema(struct instrument_work *w, FILE *out, struct pp_error *err)
{
    pp_instrument_json_schema(&w->out);
    return pp_instrument_deliver(w, w->settings->output, out, err);
}

/* --- the command -----------------------------------------------------------*/

static const struct action {
    const char *name;
    int min_arguments, max_arguments; /* after the action; max -1: any */
    const char *wants;
    int (*run)(struct instrument_work *w, FILE *out, struct pp_error *err);
} actions[] = {
    {"list", 0, 0, NULL, do_list},          {"show", 1, -1, "an ID", do_show},
    {"check", 1, -1, "a FILE", do_check},   {"form", 1, -1, "an ID", do_form},
    {"new", 0, 0, NULL, pp_instrument_new}, {"schema", 0, 0, NULL, do_schema},
};

static const struct action *action_of(const char *name, struct pp_error *err)
{
    enum { N = sizeof actions / sizeof *actions };
    const char *names[N];

    for (size_t i = 0; i < N; i++) {
        names[i] = actions[i].name;
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    }
    const char *near = pp_text_closest(name, names, N);

    if (near != NULL)
        pp_fail(err, PP_EUSAGE,
                "instrument: no action \"%s\"; did you mean "
                "\"%s\"?",
                name, near);
    else
        pp_fail(err, PP_EUSAGE,
                "instrument: no action \"%s\"; expected list, show, check, "
                "form, new or schema",
                name);
    return NULL;
}

static int run(const void *given, char **arguments, int n_arguments, FILE *out,
               struct pp_error *err)
{
    const struct action *action = action_of(arguments[0], err);
    struct instrument_work w = {.settings = given,
                                .arguments = arguments + 1,
                                .n_arguments = n_arguments - 1};

    if (action == NULL)
        return -1;
    if (w.n_arguments < action->min_arguments ||
        (action->max_arguments >= 0 && w.n_arguments > action->max_arguments))
        return pp_fail(
            err, PP_EUSAGE, "instrument %s: expected %s", action->name,
            action->min_arguments > 0 ? action->wants : "nothing after it");
    w.pool = pp_pool_new();
    pp_notes_init(&w.notes, w.pool, MAX_MISTAKES);
    w.catalogue = pp_catalogue_new(w.pool, w.settings->common.dir);
    int status = action->run(&w, out, err);

    pp_buffer_clear(&w.out);
    pp_pool_free(w.pool);
    return status;
}

const struct pp_command pp_command_is_instrument = {
    .name = "instrument",
    .synopsis = "list | show ID... | check FILE... | form ID... | new",
    .summary = "the questionnaires at hand, and your own",
    .description =
        "list names every questionnaire that prepost can score, show prints "
        "one as a page:\nits questions where they may be shown, its key, how "
        "missing answers are treated, its\nbands and published thresholds with "
        "their sources.\n"
        "\n"
        "check reads definition files and names every mistake in one run, with "
        "its line,\nand each key that is not confirmed (status 3).\n"
        "\n"
        "form writes a blank questionnaire as one HTML page, for screen and "
        "paper, that\nworks without a network. Filled in, it saves the answers "
        "as a CSV that import takes,\nunder a name drawn at random: it says "
        "nothing of the person. Several IDs make one form.\n"
        "\n"
        "new writes a commented definition of your own questionnaire from "
        "options, from the\nheadings of a CSV (--from), or by asking. It goes "
        "to ID.yaml in the evaluation's\nfolder, where it is found at once. "
        "With --from, give --labels: they say which\nquestions are meant, and "
        "in which order their answers count; without, that order\nis a guess "
        "(status 3).\n"
        "\n"
        "schema prints the JSON Schema of definition files, for editors.",
    .options = options,
    .formats = "text json",
    .settings_size = sizeof(struct instrument_settings),
    .defaults = &defaults,
    .min_arguments = 1,
    .max_arguments = -1,
    .run = run,
};
