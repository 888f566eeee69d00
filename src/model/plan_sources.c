#include "plan_build.h"

#include <string.h>

#include "prepost/base/text.h"

static bool is_taken_name(const char *name)
{
    static const char *const taken[] = {
        "participant", "import", "region", "group", "identifier", "id",
        "wave",        "date",   "line",   "day",   "ignore",     "ignored"};

    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        if (pp_text_same(name, taken[i]))
            return true;
    return false;
}

/*
 * The arm is kept like any other column, under a name of its own, where
 * `columns` has a heading for it or a file says it of all its rows.
 */
static void add_arm(struct plan_build *b, struct pp_plan_column *columns,
                    size_t *n)
{
    static const struct pp_text_list none = {NULL, 0};
    const struct pp_text_list *headings =
        b->def->columns != NULL ? &b->def->columns->arm : &none;
    const struct def_file *files = b->def->files.items;
    bool is_told = headings->n > 0;

    for (size_t i = 0; i < b->def->files.n; i++)
        is_told = is_told || files[i].arm != NULL;
    for (size_t i = 0; i < *n; i++)
        if (pp_text_same(columns[i].name, PLAN_ARM)) {
            if (headings->n > 0)
                plan_mistake(b, plan_place(b->def->columns->at, "arm"),
                             "two columns are called \"arm\"");
            return;
        }
    if (is_told)
        columns[(*n)++] =
            (struct pp_plan_column){.name = PLAN_ARM, .headings = *headings};
}

static void build_kept(struct plan_build *b)
{
    static const struct pp_block_list none = {NULL, 0};
    const struct pp_block_list *list =
        b->def->columns != NULL ? &b->def->columns->keep : &none;
    const struct def_kept *defs = list->items;
    struct pp_plan_column *out =
        pp_pool_array(b->pool, list->n + 1, sizeof *out);
    size_t n = list->n;

    for (size_t i = 0; i < list->n; i++) {
        const char *name = defs[i].name != NULL ? defs[i].name : "?";

        if (is_taken_name(name))
            plan_mistake(
                b, defs[i].at->key,
                "a kept column cannot be called \"%s\"; choose another "
                "name",
                name);
        for (size_t k = 0; k < i; k++)
            if (pp_text_same(name, out[k].name))
                plan_mistake(b, defs[i].at->key,
                             "two columns are called \"%s\"", name);
        out[i] = (struct pp_plan_column){
            name, defs[i].headings, defs[i].is_number || defs[i].is_dose,
            defs[i].is_dose, defs[i].is_categories};
    }
    add_arm(b, out, &n);
    b->plan->columns = out;
    b->plan->n_columns = n;
}

/* In the order of the schema's words. */
static const char *date_format(int which)
{
    static const char *const formats[] = {"d/m/y", "m/d/y", "y-m-d"};

    return which >= 0 ? formats[which] : NULL;
}

void plan_build_columns(struct plan_build *b)
{
    const struct def_columns *def = b->def->columns;
    struct pp_plan *plan = b->plan;

    plan->region.name = "region";
    plan->group.name = "group";
    build_kept(b);
    if (def == NULL)
        return;
    plan->identifier = def->identifier;
    plan->identifier_from = def->identifier_from;
    if (def->identifier.n > 0 && def->identifier_from.n > 0)
        plan_mistake(b, plan_place(b->def->at, "columns"),
                     "identifier says that one column holds the person's code, "
                     "identifier_from that several do; expected one of them");
    plan->wave_column = def->wave;
    plan->date_column = def->date;
    plan->date_format = date_format(def->date_format);
    plan->region.headings = def->region;
    plan->group.headings = def->group;
}

static void check_wave(struct plan_build *b, const struct pp_yaml *at,
                       const char *wave)
{
    const char *known[PLAN_MAX_WAVES];
    struct pp_buffer text = PP_BUFFER_INIT;

    if (wave == NULL || pp_plan_wave(b->plan, wave) >= 0)
        return;
    for (size_t i = 0; i < b->plan->n_waves; i++)
        known[i] = b->plan->waves[i].id;
    pp_buffer_printf(&text, "there is no wave \"%s\"", wave);
    plan_suggest(&text, wave, known, b->plan->n_waves);
    plan_mistake(b, at, "%s", text.data);
    pp_buffer_clear(&text);
}

static bool is_target(const struct pp_plan *plan, const char *text)
{
    static const char *const words[] = {"id",     "identifier", "wave",
                                        "date",   "region",     "group",
                                        "ignore", "ignored"};
    const char *point = strchr(text, '.');

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    for (size_t i = 0; i < plan->n_columns; i++)
        if (strcmp(text, plan->columns[i].name) == 0)
            return true;
    long at = plan_find_instrument(plan, text);
    if (point != NULL)
        return at >= 0 && pp_instrument_scale(plan->instruments[at].instrument,
                                              point + 1, NULL) != NULL;
    for (size_t i = 0; i < plan->n_instruments; i++)
        if (pp_instrument_item(plan->instruments[i].instrument, text, NULL))
            return true;
    return false;
}

/* "phq9_*": a star for the number of an item. */
static bool is_pattern(const struct pp_plan *plan, const char *text)
{
    const char *star = strchr(text, '*');
    size_t before = (size_t)(star - text), after = strlen(star + 1);

    for (size_t i = 0; i < plan->n_instruments; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;

        for (size_t k = 0; k < instrument->n_items; k++) {
            const char *id = instrument->items[k].id;
            size_t length = strlen(id);

            if (length > before + after && strncmp(id, text, before) == 0 &&
                strcmp(id + length - after, star + 1) == 0 &&
                strspn(id + before, "0123456789") >= length - before - after)
                return true;
        }
    }
    return false;
}

static size_t count_stars(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += *text == '*';
    return n;
}

static void unknown_target(struct plan_build *b, const struct pp_yaml *at,
                           const char *text)
{
    const struct pp_plan *plan = b->plan;
    const char *near = NULL;

    for (size_t i = 0; i < plan->n_instruments && near == NULL; i++) {
        const struct pp_instrument *instrument =
            plan->instruments[i].instrument;

        for (size_t k = 0; k < instrument->n_items; k++)
            if (pp_text_distance(text, instrument->items[k].id, 1) <= 1)
                near = instrument->items[k].id;
    }
    plan_mistake(
        b, at,
        "\"%s\" is no item, total or kept column%s%s%s; expected one "
        "of those, identifier, wave, date, region, group, arm or ignore",
        text, near != NULL ? "; did you mean \"" : "", near != NULL ? near : "",
        near != NULL ? "\"?" : "");
}

/* What a column means; a star in it stands for the heading's own number. */
static void check_means(struct plan_build *b, const struct def_mapping *def)
{
    const struct pp_yaml *at = plan_place(def->at, "means");

    if (strchr(def->means, '*') == NULL) {
        if (!is_target(b->plan, def->means))
            unknown_target(b, at, def->means);
    } else if (count_stars(def->means) > 1 || count_stars(def->heading) != 1) {
        plan_mistake(b, at,
                     "\"%s\" is to mean \"%s\"; expected one star in each of "
                     "the two, for the number that both have: Emp_*: phq9_*",
                     def->heading, def->means);
    } else if (!is_pattern(b->plan, def->means)) {
        unknown_target(b, at, def->means);
    }
}

static void build_mappings(struct plan_build *b, const struct def_file *def,
                           struct pp_plan_file *file)
{
    const struct def_mapping *defs = def->columns.items;
    struct pp_plan_mapping *out =
        pp_pool_array(b->pool, def->columns.n + 1, sizeof *out);
    bool all_known = b->plan->n_instruments == b->def->instruments.n;

    for (size_t i = 0; i < def->columns.n; i++) {
        const struct pp_yaml *key = defs[i].at->key;

        if (defs[i].means != NULL && all_known)
            check_means(b, &defs[i]);
        check_wave(b, plan_place(defs[i].at, "wave"), defs[i].wave);
        out[i] = (struct pp_plan_mapping){defs[i].heading, defs[i].means,
                                          defs[i].wave, key->line, key->column};
    }
    file->mappings = out;
    file->n_mappings = def->columns.n;
}

enum { MOST_LISTED = 100 };

static void build_numberings(struct plan_build *b, const struct def_file *def,
                             struct pp_plan_file *file)
{
    const struct def_numbering *defs = def->numbered_from.items;
    size_t n = def->numbered_from.n;
    struct pp_plan_numbering *out = pp_pool_array(b->pool, n + 1, sizeof *out);
    const char *known[MOST_LISTED];
    struct pp_buffer text = PP_BUFFER_INIT;

    for (size_t i = 0; i < n; i++) {
        long at = plan_find_instrument(b->plan, defs[i].instrument);
        if (at >= 0) {
            out[file->n_numberings++] =
                (struct pp_plan_numbering){(size_t)at, (int)defs[i].from};
            continue;
        }
        if (b->plan->n_instruments < b->def->instruments.n)
            continue; /* it may be the one that was not understood */
        size_t n_known = 0;
        while (n_known < b->plan->n_instruments && n_known < MOST_LISTED) {
            known[n_known] = b->plan->instruments[n_known].instrument->id;
            n_known++;
        }
        text.length = 0;
        pp_buffer_printf(&text, "there is no questionnaire \"%s\" in this plan",
                         defs[i].instrument);
        plan_suggest(&text, defs[i].instrument, known, n_known);
        plan_mistake(b, defs[i].at->key, "%s", text.data);
    }
    file->numberings = out;
    pp_buffer_clear(&text);
}

void plan_build_files(struct plan_build *b)
{
    const struct def_file *defs = b->def->files.items;
    struct pp_plan_file *out =
        pp_pool_array(b->pool, b->def->files.n + 1, sizeof *out);

    for (size_t i = 0; i < b->def->files.n; i++) {
        const struct def_file *def = &defs[i];

        check_wave(b, plan_place(def->at, "wave"), def->wave);
        if (def->comment != NULL && strlen(def->comment) != 1)
            plan_mistake(b, plan_place(def->at, "comment"),
                         "\"%s\" is not one sign; expected one such as \"#\"",
                         def->comment);
        out[i] =
            (struct pp_plan_file){.path = def->path,
                                  .wave = def->wave,
                                  .region = def->region,
                                  .group = def->group,
                                  .arm = def->arm,
                                  .delimiter = def->delimiter,
                                  .encoding = def->encoding,
                                  .platform = def->platform,
                                  .sheet = def->sheet,
                                  .dictionary = def->dictionary,
                                  .comment = def->comment,
                                  .date_format = date_format(def->date_format),
                                  .anonymous = def->anonymous,
                                  .decimal_comma = def->decimal_comma,
                                  .missing = def->missing,
                                  .pre_marks = def->pre_marks,
                                  .post_marks = def->post_marks,
                                  .line = def->at->line,
                                  .column = def->at->column};
        build_mappings(b, def, &out[i]);
        build_numberings(b, def, &out[i]);
    }
    b->plan->files = out;
    b->plan->n_files = b->def->files.n;
}
