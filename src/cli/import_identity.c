#include "import_findings.h"

#include <string.h>

#include "prepost/base/file.h"
#include "prepost/base/text.h"
#include "prepost/store/identity.h"

/*
 * A person is known by a code, and a code by the headings that it is made of.
 * Whoever changes those headings in the plan makes somebody new of everybody
 * in the next file, beside who they were before: nobody is told apart from
 * their double by anything that the store holds. So both never come together.
 */

enum { MOST_LISTED = 12 };

/* The kth heading of a code; its length, SIZE_MAX where there are fewer. */
static size_t find_part(const char *made_of, size_t k, const char **part)
{
    for (; k > 0; k--) {
        made_of = strchr(made_of, '\n');
        if (made_of == NULL)
            return SIZE_MAX;
        made_of++;
    }
    *part = made_of;
    return strcspn(made_of, "\n");
}

static bool is_same(const char *a, size_t n_a, const char *b, size_t n_b)
{
    struct pp_buffer x = PP_BUFFER_INIT, y = PP_BUFFER_INIT;

    pp_text_key(a, n_a, &x);
    pp_text_key(b, n_b, &y);
    bool same = strcmp(pp_buffer_text(&x), pp_buffer_text(&y)) == 0;
    pp_buffer_clear(&x);
    pp_buffer_clear(&y);
    return same;
}

/* Region and group are the row's wherever they come from, and of every file. */
static bool is_place(const char *part, size_t length)
{
    return is_same(part, length, "region", 6) ||
           is_same(part, length, "group", 5);
}

static bool has_heading(const struct pp_mapping *mapping, const char *part,
                        size_t length)
{
    for (size_t c = 0; c < mapping->n_columns; c++) {
        const struct pp_heading *heading = &mapping->columns[c].heading;
        if (is_same(heading->name, strlen(heading->name), part, length) &&
            !pp_heading_is_number(heading))
            return true;
    }
    return false;
}

/*
 * Whether codes made of `was` and of `is` cannot be one person's. Headings may
 * differ from form to form; where the file has the earlier one too, the code
 * was taken from elsewhere on purpose.
 */
static bool is_otherwise(const char *was, const char *is,
                         const struct pp_mapping *mapping)
{
    const char *a, *b;

    for (size_t k = 0;; k++) {
        size_t n_a = find_part(was, k, &a), n_b = find_part(is, k, &b);
        if (n_a == SIZE_MAX || n_b == SIZE_MAX)
            return n_a != n_b;
        if (is_same(a, n_a, b, n_b))
            continue;
        if (is_place(a, n_a) || is_place(b, n_b) ||
            has_heading(mapping, a, n_a))
            return true;
    }
}

static bool is_of_command(const struct pp_identity *known,
                          const struct pp_imported_file *files, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(files[i].batch.file, known->file) == 0)
            return true;
    return false;
}

/* The command that reads all anew: the plan's files, or those that are in. */
static void list_files(const struct pp_evaluation *evaluation,
                       const struct pp_identity *known, size_t n_known,
                       const struct pp_imported_file *files, size_t n,
                       struct pp_buffer *text)
{
    size_t n_listed = 0;

    pp_buffer_puts(text, "prepost import --replace");
    if (evaluation->plan->n_files >= n_known)
        return;
    for (size_t i = 0; i < n && n_listed < MOST_LISTED; i++, n_listed++)
        pp_buffer_printf(text, " \"%s\"", files[i].path);
    for (size_t k = 0; k < n_known && n_listed < MOST_LISTED; k++) {
        if (is_of_command(&known[k], files, n))
            continue;
        pp_buffer_printf(text, " \"%s\"", known[k].file);
        n_listed++;
    }
}

static int refuse(const struct pp_evaluation *evaluation,
                  const struct pp_identity *known, size_t n_known, size_t at,
                  const struct pp_imported_file *files, size_t n, size_t file,
                  struct pp_error *err)
{
    struct pp_buffer command = PP_BUFFER_INIT;
    const char *name = pp_file_called(files[file].path);
    struct pp_notes notes;

    list_files(evaluation, known, n_known, files, n, &command);
    pp_notes_init(&notes, evaluation->pool, 1);
    pp_notes_add(
        &notes, PP_NOTE_ERROR, name, 0, 0, NULL,
        "the plan makes people's codes of \"%s\" now, but %s is in with codes "
        "made of \"%s\": everybody in both would be there twice. Put "
        "identifier in the plan back as it was; or read all files anew in one "
        "command: %s; or take evaluation.db away, keep evaluation.key, and "
        "import each file again",
        pp_identity_words(files[file].batch.made_of, evaluation->pool),
        known[at].file, pp_identity_words(known[at].made_of, evaluation->pool),
        command.data);
    pp_notes_show(&notes, PP_NOTE_ERROR);
    pp_buffer_clear(&command);
    return pp_fail(err, PP_EDATA, "%s cannot be used; nothing was imported",
                   name);
}

int pp_import_check_identity(const struct pp_evaluation *evaluation,
                             const struct pp_imported_file *files, size_t n,
                             struct pp_error *err)
{
    const struct pp_identity *known;
    size_t n_known;

    if (pp_identity_list(evaluation->store, evaluation->pool, &known, &n_known,
                         err) != 0)
        return -1;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; files[i].batch.made_of != NULL &&
                           files[i].batch.n_file_rows > 0 && k < n_known;
             k++)
            if (is_otherwise(known[k].made_of, files[i].batch.made_of,
                             &files[i].report.mapping))
                return refuse(evaluation, known, n_known, k, files, n, i, err);
    return 0;
}

int pp_import_find_counted(const struct pp_evaluation *evaluation,
                           struct pp_imported_file *files, size_t n,
                           struct pp_error *err)
{
    const struct pp_identity *counted;
    size_t n_counted;

    if (pp_identity_counted(evaluation->store, evaluation->pool, &counted,
                            &n_counted, err) != 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        const char *other = NULL;
        bool is_here = false;

        for (size_t k = 0; k < n_counted; k++)
            if (counted[k].import == files[i].summary.number)
                is_here = true;
            else if (other == NULL)
                other = counted[k].file;
        files[i].counted_with = is_here ? other : NULL;
    }
    return 0;
}
