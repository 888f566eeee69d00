#include "prepost/report/results_frame.h"

#include <math.h>
#include <string.h>

#include "prepost/base/alloc.h"

struct row {
    const char *outcome, *wave, *arm, *name, *text;
    double number;
};

struct rows {
    struct pp_pool *pool;
    struct row *items;
    size_t n, capacity;
    const char *outcome, *wave, *arm; /* of what is walked; NULL: all */
};

static void add(struct rows *rows, const char *name, double number,
                const char *text)
{
    if (rows->n == rows->capacity) {
        rows->capacity = rows->capacity == 0 ? 512 : 2 * rows->capacity;
        rows->items =
            pp_realloc_array(rows->items, rows->capacity, sizeof *rows->items);
    }
    rows->items[rows->n++] =
        (struct row){rows->outcome, rows->wave, rows->arm, name, text, number};
}

static const char *text_of(const struct rows *rows, const json_t *object,
                           const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text != NULL ? pp_pool_strdup(rows->pool, text) : NULL;
}

/* An element by its name where it has one, else by its number. */
static const char *element_name(const struct rows *rows, const json_t *element,
                                size_t i)
{
    static const char *const keys[] = {"name",  "wave",    "column",
                                       "level", "outcome", "reliability_of"};

    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        const char *text = text_of(rows, element, keys[k]);
        const char *people = text_of(rows, element, "people"); /* of an arm */
        if (text != NULL)
            return people == NULL
                       ? text
                       : pp_pool_printf(rows->pool, "%s.%s", text, people);
    }
    return pp_pool_printf(rows->pool, "%zu", i + 1);
}

static bool is_range(const json_t *array)
{
    const json_t *lo = json_array_get(array, 0), *hi = json_array_get(array, 1);

    return json_array_size(array) == 2 &&
           (json_is_number(lo) || json_is_null(lo)) &&
           (json_is_number(hi) || json_is_null(hi));
}

static void walk(struct rows *rows, const char *name, const json_t *value);

static void walk_array(struct rows *rows, const char *name, const json_t *array)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *element = json_array_get(array, i);
        const char *own = is_range(array) ? (i == 0 ? "lo" : "hi")
                                          : element_name(rows, element, i);
        walk(rows, pp_pool_printf(rows->pool, "%s.%s", name, own), element);
    }
}

static void walk(struct rows *rows, const char *name, const json_t *value)
{
    const char *key;
    json_t *member;

    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, member)
            walk(rows,
                 *name != '\0' ? pp_pool_printf(rows->pool, "%s.%s", name, key)
                               : pp_pool_strdup(rows->pool, key),
                 member);
        return;
    }
    if (json_is_array(value)) {
        walk_array(rows, name, value);
        return;
    }
    const char *text = json_string_value(value);
    add(rows, name, json_is_number(value) ? json_number_value(value) : NAN,
        text != NULL           ? pp_pool_strdup(rows->pool, text)
        : json_is_true(value)  ? "true"
        : json_is_false(value) ? "false"
                               : NULL);
}

/* Outcomes are told apart by columns of their own. */
static void walk_outcomes(struct rows *rows, const char *prefix,
                          const json_t *outcomes)
{
    for (size_t i = 0; i < json_array_size(outcomes); i++) {
        const json_t *outcome = json_array_get(outcomes, i);
        rows->outcome = text_of(rows, outcome, "outcome");
        rows->wave = text_of(rows, outcome, "wave");
        rows->arm = text_of(rows, outcome, "arm");
        walk(rows, prefix, outcome);
    }
    rows->outcome = rows->wave = rows->arm = NULL;
}

static void walk_document(struct rows *rows, const char *prefix,
                          const json_t *document)
{
    const char *key;
    json_t *member;

    json_object_foreach((json_t *)document, key, member)
    {
        if (strcmp(key, "outcomes") == 0)
            walk_outcomes(rows, prefix, member);
        else
            walk(rows,
                 *prefix != '\0'
                     ? pp_pool_printf(rows->pool, "%s.%s", prefix, key)
                     : pp_pool_strdup(rows->pool, key),
                 member);
    }
}

struct pp_frame *pp_results_frame(const json_t *results,
                                  const json_t *comparison,
                                  struct pp_pool *pool)
{
    struct rows rows = {.pool = pool};

    if (results != NULL)
        walk_document(&rows, "", results);
    if (comparison != NULL)
        walk_document(&rows, "comparison", comparison);
    struct pp_frame *f = pp_frame_new(pool, "results", rows.n);
    const char **outcome = pp_frame_texts(f, "outcome", "outcome of the plan");
    const char **wave = pp_frame_texts(f, "wave", "the later questionnaire");
    const char **name = pp_frame_texts(f, "name", "what is told");
    double *value = pp_frame_numbers(f, "value", "as a number", 6);
    const char **text = pp_frame_texts(f, "text", "as a word");
    const char **arm = pp_frame_texts(f, "arm", "the arm that is compared");
    for (size_t i = 0; i < rows.n; i++) {
        outcome[i] = rows.items[i].outcome;
        wave[i] = rows.items[i].wave;
        name[i] = rows.items[i].name;
        value[i] = rows.items[i].number;
        text[i] = rows.items[i].text;
        arm[i] = rows.items[i].arm;
    }
    pp_free(rows.items);
    return f;
}
