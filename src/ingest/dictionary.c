#include "dictionary.h"

#include <stdlib.h>
#include <string.h>

#include "prepost/base/number.h"
#include "prepost/base/text.h"

const char pp_usual_heading[] = "by its usual heading";
const char pp_by_question[] = "by its question";
const char pp_by_mapping[] = "by the plan's mapping";

/* Of two names that read alike the one of the lower rank counts. */
enum rank { RANK_ID, RANK_ALIAS, RANK_TEXT, RANK_USUAL };

struct entry {
    const char *key, *name;
    enum rank rank;
    struct pp_meaning meaning;
};

struct pp_dictionary {
    struct entry *entries; /* sorted by key, then rank */
    size_t n, capacity;
    const char **names;
};

static const char *key_copy(struct pp_pool *pool, const char *text)
{
    struct pp_buffer key = PP_BUFFER_INIT;

    pp_text_key(text, strlen(text), &key);
    const char *copy = pp_pool_strndup(pool, key.data, key.length);
    pp_buffer_clear(&key);
    return copy;
}

static void add(struct pp_dictionary *dict, struct pp_pool *pool,
                const char *name, enum rank rank, struct pp_meaning meaning)
{
    if (name == NULL)
        return;
    if (dict->n == dict->capacity) {
        size_t capacity = 2 * dict->capacity + 64;
        struct entry *grown = pp_pool_array(pool, capacity, sizeof *grown);
        if (dict->n > 0)
            memcpy(grown, dict->entries, dict->n * sizeof *grown);
        dict->entries = grown;
        dict->capacity = capacity;
    }
    const char *key = key_copy(pool, name);
    if (key[0] != '\0')
        dict->entries[dict->n++] = (struct entry){key, name, rank, meaning};
}

static void add_list(struct pp_dictionary *dict, struct pp_pool *pool,
                     const struct pp_text_list *names, enum rank rank,
                     struct pp_meaning meaning)
{
    for (size_t i = 0; i < names->n; i++)
        add(dict, pool, names->items[i], rank, meaning);
}

/* "ahi_1" as "ahi1" and "ahi01": many files leave the mark out. */
static void add_joined(struct pp_dictionary *dict, struct pp_pool *pool,
                       const char *id, struct pp_meaning meaning)
{
    const char *mark = strrchr(id, '_');
    long number;

    if (mark == NULL ||
        pp_whole_parse(mark + 1, strlen(mark + 1), &number) != 0)
        return;
    int n = (int)(mark - id);
    meaning.how = "by its id";
    add(dict, pool, pp_pool_printf(pool, "%.*s%ld", n, id, number), RANK_USUAL,
        meaning);
    add(dict, pool, pp_pool_printf(pool, "%.*s%02ld", n, id, number),
        RANK_USUAL, meaning);
}

static void add_instrument(struct pp_dictionary *dict, struct pp_pool *pool,
                           const struct pp_instrument *instrument, size_t at)
{
    for (size_t i = 0; i < instrument->n_items; i++) {
        const struct pp_item *item = &instrument->items[i];
        struct pp_meaning meaning = {PP_COLUMN_ITEM, at, i, "by its id"};
        add(dict, pool, item->id, RANK_ID, meaning);
        add_joined(dict, pool, item->id, meaning);
        meaning.how = "by an alias";
        add_list(dict, pool, &item->aliases, RANK_ALIAS, meaning);
        meaning.how = pp_by_question;
        add(dict, pool, item->text, RANK_TEXT, meaning);
    }
    for (size_t i = 0; i < instrument->n_scales; i++) {
        const struct pp_scale *scale = &instrument->scales[i];
        struct pp_meaning meaning = {PP_COLUMN_TOTAL, at, i, "by its id"};
        add(dict, pool,
            pp_pool_printf(pool, "%s.%s", instrument->id, scale->id), RANK_ID,
            meaning);
        meaning.how = "by an alias";
        add_list(dict, pool, &scale->total_aliases, RANK_ALIAS, meaning);
    }
}

/* The plan's headings, or the usual ones where it has none. */
static void add_role(struct pp_dictionary *dict, struct pp_pool *pool,
                     const struct pp_text_list *declared,
                     const struct pp_text_list *usual, enum pp_column_role role)
{
    if (declared->n > 0)
        add_list(dict, pool, declared, RANK_ALIAS,
                 (struct pp_meaning){role, 0, 0, "by the plan's heading"});
    else
        add_list(dict, pool, usual, RANK_USUAL,
                 (struct pp_meaning){role, 0, 0, pp_usual_heading});
}

#define LIST(array)                                                            \
    {                                                                          \
        array, sizeof array / sizeof *array                                    \
    }

static const char *const ids[] = {
    "id",          "participant id",   "participant",
    "pid",         "participant code", "respondent code",
    "code",        "study id",         "your code",
    "person id",   "client id",        "member id",
    "beneficiary", "beneficiary id"};
static const char *const waves[] = {"wave", "time point", "timepoint",
                                    "occasion", "redcap_event_name"};
/* Never taken for these without the plan's word, only offered. */
static const char *const dates[] = {"date", "date completed", "completion date",
                                    "submission date"};
static const char *const regions[] = {"region", "area", "county", "town",
                                      "city"};
static const char *const groups[] = {"group", "support group", "group name"};

static const struct pp_text_list usual_ids = LIST(ids);
static const struct pp_text_list usual_waves = LIST(waves);

enum pp_column_role pp_usual_role(const char *key)
{
    static const struct {
        enum pp_column_role role;
        struct pp_text_list headings;
    } usual[] = {{PP_COLUMN_IDENTIFIER, LIST(ids)},
                 {PP_COLUMN_WAVE, LIST(waves)},
                 {PP_COLUMN_DATE, LIST(dates)},
                 {PP_COLUMN_REGION, LIST(regions)},
                 {PP_COLUMN_GROUP, LIST(groups)}};

    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        for (size_t k = 0; k < usual[i].headings.n; k++)
            if (pp_text_same(usual[i].headings.items[k], key))
                return usual[i].role;
    return PP_COLUMN_UNKNOWN;
}

/* Whether one of the words stands in a key, whole. */
static bool has_word(const char *key, const char *const words[])
{
    for (; *words != NULL; words++) {
        size_t n = strlen(*words);
        for (const char *at = key; (at = strstr(at, *words)) != NULL; at++)
            if ((at == key || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0'))
                return true;
    }
    return false;
}

/* A heading that is a whole question: "Which group do you come to?" */
static enum pp_column_role role_of_question(const char *key)
{
    static const char *const asks[] = {"which", "what", "your", "please", NULL};
    static const char *const code[] = {"code",
                                       "participant number",
                                       "participant id",
                                       "client number",
                                       "id number",
                                       "reference number",
                                       NULL};
    static const char *const no_code[] = {"post",    "zip",   "area",
                                          "country", "dress", NULL};
    static const char *const region[] = {"region",   "area", "county",
                                         "town",     "city", "borough",
                                         "district", NULL};
    static const char *const group[] = {"group", "groups", NULL};
    static const char *const no_group[] = {"age", "ethnic", NULL};

    if (!has_word(key, asks))
        return PP_COLUMN_UNKNOWN;
    if (has_word(key, code) && !has_word(key, no_code))
        return PP_COLUMN_IDENTIFIER;
    if (has_word(key, group) && !has_word(key, no_group))
        return PP_COLUMN_GROUP;
    return has_word(key, region) ? PP_COLUMN_REGION : PP_COLUMN_UNKNOWN;
}

enum pp_column_role pp_likely_role(const char *heading)
{
    enum pp_column_role role = pp_usual_role(heading);
    struct pp_buffer key = PP_BUFFER_INIT;

    if (role != PP_COLUMN_UNKNOWN)
        return role;
    pp_text_key(heading, strlen(heading), &key);
    role = role_of_question(pp_buffer_text(&key));
    pp_buffer_clear(&key);
    return role;
}

static void add_people(struct pp_dictionary *dict, struct pp_pool *pool,
                       const struct pp_plan *plan)
{
    const struct pp_text_list none = {NULL, 0};

    if (plan->identifier_from.n == 0)
        add_role(dict, pool, &plan->identifier, &usual_ids,
                 PP_COLUMN_IDENTIFIER);
    add_role(dict, pool, &plan->wave_column, &usual_waves, PP_COLUMN_WAVE);
    add_role(dict, pool, &plan->date_column, &none, PP_COLUMN_DATE);
    add_role(dict, pool, &plan->region.headings, &none, PP_COLUMN_REGION);
    add_role(dict, pool, &plan->group.headings, &none, PP_COLUMN_GROUP);
    for (size_t i = 0; i < plan->n_columns; i++)
        add_list(dict, pool, &plan->columns[i].headings, RANK_ALIAS,
                 (struct pp_meaning){PP_COLUMN_PERSON, 0, i,
                                     "by the plan's heading"});
}

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    int order = strcmp(x->key, y->key);

    return order != 0 ? order : (int)x->rank - (int)y->rank;
}

struct pp_dictionary *pp_dictionary_new(struct pp_pool *pool,
                                        const struct pp_plan *plan)
{
    struct pp_dictionary *dict = pp_pool_alloc(pool, sizeof *dict);

    add_people(dict, pool, plan);
    for (size_t i = 0; i < plan->n_instruments; i++)
        add_instrument(dict, pool, plan->instruments[i].instrument, i);
    if (dict->n > 0)
        qsort(dict->entries, dict->n, sizeof *dict->entries, by_key);
    dict->names = pp_pool_array(pool, dict->n, sizeof *dict->names);
    for (size_t i = 0; i < dict->n; i++)
        dict->names[i] = dict->entries[i].name;
    return dict;
}

static bool same_meaning(const struct pp_meaning *a, const struct pp_meaning *b)
{
    return a->role == b->role && a->instrument == b->instrument &&
           a->index == b->index;
}

const struct pp_meaning *pp_dictionary_find(const struct pp_dictionary *dict,
                                            const char *key, bool *is_ambiguous)
{
    size_t from = 0, to = dict->n;

    *is_ambiguous = false;
    while (from < to) { /* the first that is not before the key */
        size_t middle = from + (to - from) / 2;
        if (strcmp(dict->entries[middle].key, key) < 0)
            from = middle + 1;
        else
            to = middle;
    }
    if (from == dict->n || strcmp(dict->entries[from].key, key) != 0)
        return NULL;
    const struct entry *first = &dict->entries[from];
    for (size_t i = from + 1; i < dict->n; i++) {
        const struct entry *next = &dict->entries[i];
        if (strcmp(next->key, key) != 0 || next->rank != first->rank)
            break;
        if (!same_meaning(&next->meaning, &first->meaning)) {
            *is_ambiguous = true;
            return NULL;
        }
    }
    return &first->meaning;
}

const char *pp_dictionary_closest(const struct pp_dictionary *dict,
                                  const char *text)
{
    return pp_text_closest(text, dict->names, dict->n);
}

/* --- waves ---------------------------------------------------------------- */

static void add_mark(struct pp_wave_marks *marks, struct pp_pool *pool,
                     const char *text, int wave)
{
    if (text == NULL)
        return;
    const char *key = key_copy(pool, text);
    bool known = key[0] == '\0';

    for (size_t i = 0; i < marks->n; i++)
        known = known || strcmp(marks->items[i].key, key) == 0;
    if (!known)
        marks->items[marks->n++] = (struct pp_wave_mark){key, wave};
}

static int longest_first(const void *a, const void *b)
{
    const struct pp_wave_mark *x = a, *y = b;
    size_t n_x = strlen(x->key), n_y = strlen(y->key);

    if (n_x != n_y)
        return n_x < n_y ? 1 : -1;
    return strcmp(x->key, y->key);
}

void pp_wave_marks_of(struct pp_pool *pool, const struct pp_plan *plan,
                      const struct pp_plan_file *file,
                      struct pp_wave_marks *out)
{
    static const char *const usual[2][3] = {{"pre", "before", "baseline"},
                                            {"post", "after", "follow up"}};
    size_t most = 16;
    int last = (int)plan->n_waves - 1;

    for (size_t w = 0; w < plan->n_waves; w++)
        most += 2 + plan->waves[w].aliases.n;
    if (file != NULL)
        most += file->pre_marks.n + file->post_marks.n;
    *out = (struct pp_wave_marks){
        .items = pp_pool_array(pool, most, sizeof *out->items)};
    for (size_t i = 0; file != NULL && i < file->pre_marks.n; i++)
        add_mark(out, pool, file->pre_marks.items[i], 0);
    for (size_t i = 0; file != NULL && i < file->post_marks.n; i++)
        add_mark(out, pool, file->post_marks.items[i], last);
    for (size_t w = 0; w < plan->n_waves; w++) {
        const struct pp_wave *wave = &plan->waves[w];
        add_mark(out, pool, wave->id, (int)w);
        add_mark(out, pool, wave->name, (int)w);
        for (size_t i = 0; i < wave->aliases.n; i++)
            add_mark(out, pool, wave->aliases.items[i], (int)w);
    }
    for (size_t i = 0; plan->n_waves == 2 && i < 3; i++) {
        add_mark(out, pool, usual[0][i], 0);
        add_mark(out, pool, usual[1][i], 1);
    }
    qsort(out->items, out->n, sizeof *out->items, longest_first);
}
