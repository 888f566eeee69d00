#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "draft_from_csv.h"
#include "instrument_work.h"
#include "prepost/base/file.h"
#include "prepost/base/number.h"
#include "prepost/base/text.h"
#include "prepost/base/yaml.h"
#include "prepost/model/plan.h"

/* Asks on a terminal; an empty answer is the one in brackets. */
static const char *ask(struct instrument_work *w, const char *question,
                       const char *otherwise)
{
    char line[1024];

    fprintf(stderr, otherwise[0] != '\0' ? "%s [%s]: " : "%s: ", question,
            otherwise);
    if (fgets(line, sizeof line, stdin) == NULL)
        return otherwise;
    line[strcspn(line, "\r\n")] = '\0';
    return line[0] != '\0' ? pp_pool_strdup(w->pool, line) : otherwise;
}

static struct pp_text_list split_labels(struct instrument_work *w,
                                        const char *text)
{
    const char **labels =
        pp_pool_array(w->pool, strlen(text) + 1, sizeof *labels);
    size_t n = 0;

    while (*text != '\0') {
        text += strspn(text, " ");
        size_t length = strcspn(text, ","), kept = length;

        while (kept > 0 && text[kept - 1] == ' ')
            kept--;
        if (kept > 0)
            labels[n++] = pp_pool_strndup(w->pool, text, kept);
        text += length + (text[length] != '\0');
    }
    return (struct pp_text_list){labels, n};
}

static const char *id_of(struct instrument_work *w, const char *name)
{
    struct pp_buffer id = PP_BUFFER_INIT;

    pp_instrument_draft_id(name, &id);
    char *copy = pp_pool_strdup(w->pool, pp_buffer_text(&id));

    pp_buffer_clear(&id);
    return copy;
}

/* 0 for what --items would not take. */
static size_t count_of(const char *answer)
{
    long n;

    if (pp_whole_parse(answer, strlen(answer), &n) != 0 || n < 1 || n > 500)
        return 0;
    return (size_t)n;
}

static void ask_for_the_rest(struct instrument_work *w,
                             struct pp_instrument_draft *d)
{
    bool has_items = d->n_items > 0 || d->items.n > 0;

    if (d->name == NULL)
        d->name = ask(w, "What is the questionnaire called", "");
    if (d->id == NULL)
        d->id = ask(w, "A short name for files and columns", id_of(w, d->name));
    while (!has_items && d->n_items == 0)
        d->n_items =
            count_of(ask(w, "How many questions has it, 1 to 500", "10"));
    if (d->answers == NULL && d->labels.n == 0)
        d->answers = ask(w, "First and last number of its answers", "1-5");
    if (d->better == NULL)
        d->better = ask(w, "Which score is better, higher or lower", "higher");
    if (d->reverse == NULL)
        d->reverse =
            ask(w, "Questions scored the other way round (3, 6), if any", "");
    if (d->reverse[0] == '\0')
        d->reverse = NULL;
}

/* All that is missing at once. */
static int want_all(const struct pp_instrument_draft *d, struct pp_error *err)
{
    const struct {
        const char *what;
        bool is_there;
    } wanted[] = {
        {"--name TEXT", d->name != NULL && d->name[0] != '\0'},
        {"--items N or --from FILE", d->n_items > 0 || d->items.n > 0},
        {"--answers RANGE or --labels LIST",
         d->answers != NULL || d->labels.n > 0},
        {"--better higher or lower", d->better != NULL},
    };
    struct pp_buffer missing = PP_BUFFER_INIT;
    size_t n = 0;

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (!wanted[i].is_there)
            pp_buffer_printf(&missing, "%s%s", n++ > 0 ? "; " : "",
                             wanted[i].what);
    if (n > 0)
        pp_fail(err, PP_EUSAGE,
                "instrument new: %s %s missing (on a terminal %s would be "
                "asked for)",
                missing.data, n == 1 ? "is" : "are", n == 1 ? "it" : "they");
    pp_buffer_clear(&missing);
    return n > 0 ? -1 : 0;
}

static int complete(struct instrument_work *w, struct pp_instrument_draft *d,
                    struct pp_error *err)
{
    if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO))
        ask_for_the_rest(w, d);
    if (want_all(d, err) != 0)
        return -1;
    if (d->id == NULL)
        d->id = id_of(w, d->name);
    return 0;
}

/* What was given is checked as every file is; a bad one is not written. */
static int check_draft(struct instrument_work *w, const char *path,
                       struct pp_error *err)
{
    const struct pp_instrument *ins;

    if (pp_instrument_read(w->pool, path, pp_buffer_text(&w->out),
                           w->out.length, &ins, &w->notes) == 0)
        return 0;
    for (size_t i = 0; i < w->notes.n; i++)
        fprintf(stderr, "%s\n", w->notes.items[i].text);
    return pp_fail(err, PP_EUSAGE,
                   "instrument new: nothing written, because of what is above");
}

/* The first few questions that the new one has not, and why. */
static void tell_left_out(const char *path, const struct pp_text_list *left)
{
    enum { MOST = 8 };

    if (left->n == 0)
        return;
    fprintf(stderr,
            "%s: not in the new one, though they may be questions:", path);
    for (size_t i = 0; i < left->n && i < MOST; i++)
        fprintf(stderr, "%s %s", i > 0 ? "," : "", left->items[i]);
    if (left->n > MOST)
        fprintf(stderr, " and %zu more", left->n - MOST);
    fputc('\n', stderr);
}

/* Looked for where the user is, then where the plan is, as import does. */
static const char *find_file(const struct instrument_work *w)
{
    const char *path = w->settings->from;
    const char *beside =
        pp_pool_printf(w->pool, "%s/%s", w->settings->common.dir, path);
    bool is_beside = path[0] != '/' && strcmp(path, "-") != 0 &&
                     access(path, F_OK) != 0 && access(beside, F_OK) == 0;

    return is_beside ? beside : path;
}

/* Those that the plan here explains; it may name questionnaires that are not
 * made so far, and have mistakes. None where there is no plan. */
static struct pp_text_list headings_of_plan(const struct instrument_work *w,
                                            const char *path)
{
    struct pp_text_list headings = {NULL, 0};
    struct pp_buffer text = PP_BUFFER_INIT;
    struct pp_error err = {0};
    const char *plan =
        pp_pool_printf(w->pool, "%s/evaluation.yaml", w->settings->common.dir);

    if (access(plan, F_OK) == 0 &&
        pp_file_read(plan, PP_YAML_MAX_BYTES, &text, &err) == 0)
        pp_plan_headings_read(w->pool, pp_buffer_text(&text), text.length, path,
                              &headings);
    pp_buffer_clear(&text);
    return headings;
}

/* The form's, but for those of questionnaires that are known; and says so. */
static int take_questions(struct instrument_work *w,
                          struct pp_instrument_draft *d, struct pp_error *err)
{
    const char *path = find_file(w);
    const struct pp_text_list mapped = headings_of_plan(w, path);
    struct pp_draft_others others;

    if (pp_draft_from_csv(path, w->catalogue, &mapped, w->pool, d, &others,
                          err) != 0)
        return -1;
    if (others.n_mapped > 0 && !w->settings->common.quiet)
        fprintf(stderr,
                "%s: %zu column%s of which evaluation.yaml says what %s not "
                "in the new one\n",
                path, others.n_mapped, others.n_mapped == 1 ? "" : "s",
                others.n_mapped == 1 ? "it is, is" : "they are, are");
    for (size_t i = 0; i < others.known.n && !w->settings->common.quiet; i++)
        fprintf(stderr,
                "%s: the questions of %s are known (prepost instrument show "
                "%s) and are not in the new one\n",
                path, others.known.items[i], others.known.items[i]);
    for (size_t i = 0; i < others.remarks.n && !w->settings->common.quiet; i++)
        fprintf(stderr, "%s: %s\n", path, others.remarks.items[i]);
    if (!w->settings->common.quiet)
        tell_left_out(path, &others.left_out);
    return 0;
}

/* A questionnaire with its answers in a wrong order, or from another number
 * than its files, is scored in silence. */
static int tell_numbers(const struct instrument_settings *s,
                        const struct pp_instrument_draft *d)
{
    bool is_chosen = d->labels.n == 0 || s->answers != NULL;

    if (!d->check_labels && (is_chosen || s->common.quiet))
        return PP_EXIT_DONE;
    fputs(d->check_labels ? "prepost: the answers are numbered in the order in "
                            "which they were found:"
                          : "the answers are numbered:",
          stderr);
    for (size_t i = 0; i < d->labels.n; i++)
        fprintf(stderr, "%s %d = %s", i > 0 ? "," : "", d->first_code + (int)i,
                d->labels.items[i]);
    if (!d->check_labels) {
        size_t other = d->first_code == 0 ? 1 : 0;
        fprintf(stderr,
                ". If the files number them otherwise, say so: --answers "
                "%zu-%zu\n",
                other, other + d->labels.n - 1);
        return PP_EXIT_DONE;
    }
    fputs(". Put them right in the file, or give --labels from least to "
          "most\n",
          stderr);
    return PP_EXIT_ATTENTION;
}

/* The number of the first label; the range has one for each of them. */
static int first_code(const char *answers, size_t n_labels, int *out,
                      struct pp_error *err)
{
    size_t n = answers[0] == '-' ? 1 : 0;
    long first, last;

    n += strcspn(answers + n, "-");
    if (pp_whole_parse(answers, n, &first) != 0 || answers[n] != '-' ||
        pp_whole_parse(answers + n + 1, strlen(answers + n + 1), &last) != 0 ||
        first < INT16_MIN || first > INT16_MAX ||
        last != first + (long)n_labels - 1)
        return pp_fail(err, PP_EUSAGE,
                       "instrument new: --answers is \"%s\"; expected the "
                       "first and last number of the %zu labels, as in 1-%zu",
                       answers, n_labels, n_labels);
    *out = (int)first;
    return 0;
}

int pp_instrument_new(struct instrument_work *w, FILE *out,
                      struct pp_error *err)
{
    const struct instrument_settings *s = w->settings;
    struct pp_instrument_draft d = {.id = s->id,
                                    .name = s->name,
                                    .n_items = (size_t)s->items,
                                    .answers = s->answers,
                                    .score = s->score ? s->score : "sum",
                                    .better = s->better,
                                    .reverse = s->reverse,
                                    .missing = s->missing};

    if (s->labels != NULL)
        d.labels = split_labels(w, s->labels);
    if (s->from != NULL && take_questions(w, &d, err) != 0)
        return -1;
    if (s->labels != NULL) {
        d.check_labels = false;
        if (s->answers != NULL &&
            first_code(s->answers, d.labels.n, &d.first_code, err) != 0)
            return -1;
    } else if (s->answers != NULL) {
        d.answers = s->answers;
        d.labels.n = 0;
        d.check_labels = false;
    }
    if (complete(w, &d, err) != 0)
        return -1;
    const char *path =
        pp_pool_printf(w->pool, "%s/%s.yaml", s->common.dir, d.id);

    pp_instrument_draft(&d, &w->out);
    if (check_draft(w, path, err) != 0)
        return -1;
    if (s->output != NULL) {
        if (pp_instrument_deliver(w, s->output, out, err) != PP_EXIT_DONE)
            return -1;
    } else {
        if (pp_file_create(path, pp_buffer_text(&w->out), w->out.length,
                           PP_FILE_SHARED, err) != 0)
            return -1;
        fprintf(out, "%s\n", path);
    }
    return tell_numbers(s, &d);
}
