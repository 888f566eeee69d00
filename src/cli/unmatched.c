#include "prepost/cli/unmatched.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prepost/base/file.h"
#include "prepost/base/text.h"
#include "prepost/cli/import.h"
#include "prepost/ingest/identifier.h"
#include "prepost/ingest/import.h"
#include "prepost/ingest/key.h"
#include "prepost/store/imports.h"
#include "prepost/store/near_miss.h"

/*
 * The store knows rows and no codes: what people wrote is read from the files
 * once more, and goes to the screen and nowhere else.
 */
struct seen {
    const struct pp_near_miss_side *side;
    const char *code; /* NULL: not found */
    bool is_listed;   /* in a pair above */
    /* Hashes: of its words in any order (none: it is no name), of its slips. */
    const unsigned char *words, *slips;
    size_t n_slips;
};

struct unmatched {
    struct pp_evaluation *evaluation;
    const struct pp_import_record *imports;
    size_t n_imports;
    struct seen *people; /* by file and row */
    size_t n;
    const struct pp_import_record *being_read;
    struct pp_key key;
};

static int by_row(const void *wanted, const void *seen)
{
    const struct seen *who = seen;

    return pp_near_miss_order(wanted, who->side);
}

/* They are in the order of files and rows. */
static struct seen *find(const struct unmatched *u,
                         const struct pp_near_miss_side *side)
{
    return u->n > 0 ? bsearch(side, u->people, u->n, sizeof *u->people, by_row)
                    : NULL;
}

static void remember_hashes(struct unmatched *u, struct seen *who,
                            const struct pp_text_field *parts, size_t n)
{
    struct pp_pool *pool = u->evaluation->pool;
    struct pp_buffer id = PP_BUFFER_INIT, made = PP_BUFFER_INIT;

    pp_identifier_alike(&u->key, parts, n, &made);
    if (made.length > 0)
        who->words =
            (unsigned char *)pp_pool_strndup(pool, made.data, PP_SLIP_SIZE);
    made.length = 0;
    if (n == 1)
        pp_identifier_normalise(parts[0].text, parts[0].length, &id);
    for (size_t i = 0; n > 1 && i < n; i++)
        pp_identifier_add_part(parts[i].text, parts[i].length, &id);
    pp_identifier_slips(&u->key, pp_buffer_text(&id), id.length, &made);
    who->slips = (unsigned char *)pp_pool_strndup(pool, made.data, made.length);
    who->n_slips = made.length / PP_SLIP_SIZE;
    pp_buffer_clear(&id);
    pp_buffer_clear(&made);
}

/* How much alike two codes are: the surest first. */
enum likeness { SAME_WORDS, ONE_SLIP, FIRST_LETTERS };

static enum likeness likeness(const struct seen *a, const struct seen *b)
{
    if (a->words != NULL && b->words != NULL &&
        memcmp(a->words, b->words, PP_SLIP_SIZE) == 0)
        return SAME_WORDS;
    for (size_t i = 0; i < a->n_slips; i++)
        for (size_t k = 0; k < b->n_slips; k++)
            if (memcmp(a->slips + i * PP_SLIP_SIZE, b->slips + k * PP_SLIP_SIZE,
                       PP_SLIP_SIZE) == 0)
                return ONE_SLIP;
    return FIRST_LETTERS;
}

/* Where two people are of: one place says more than many letters, and two say
 * that they are strangers, or somebody who moved. */
enum places { ONE_PLACE, NOT_KNOWN, TWO_PLACES };

static enum places places_of(const struct seen *a, const struct seen *b)
{
    if (a->side->region == NULL || b->side->region == NULL)
        return NOT_KNOWN;
    return strcmp(a->side->region, b->side->region) == 0 ? ONE_PLACE
                                                         : TWO_PLACES;
}

/* Whether two codes are a line for the plan, and not a question. First letters
 * alone are alike in many families. */
static bool are_one(const struct seen *a, const struct seen *b)
{
    return a->code != NULL && b->code != NULL &&
           likeness(a, b) != FIRST_LETTERS && places_of(a, b) != TWO_PLACES;
}

/* As the plan's same_person has it: a "+" of the file's own would part it. */
static void take_code(size_t line, const struct pp_text_field *parts, size_t n,
                      void *ctx)
{
    struct unmatched *u = ctx;
    struct seen *who =
        find(u, &(struct pp_near_miss_side){.file = u->being_read->file,
                                            .import = u->being_read->number,
                                            .line = (uint32_t)line});
    struct pp_buffer code = PP_BUFFER_INIT;

    if (who == NULL)
        return;
    for (size_t i = 0; i < n; i++) {
        pp_buffer_puts(&code, i > 0 ? " + " : "");
        for (size_t k = 0; k < parts[i].length; k++) {
            char c = parts[i].text[k];
            pp_buffer_putc(&code, n > 1 && c == '+' ? ' ' : c);
        }
    }
    remember_hashes(u, who, parts, n);
    who->code = pp_pool_strdup(u->evaluation->pool, pp_buffer_text(&code));
    pp_buffer_clear(&code);
}

/* Names of files and places are people's own text: a line's end in one would
 * end the comment, and a terminal obeys other control characters. */
static void print_plain(const char *text, FILE *out)
{
    struct pp_buffer plain = PP_BUFFER_INIT;

    fputs(pp_text_quote(text, strlen(text), SIZE_MAX, &plain), out);
    pp_buffer_clear(&plain);
}

/* --- where the files are -------------------------------------------------- */

enum reading { NOT_HERE, UNREAD, CHANGED, AS_IT_WAS };

static void forget_codes(struct unmatched *u, const struct pp_import_record *of)
{
    for (size_t i = 0; i < u->n; i++)
        if (u->people[i].side->import == of->number)
            u->people[i].code = NULL;
}

/* Read as it is by an import; the wave does not matter to whose a row is. */
static enum reading read_codes(struct unmatched *u,
                               const struct pp_import_record *of,
                               const char *path)
{
    struct pp_evaluation *evaluation = u->evaluation;
    struct pp_pool *rows = pp_pool_new();
    struct pp_error err = {0};
    struct pp_notes notes;
    struct pp_batch batch;

    pp_notes_init(&notes, evaluation->pool, 1);
    struct pp_ingest ingest = {.plan = evaluation->plan,
                               .key = &u->key,
                               .pool = evaluation->pool,
                               .rows = rows,
                               .dir = evaluation->dir,
                               .notes = &notes,
                               .options = {.see = take_code, .see_ctx = u}};
    const struct pp_plan_file *said =
        pp_ingest_plan_file(evaluation->plan, path);
    if ((said == NULL || said->wave == NULL) &&
        evaluation->plan->wave_column.n == 0)
        ingest.options.wave = evaluation->plan->waves[0].id;
    u->being_read = of;
    bool is_read = pp_ingest_file(&ingest, path, &batch, &err) == 0;
    pp_pool_free(rows);
    if (is_read && pp_batch_is_of(&batch, of->hash))
        return AS_IT_WAS;
    forget_codes(u, of);
    return is_read ? CHANGED : UNREAD;
}

/* Of that name there may be several, in folders of their own. */
static void find_codes(struct unmatched *u, const struct pp_import_record *of,
                       const struct pp_text_list *paths, FILE *out)
{
    static const char *const says[] = {[NOT_HERE] = "is not here",
                                       [UNREAD] = "cannot be read by the plan",
                                       [CHANGED] = "is not as it was imported"};
    enum reading best = NOT_HERE;

    for (size_t i = 0; i <= paths->n && best != AS_IT_WAS; i++) {
        const char *path = i < paths->n
                               ? paths->items[i]
                               : pp_evaluation_path(u->evaluation, of->file);
        if (strcmp(pp_file_name(path), of->file) != 0 ||
            access(path, R_OK) != 0)
            continue;
        enum reading how = read_codes(u, of, path);
        best = how > best ? how : best;
    }
    if (best == AS_IT_WAS)
        return;
    fputs("# ", out);
    print_plain(of->file, out);
    fprintf(out, " %s: its rows are named by number\n", says[best]);
}

/* --- on paper ------------------------------------------------------------- */

/* "after.csv row 7 (Leeds, after)" */
static void print_row(const struct unmatched *u,
                      const struct pp_near_miss_side *side, FILE *out)
{
    print_plain(side->file, out);
    fprintf(out, " row %u (", side->line);
    if (side->region != NULL) {
        print_plain(side->region, out);
        fputs(", ", out);
    }
    fprintf(out, "%s)", u->evaluation->plan->waves[side->wave].id);
}

static void print_code(const char *code, FILE *out)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    pp_mapping_write_text(code, &text);
    fputs(pp_buffer_text(&text), out);
    pp_buffer_clear(&text);
}

/* A code stands in one entry: the plan takes it once. */
static void print_pair(const struct unmatched *u, struct seen *a,
                       struct seen *b, FILE *out)
{
    bool is_line = are_one(a, b) && !a->is_listed && !b->is_listed;

    fputs("  # ", out);
    print_row(u, a->side, out);
    fputs(" and ", out);
    print_row(u, b->side, out);
    fputs(a->code == NULL || b->code == NULL ? ""
          : a->is_listed || b->is_listed     ? ": alike as well"
          : is_line                          ? ""
          : likeness(a, b) == FIRST_LETTERS  ? ": the first letters agree"
                                             : ": of two places",
          out);
    fputc('\n', out);
    a->is_listed = b->is_listed = true;
    if (a->code == NULL || b->code == NULL)
        return;
    fputs(is_line ? "  - [" : "  # - [", out);
    print_code(a->code, out);
    fputs(", ", out);
    print_code(b->code, out);
    fputs("]\n", out);
}

/* A pair of the list, and how sure it is: the least is the surest. */
struct ranked {
    struct seen *a, *b;
    int rank;
    size_t at;
};

/* By what the codes have in common, and of those one place before two; but
 * what is a question comes after all lines, which then have their codes. */
static int rank(const struct seen *a, const struct seen *b)
{
    enum likeness how = likeness(a, b);
    enum places where = places_of(a, b);
    bool is_question = how == FIRST_LETTERS || where == TWO_PLACES;

    return ((int)is_question * (FIRST_LETTERS + 1) + (int)how) *
               (TWO_PLACES + 1) +
           (int)where;
}

static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;

    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return (a->at > b->at) - (a->at < b->at);
}

static void print_pairs(struct unmatched *u, const struct pp_near_misses *near,
                        FILE *out)
{
    struct ranked *pairs =
        pp_pool_array(u->evaluation->pool, near->n + 1, sizeof *pairs);
    size_t n = 0;

    for (size_t i = 0; i < near->n; i++) {
        struct seen *a = find(u, &near->items[i].a);
        struct seen *b = find(u, &near->items[i].b);
        if (a != NULL && b != NULL)
            pairs[n++] = (struct ranked){a, b, rank(a, b), i};
    }
    qsort(pairs, n, sizeof *pairs, by_rank);
    for (size_t i = 0; i < n; i++)
        print_pair(u, pairs[i].a, pairs[i].b, out);
}

/* Of a list that the plan has, or that has no line yet, the key would be a
 * mistake. */
static void print_heading(struct unmatched *u,
                          const struct pp_near_misses *near, FILE *out)
{
    bool has_lines = false;

    for (size_t i = 0; i < near->n; i++) {
        const struct pp_near_miss *pair = &near->items[i];
        const struct seen *a = find(u, &pair->a);
        const struct seen *b = find(u, &pair->b);
        has_lines = has_lines || (a != NULL && b != NULL && are_one(a, b));
    }
    fputs(near->n == 0 ? "# No two are nearly the same.\n"
          : has_lines && u->evaluation->plan->n_same_person == 0
              ? "same_person:\n"
              : "# Entries of same_person:\n",
          out);
}

static void print_others(const struct unmatched *u, FILE *out)
{
    const struct pp_plan *plan = u->evaluation->plan;

    for (size_t w = 0; w < plan->n_waves; w++) {
        bool is_first = true;
        for (size_t i = 0; i < u->n; i++) {
            const struct seen *who = &u->people[i];
            if (who->is_listed || who->side->wave != w)
                continue;
            if (is_first)
                fprintf(out,
                        "\n# First seen at \"%s\", not at every wave, and "
                        "like nobody else:\n",
                        plan->waves[w].id);
            is_first = false;
            fputs("#   ", out);
            print_row(u, who->side, out);
            if (who->code != NULL) {
                fputs(": ", out);
                print_code(who->code, out);
            }
            fputc('\n', out);
        }
    }
}

static int find_people(struct unmatched *u, struct pp_near_misses *near,
                       struct pp_error *err)
{
    enum { MOST = 100000 };
    struct pp_evaluation *evaluation = u->evaluation;
    const struct pp_near_miss_side *sides;

    if (pp_imports_list(evaluation->store, evaluation->pool, &u->imports,
                        &u->n_imports, err) != 0 ||
        pp_store_near_misses(evaluation->store, evaluation->plan, MOST,
                             evaluation->pool, near, err) != 0 ||
        pp_store_unmatched(evaluation->store, evaluation->plan,
                           evaluation->pool, &sides, &u->n, err) != 0)
        return -1;
    u->people = pp_pool_array(evaluation->pool, u->n, sizeof *u->people);
    for (size_t i = 0; i < u->n; i++)
        u->people[i].side = &sides[i];
    return 0;
}

static bool has_people(const struct unmatched *u,
                       const struct pp_import_record *of)
{
    for (size_t i = 0; i < u->n; i++)
        if (u->people[i].side->import == of->number)
            return true;
    return false;
}

static void find_all_codes(struct unmatched *u, FILE *out)
{
    struct pp_text_list paths = {NULL, 0};
    struct pp_error ignored = {0};

    if (u->evaluation->plan->n_files > 0)
        pp_import_plan_files(u->evaluation, &paths, &ignored);
    for (size_t i = 0; i < u->n_imports; i++)
        if (has_people(u, &u->imports[i]))
            find_codes(u, &u->imports[i], &paths, out);
}

int pp_unmatched_print(struct pp_evaluation *evaluation, FILE *out,
                       struct pp_error *err)
{
    struct unmatched u = {.evaluation = evaluation};
    struct pp_near_misses near;

    if (pp_evaluation_open_store(evaluation, PP_STORE_READ, err) != 0 ||
        pp_key_open(pp_evaluation_path(evaluation, "evaluation.key"),
                    PP_KEY_REFUSE, &u.key, err) != 0 ||
        pp_store_check_key(evaluation->store, u.key.fingerprint, err) != 0 ||
        find_people(&u, &near, err) != 0)
        return -1;
    fputs("# What people gave as their code or name: for your eyes alone. Keep "
          "the pairs that\n# are one person under same_person in the plan, "
          "and nothing else of this.\n",
          out);
    find_all_codes(&u, out);
    print_heading(&u, &near, out);
    print_pairs(&u, &near, out);
    print_others(&u, out);
    return 0;
}
