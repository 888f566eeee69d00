#include "rows.h"

#include <string.h>

#include "gives_away.h"
#include "prepost/base/alloc.h"
#include "prepost/base/text.h"

/*
 * What is kept of people is for counting them: categories, of several people
 * each, and the region and group that they are in. What people wrote in their
 * own words, and what tells who they are, is refused before it reaches the
 * store: from there it would go into exports, and into reports where several
 * wrote the same.
 */

enum {
    LONG_TEXT = 40, /* characters: more is seldom an answer to choose from */
    LONGEST_TEXT = 100,
    N_OWN_WORDS = 3,   /* so many people with a long text of their own */
    FEWEST_TEXTS = 10, /* of so many people, most have a text of their own */
    MANY_WORDED = 10,  /* texts of several words of one person each */
    MANY_PLACES = 40   /* so many people are not each in a place of their own */
};

struct kept {
    const struct pp_rows *rows;
    size_t i; /* of the roster's columns */
    const struct pp_level_column *column;
    size_t *n_people; /* per level */
    bool is_place;    /* region or group: no column of the plan's keep */
};

static size_t row_of(const struct kept *k, size_t level)
{
    const struct pp_gather *gather = &k->rows->gather;

    for (size_t e = 0; e < gather->n; e++)
        if (k->column->level[gather->person[e]] == level)
            return pp_gather_line(gather, e);
    return 0;
}

/* 1 to 999, such as an age in years: they may well all differ. */
static bool is_short_number(const char *text)
{
    size_t n = strspn(text, "0123456789");

    return n > 0 && n <= 3 && text[n] == '\0';
}

static int refuse(const struct kept *k, size_t level, const char *what,
                  const char *then, struct pp_error *err)
{
    const char *text = k->column->texts[level];
    const char *heading =
        pp_rows_heading(k->rows, k->rows->level_columns[k->i]);
    struct pp_buffer shown = PP_BUFFER_INIT;

    pp_text_quote(text, strlen(text), 20, &shown);
    pp_fail(err, PP_EDATA,
            "%s: nothing was taken: row %zu, column \"%s\": \"%s\" %s; "
            "expected %s that several people share. %s",
            k->rows->name, row_of(k, level), heading, shown.data, what,
            k->is_place ? "a region or group" : "a category", then);
    pp_buffer_clear(&shown);
    return -1;
}

/* What would give a person away may well be the name of a group: its first
 * day, or the number under which a charity is registered, which has seven
 * digits. */
static bool is_of_place(const char *text, const char *what)
{
    return strcmp(what, "a date") == 0 ||
           (text[0] != '0' && text[strspn(text, "0123456789")] == '\0');
}

static int check_shapes(const struct kept *k, struct pp_error *err)
{
    const struct pp_level_column *c = k->column;

    for (size_t level = 0; level < c->n_levels; level++) {
        const char *text = c->texts[level];
        const char *what =
            k->n_people[level] > 0 ? pp_gives_away(text, strlen(text)) : NULL;
        if (what == NULL || (k->is_place && is_of_place(text, what)))
            continue;
        struct pp_buffer says = PP_BUFFER_INIT;
        pp_buffer_printf(&says, "looks like %s, which tells who somebody is",
                         what);
        refuse(k, level, says.data,
               "Put the first half of the postcode, or a band of ages, in the "
               "file instead, or take the column out of the plan",
               err);
        pp_buffer_clear(&says);
        return -1;
    }
    return 0;
}

/* --- what only one person has --------------------------------------------- */

/* Words of a remark, and of no name of a place, or seldom. */
static bool is_own_words(const char *text)
{
    static const char *const words[] = {"I",  "I'm", "I've", "my",  "My",
                                        "me", "was", "felt", "feel"};

    for (const char *p = text; *p != '\0';) {
        size_t n = strcspn(p, " ,.;:!?\n");
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
            if (strlen(words[i]) == n && strncmp(p, words[i], n) == 0)
                return true;
        p += n + (p[n] != '\0');
    }
    return false;
}

static bool has_two_words(const char *text)
{
    const char *blank = strchr(text, ' ');

    return blank != NULL && blank[1] != '\0';
}

/* Named in the plan, it is a place, whatever it looks like. */
static bool is_named(const struct kept *k, const char *text)
{
    const struct pp_plan_places *places = k->column->places;

    for (size_t i = 0; places != NULL && i < places->n; i++)
        if (pp_text_same(places->items[i].name, text))
            return true;
    return false;
}

/* What only one person has: a name or a remark of their own, or a place of
 * which one has come so far. A few of these are in any file. */
struct singles {
    size_t *levels, n, n_worded, n_long, n_own_words;
    size_t worded, long_text, own_words; /* one of these */
    size_t n_texts;                      /* of any number, but no numbers */
    size_t n_people;                     /* of all texts */
};

static void find_singles(const struct kept *k, struct singles *s)
{
    const struct pp_level_column *c = k->column;

    for (size_t level = 0; level < c->n_levels; level++) {
        const char *text = c->texts[level];
        s->n_people += k->n_people[level];
        if (k->n_people[level] == 0 || is_short_number(text))
            continue;
        s->n_texts++;
        if (k->n_people[level] > 1 || is_named(k, text))
            continue;
        s->levels[s->n++] = level;
        if (has_two_words(text)) {
            s->n_worded++;
            s->worded = level;
        }
        if (pp_text_width(text, strlen(text)) > LONG_TEXT) {
            s->n_long++;
            s->long_text = level;
        }
        if (is_own_words(text)) {
            s->n_own_words++;
            s->own_words = level;
        }
    }
}

/* --- categories ----------------------------------------------------------- */

static const char keep_none[] =
    "Take the column out of the plan's keep; what people wrote is read in "
    "the file itself. If these are answers to choose from, say so in the "
    "plan: categories: yes";

static int check_lengths(const struct kept *k, struct pp_error *err)
{
    const struct pp_level_column *c = k->column;

    for (size_t level = 0; level < c->n_levels; level++)
        if (k->n_people[level] > 0 &&
            pp_text_width(c->texts[level], strlen(c->texts[level])) >
                LONGEST_TEXT)
            return refuse(k, level,
                          "is longer than 100 characters, like "
                          "something in a person's own words",
                          keep_none, err);
    return 0;
}

/*
 * Among answers to choose from, a few have been chosen by one person yet: of
 * nineteen ethnic groups, hardly ever ten by one person of thirty each. Texts
 * of one word, such as countries and the first halves of postcodes, may be
 * many. "I live alone" is an answer too, but soon more than one person's.
 */
static int check_singles(const struct kept *k, const struct singles *s,
                         struct pp_error *err)
{
    if (s->n_long >= N_OWN_WORDS)
        return refuse(k, s->long_text,
                      "is longer than 40 characters and nobody else's, "
                      "and so are others, like something in people's own words",
                      keep_none, err);
    if (s->n_people >= FEWEST_TEXTS && 2 * s->n_texts > s->n_people)
        return refuse(k, s->levels[s->n - 1],
                      "is nobody else's, and so are most others "
                      "there",
                      keep_none, err);
    if (s->n_own_words >= N_OWN_WORDS && 2 * s->n_own_words > s->n_people)
        return refuse(k, s->own_words,
                      "is nobody else's, and so are others, like something "
                      "in people's own words",
                      keep_none, err);
    if (s->n_worded >= MANY_WORDED && 10 * s->n_worded > s->n_people)
        return refuse(k, s->worded,
                      "is nobody else's, and so are at least nine others of "
                      "several words, like something in people's own words",
                      keep_none, err);
    return 0;
}

static int check_words(const struct kept *k, struct pp_error *err)
{
    struct singles s = {
        .levels = pp_alloc_array(k->column->n_levels + 1, sizeof(size_t))};

    find_singles(k, &s);
    int status = check_lengths(k, err);
    if (status == 0)
        status = check_singles(k, &s, err);
    pp_free(s.levels);
    return status;
}

/* --- regions and groups --------------------------------------------------- */

/* "Mind in Bangor" and "Mind in Newport"; few people share a name. */
static bool share_an_end(const char *a, const char *b)
{
    size_t n = strcspn(a, " ");
    const char *last_a = strrchr(a, ' '), *last_b = strrchr(b, ' ');

    return (n == strcspn(b, " ") && strncmp(a, b, n) == 0) ||
           (last_a != NULL && last_b != NULL && strcmp(last_a, last_b) == 0);
}

/* Whether most of the texts that are one person's are like another of them. */
static bool are_alike(const struct pp_level_column *c, const size_t *single,
                      size_t n)
{
    size_t n_alike = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (i != j &&
                share_an_end(c->texts[single[i]], c->texts[single[j]])) {
                n_alike++;
                break;
            }
    return 4 * n_alike > 3 * n;
}

/*
 * A charity may have more branches than people have answered yet, and groups
 * of long names. But where nearly everyone is in a place of their own, these
 * are none: of so many people, or where they look like names or remarks.
 */
static bool are_no_places(const struct kept *k, const struct singles *s)
{
    if (10 * s->n <= 9 * s->n_people)
        return false;
    if (s->n_people >= MANY_PLACES)
        return true;
    bool is_worded = s->n_people >= FEWEST_TEXTS && 5 * s->n_worded >= 4 * s->n;
    return (s->n_long >= N_OWN_WORDS || is_worded) &&
           !are_alike(k->column, s->levels, s->n);
}

static int check_places(const struct kept *k, struct pp_error *err)
{
    struct singles s = {
        .levels = pp_alloc_array(k->column->n_levels + 1, sizeof(size_t))};
    struct pp_buffer then = PP_BUFFER_INIT;
    int status = 0;

    find_singles(k, &s);
    pp_buffer_printf(
        &then,
        "Name another column for the %s in the plan, or none; "
        "what people wrote is read in the file itself. If these "
        "are %ss, name them in the plan: %ss: {\"NAME\": \"NAME\"}",
        k->column->name, k->column->name, k->column->name);
    if (s.n_own_words >= N_OWN_WORDS && 4 * s.n_own_words > s.n_people)
        status = refuse(k, s.own_words,
                        "is nobody else's, and so are others, like something "
                        "in people's own words",
                        then.data, err);
    else if (are_no_places(k, &s))
        status = refuse(k, s.levels[s.n - 1],
                        "is nobody else's, and so is nearly every other "
                        "there, like people's names or own words",
                        then.data, err);
    pp_buffer_clear(&then);
    pp_free(s.levels);
    return status;
}

/* -------------------------------------------------------------------------- */

static const struct pp_plan_column *planned(const struct pp_rows *rows,
                                            const char *name)
{
    for (size_t i = 0; i < rows->plan->n_columns; i++)
        if (strcmp(rows->plan->columns[i].name, name) == 0)
            return &rows->plan->columns[i];
    return NULL;
}

static int check_column(struct kept *k, struct pp_error *err)
{
    const struct pp_plan_column *plan =
        k->i < 2 ? NULL : planned(k->rows, k->column->name);

    k->is_place = plan == NULL;
    if (k->column->is_refused && plan != NULL)
        return pp_fail(err, PP_EDATA,
                       "%s: nothing was taken: column \"%s\": it holds more "
                       "than %d different texts, or one of more than %d bytes, "
                       "like something in people's own words; expected a few "
                       "categories. Take it out of the plan's keep",
                       k->rows->name,
                       pp_rows_heading(k->rows, k->rows->level_columns[k->i]),
                       PP_MAX_LEVELS, PP_MAX_NAME_BYTES);
    if (check_shapes(k, err) != 0)
        return -1;
    if (plan == NULL)
        return check_places(k, err);
    return plan->is_categories ? 0 : check_words(k, err);
}

int pp_rows_check_kept(const struct pp_rows *rows, struct pp_error *err)
{
    int status = 0;

    for (size_t i = 0; i < rows->people.n_columns && status == 0; i++) {
        const struct pp_level_column *column = &rows->people.columns[i];
        struct kept k = {
            .rows = rows,
            .i = i,
            .column = column,
            .n_people = pp_alloc_zero(column->n_levels + 1, sizeof(size_t))};
        for (size_t p = 0; p < rows->people.n; p++)
            if (column->level[p] != PP_NO_LEVEL)
                k.n_people[column->level[p]]++;
        if (rows->level_columns[i] != PP_NO_COLUMN)
            status = check_column(&k, err);
        pp_free(k.n_people);
    }
    return status;
}
