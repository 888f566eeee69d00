#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "instrument_build.h"

/* An array of the model's structs for a list of the file's. */
#define MAKE(b, list, type) pp_pool_array((b)->pool, (list).n + 1, sizeof(type))

/* --- what is published about a scale ---------------------------------------*/

static void read_bands(struct build *b, const struct def_scale *def,
                       struct pp_scale *scale)
{
    const struct def_band_set *sets = def->bands.items;
    struct pp_band_set *out = MAKE(b, def->bands, *out);

    for (size_t i = 0; i < def->bands.n; i++) {
        const struct def_band *given = sets[i].bands.items;
        struct pp_band *bands = MAKE(b, sets[i].bands, *bands);
        size_t n = 0;

        for (size_t j = 0; j < sets[i].bands.n; j++) {
            bands[n].name = given[j].name;
            if (given[j].range != NULL &&
                build_range(b, given[j].at, given[j].range, &bands[n].from,
                            &bands[n].to))
                n++;
        }
        out[i] = (struct pp_band_set){.source = sets[i].source,
                                      .by_default = sets[i].shown,
                                      .bands = bands,
                                      .n_bands = n};
    }
    scale->band_sets = out;
    scale->n_band_sets = def->bands.n;
}

static void read_cutoffs(struct build *b, const struct def_scale *def,
                         struct pp_scale *scale)
{
    const struct def_cutoff *given = def->cutoffs.items;
    struct pp_cutoff *out = MAKE(b, def->cutoffs, *out);

    for (size_t i = 0; i < def->cutoffs.n; i++) {
        bool above = !isnan(given[i].at_or_above);

        if (above == !isnan(given[i].at_or_below))
            build_mistake(b, given[i].at,
                          "scales.%s.cutoffs: expected \"at_or_above\" or "
                          "\"at_or_below\", one of them",
                          def->id);
        out[i] = (struct pp_cutoff){.name = given[i].name,
                                    .value = above ? given[i].at_or_above
                                                   : given[i].at_or_below,
                                    .case_at_or_above = above,
                                    .source = given[i].source};
    }
    scale->cutoffs = out;
    scale->n_cutoffs = def->cutoffs.n;
}

static void read_changes(struct build *b, const struct def_scale *def,
                         struct pp_scale *scale)
{
    const struct def_change *given = def->changes.items;
    struct pp_published_change *out = MAKE(b, def->changes, *out);

    for (size_t i = 0; i < def->changes.n; i++)
        out[i] = (struct pp_published_change){
            .kind = (enum pp_change_kind)given[i].kind,
            .value = given[i].value,
            .inclusive = given[i].inclusive,
            .reliable = given[i].reliable,
            .source = given[i].source};
    scale->changes = out;
    scale->n_changes = def->changes.n;
}

static void read_norms(struct build *b, const struct def_scale *def,
                       struct pp_scale *scale)
{
    const struct def_norm *given = def->norms.items;
    struct pp_norm *out = MAKE(b, def->norms, *out);

    for (size_t i = 0; i < def->norms.n; i++)
        out[i] = (struct pp_norm){.population = given[i].population,
                                  .clinical = given[i].clinical,
                                  .part = given[i].part,
                                  .mean = given[i].mean,
                                  .sd = given[i].sd,
                                  .source = given[i].source};
    scale->norms = out;
    scale->n_norms = def->norms.n;
}

static void read_reliabilities(struct build *b, const struct def_scale *def,
                               struct pp_scale *scale)
{
    static const char *const kinds[] = {"alpha", "retest"};
    const struct def_reliability *given = def->reliabilities.items;
    struct pp_published_reliability *out = MAKE(b, def->reliabilities, *out);

    for (size_t i = 0; i < def->reliabilities.n; i++)
        out[i] =
            (struct pp_published_reliability){.kind = kinds[given[i].kind],
                                              .value = given[i].value,
                                              .population = given[i].population,
                                              .source = given[i].source};
    scale->reliabilities = out;
    scale->n_reliabilities = def->reliabilities.n;
}

/* --- how it is scored ------------------------------------------------------*/

static void read_missing(struct build *b, const struct def_scale *def,
                         struct pp_scale *scale)
{
    const struct def_missing *own =
        def->missing != NULL ? def->missing : b->def->missing;
    const struct def_missing *given = def->other_missing.items;
    struct pp_missing_rule *out = MAKE(b, def->other_missing, *out);

    scale->treatment = PP_MISSING_NONE;
    if (own != NULL) {
        scale->max_missing = (size_t)own->up_to;
        scale->treatment = own->up_to > 0
                               ? (enum pp_missing_treatment)own->treatment
                               : PP_MISSING_NONE;
        scale->missing_source = own->source;
        if (scale->treatment == PP_MISSING_NONE && own->up_to > 0)
            build_mistake(b, own->at,
                          "missing: up_to %ld and \"complete\" contradict each "
                          "other",
                          own->up_to);
        if (scale->n_items > 0 && scale->max_missing >= scale->n_items)
            build_mistake(b, own->at,
                          "scales.%s.missing: up to %zu of %zu answers may be "
                          "missing; expected fewer than all",
                          def->id, scale->max_missing, scale->n_items);
        if (scale->max_missing > 0 && scale->method == PP_SCORE_LOOKUP)
            build_mistake(b, own->at,
                          "scales.%s.missing: a lookup takes complete answers "
                          "only",
                          def->id);
    }
    for (size_t i = 0; i < def->other_missing.n; i++)
        out[i] = (struct pp_missing_rule){
            .id = given[i].id,
            .max_missing = (size_t)given[i].up_to,
            .treatment = (enum pp_missing_treatment)given[i].treatment,
            .source = given[i].source};
    scale->other_rules = out;
    scale->n_other_rules = def->other_missing.n;
}

static int compare_lookups(const void *a, const void *b)
{
    const struct def_lookup *x = a, *y = b;

    return x->raw < y->raw ? -1 : x->raw > y->raw;
}

/* Sums that have no score, named by first and last of each run. */
static void find_holes(struct build *b, const struct def_scale *def,
                       const double *table, long from, size_t n)
{
    const struct pp_yaml *at = build_place(def->at, "lookup");

    for (size_t i = 0; i < n; i++) {
        size_t last = i;

        if (!isnan(table[i]))
            continue;
        while (last + 1 < n && isnan(table[last + 1]))
            last++;
        if (last == i)
            build_mistake(b, at, "scales.%s.lookup: no score for a sum of %ld",
                          def->id, from + (long)i);
        else
            build_mistake(b, at,
                          "scales.%s.lookup: no score for sums of %ld to %ld",
                          def->id, from + (long)i, from + (long)last);
        i = last;
    }
}

static void read_lookup(struct build *b, const struct def_scale *def,
                        struct pp_scale *scale)
{
    long from = 0, to = 0;
    struct def_lookup *given = MAKE(b, def->lookup, *given);

    for (size_t i = 0; i < scale->n_items; i++) {
        from += b->items[scale->items[i]].min;
        to += b->items[scale->items[i]].max;
    }
    if (def->lookup.n > 0)
        memcpy(given, def->lookup.items, def->lookup.n * sizeof *given);
    qsort(given, def->lookup.n, sizeof *given, compare_lookups);
    size_t n = (size_t)(to - from) + 1;
    double *table = pp_pool_array(b->pool, n, sizeof *table);

    for (size_t i = 0; i < n; i++)
        table[i] = NAN;
    for (size_t i = 0; i < def->lookup.n; i++) {
        if (given[i].raw < from || given[i].raw > to)
            build_mistake(b, given[i].at,
                          "scales.%s.lookup: %ld is no sum of its items, which "
                          "reach %ld to %ld",
                          def->id, given[i].raw, from, to);
        else
            table[given[i].raw - from] = given[i].score;
        if (i > 0 && given[i].score < given[i - 1].score)
            build_mistake(b, given[i].at,
                          "scales.%s.lookup: the score falls from %.10g at %ld "
                          "to %.10g at %ld",
                          def->id, given[i - 1].score, given[i - 1].raw,
                          given[i].score, given[i].raw);
    }
    find_holes(b, def, table, from, n);
    scale->lookup = table;
    scale->lookup_min = (int)from;
    scale->n_lookup = n;
}

/* The place of an item in the scale; n_items if it is not one of them. */
static size_t place_in_scale(const struct pp_scale *scale, size_t item)
{
    size_t i = 0;

    while (i < scale->n_items && scale->items[i] != item)
        i++;
    return i;
}

static uint32_t counting_bits(struct build *b, const struct def_count *count,
                              const struct pp_item *item)
{
    uint32_t bits = 0;

    for (size_t i = 0; i < count->answers.n; i++) {
        double code = count->answers.items[i];

        if (code < item->min || code > item->max || code != floor(code) ||
            code - item->min > 31)
            build_mistake(b, build_place(count->at, "answers"),
                          "counts: %.10g is no answer to %s", code, item->id);
        else
            bits |= UINT32_C(1) << (unsigned)(code - item->min);
    }
    return bits;
}

static void read_counts(struct build *b, const struct def_scale *def,
                        struct pp_scale *scale)
{
    const struct def_count *given = def->counts.items;
    uint32_t *counts =
        pp_pool_array(b->pool, scale->n_items + 1, sizeof *counts);

    for (size_t i = 0; i < def->counts.n; i++) {
        size_t *items;
        size_t n = build_items(b, build_place(given[i].at, "items"), "counts",
                               &given[i].items, &items);

        for (size_t j = 0; j < n; j++) {
            size_t place = place_in_scale(scale, items[j]);

            if (place == scale->n_items)
                continue; /* an item of another scale of the file */
            if (counts[place] != 0)
                build_mistake(b, build_place(given[i].at, "items"),
                              "counts: item %s is listed twice",
                              b->items[items[j]].id);
            counts[place] = counting_bits(b, &given[i], &b->items[items[j]]);
        }
    }
    for (size_t i = 0; i < scale->n_items; i++)
        if (counts[i] == 0)
            build_mistake(b, build_place(def->at, "counts"),
                          "scales.%s.counts: does not say which answers to %s "
                          "count",
                          def->id, b->items[scale->items[i]].id);
    scale->counts = counts;
}

static void read_condition(struct build *b, const struct def_scale *def,
                           const struct def_condition *given,
                           const struct pp_scale *scale,
                           struct pp_scale_condition *out)
{
    const struct pp_yaml *at = build_place(given->at, "when");
    const struct pp_text_list when = {&given->when, given->when != NULL};
    int *codes = MAKE(b, given->is, *codes);
    size_t *found, *items;

    size_t n_when = build_items(b, at, "without", &when, &found);

    if (n_when > 1)
        build_mistake(b, at,
                      "scales.%s.without: \"%s\" is %zu items; expected the "
                      "one whose answer decides",
                      def->id, given->when, n_when);
    if (n_when == 1) {
        out->when = found[0];
        if (place_in_scale(scale, found[0]) < scale->n_items)
            build_mistake(b, at,
                          "scales.%s.without: %s decides which items apply and "
                          "cannot be one of them",
                          def->id, b->items[found[0]].id);
    }
    for (size_t i = 0; i < given->is.n; i++) {
        double code = given->is.items[i];
        const struct pp_item *item = &b->items[out->when];

        if (n_when == 1 &&
            !(code >= item->min && code <= item->max && code == floor(code)))
            build_mistake(b, build_place(given->at, "is"),
                          "scales.%s.without: %.10g is no answer to %s",
                          def->id, code, item->id);
        else
            codes[i] = (int)code;
    }
    out->codes = codes;
    out->n_codes = given->is.n;
    out->n_items = build_items(b, build_place(given->at, "items"), "without",
                               &given->items, &items);
    out->items = items;
    for (size_t i = 0; i < out->n_items; i++)
        if (place_in_scale(scale, items[i]) == scale->n_items)
            build_mistake(b, build_place(given->at, "items"),
                          "scales.%s.without: %s is not one of its items",
                          def->id, b->items[items[i]].id);
    if (out->n_items >= scale->n_items && scale->n_items > 0)
        build_mistake(b, build_place(given->at, "items"),
                      "scales.%s.without: leaves no item", def->id);
}

static void read_conditions(struct build *b, const struct def_scale *def,
                            struct pp_scale *scale)
{
    const struct def_condition *given = def->conditions.items;
    struct pp_scale_condition *out = MAKE(b, def->conditions, *out);

    for (size_t i = 0; i < def->conditions.n; i++)
        read_condition(b, def, &given[i], scale, &out[i]);
    scale->conditions = out;
    scale->n_conditions = def->conditions.n;
}

static void read_scale_items(struct build *b, const struct def_scale *def,
                             struct pp_scale *scale)
{
    size_t *items;
    bool is_all =
        def->items.n == 0 ||
        (def->items.n == 1 && strcmp(def->items.items[0], "all") == 0);

    if (is_all) {
        items = pp_pool_array(b->pool, b->out->n_items + 1, sizeof *items);
        for (size_t i = 0; i < b->out->n_items; i++)
            if (b->items[i].scored)
                items[scale->n_items++] = i;
    } else {
        char *what = pp_pool_printf(b->pool, "scales.%s.items", def->id);

        scale->n_items = build_items(b, build_place(def->at, "items"), what,
                                     &def->items, &items);
        for (size_t i = 0; i < scale->n_items; i++)
            if (!b->items[items[i]].scored)
                build_mistake(b, build_place(def->at, "items"),
                              "%s: item %s is under not_scored too", what,
                              b->items[items[i]].id);
    }
    scale->items = items;
}

/* --- names -----------------------------------------------------------------*/

/* "belonging scale" is what asks; what it asks about changes. */
static void cut_kind(char *name)
{
    static const char *const kinds[] = {" scale", " questionnaire", " index",
                                        " inventory", " survey"};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t length = strlen(name), n = strlen(kinds[i]);
        if (length > n && strcmp(name + length - n, kinds[i]) == 0)
            name[length - n] = '\0';
    }
}

/*
 * A name as it stands in mid-sentence: "Belonging in our town" starts small.
 * A second capital anywhere makes it an acronym or a title, which stay:
 * "PHQ-9 total", "Herth Hope Index".
 */
static const char *in_mid_sentence(struct pp_pool *pool, const char *name)
{
    char *out = pp_pool_strdup(pool, name);

    for (const char *p = out + (out[0] != '\0'); *p != '\0'; p++)
        if ((*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9'))
            return name;
    if (out[0] >= 'A' && out[0] <= 'Z')
        out[0] = (char)(out[0] - 'A' + 'a');
    cut_kind(out);
    return out;
}

/* "togetherness" is the first word of "Togetherness scale": in capitals it
 * would not be short for it, as "AHI" is. */
static bool is_word_of(const char *name, const char *id)
{
    for (const char *word = name; word != NULL; word = strchr(word, ' ')) {
        word += *word == ' ';
        if (strncasecmp(word, id, strlen(id)) == 0)
            return true;
    }
    return false;
}

static void name_scale(struct build *b, const struct def_scale *def,
                       struct pp_scale *scale)
{
    const char *name = b->out->short_name;

    scale->id = def->id;
    scale->name = def->name != NULL
                      ? def->name
                      : pp_pool_printf(b->pool, "%s %s", name, def->id);
    if (def->words != NULL) {
        scale->words = (struct pp_outcome_words){
            def->words->outcome, def->words->score, def->words->plain};
        return;
    }
    bool is_total = strcmp(def->id, "total") == 0;

    scale->words.outcome =
        in_mid_sentence(b->pool, is_total ? b->out->name : scale->name);
    scale->words.score = pp_pool_printf(
        b->pool, "%s score",
        !is_total ? scale->name
        : b->def->short_name == NULL && (strchr(b->out->id, '_') != NULL ||
                                         is_word_of(b->out->name, b->out->id))
            ? scale->words.outcome
            : name);
}

/* "phq9_total", "PHQ-9 total", and for a total "PHQ-9 score" as well. */
static void name_totals(struct build *b, const struct def_scale *def,
                        struct pp_scale *scale)
{
    const char *names[] = {b->out->id, b->out->short_name};
    const char **all = pp_pool_array(b->pool, def->aliases.n + 10, sizeof *all);
    size_t n = 0;
    bool is_total = strcmp(def->id, "total") == 0;

    for (size_t i = 0; i < def->aliases.n; i++)
        all[n++] = def->aliases.items[i];
    for (size_t i = 0; i < 2; i++) {
        if (i == 1 && strcmp(names[0], names[1]) == 0)
            break;
        all[n++] = pp_pool_printf(b->pool, "%s_%s", names[i], def->id);
        if (!is_total)
            continue;
        all[n++] = pp_pool_printf(b->pool, "%s score", names[i]);
        all[n++] = pp_pool_printf(b->pool, "%s total score", names[i]);
        all[n++] = pp_pool_printf(b->pool, "%s sum", names[i]);
    }
    all[n++] = scale->name;
    scale->total_aliases = (struct pp_text_list){all, n};
}

static void read_scale(struct build *b, const struct def_scale *def,
                       struct pp_scale *scale)
{
    int better = def->better >= 0 ? def->better : b->def->better;
    int method = def->score >= 0 ? def->score : b->def->score;

    name_scale(b, def, scale);
    name_totals(b, def, scale);
    if (better < 0)
        build_mistake(b, def->at->key != NULL ? def->at->key : def->at,
                      "scales.%s: key \"better\" is missing; expected higher, "
                      "lower or neither",
                      def->id);
    scale->method = (enum pp_score_method)method;
    scale->factor = def->factor;
    scale->lower_is_better = better == 1;
    scale->no_direction = better == 2;
    scale->ordinal = def->ordinal;
    scale->caution = def->caution;
    read_scale_items(b, def, scale);
    read_missing(b, def, scale);
    if (scale->method == PP_SCORE_LOOKUP)
        read_lookup(b, def, scale);
    else if (def->lookup.n > 0)
        build_mistake(b, build_place(def->at, "lookup"),
                      "scales.%s: a lookup table, but score is not \"lookup\"",
                      def->id);
    if (scale->method == PP_SCORE_COUNT)
        read_counts(b, def, scale);
    else if (def->counts.n > 0)
        build_mistake(b, build_place(def->at, "counts"),
                      "scales.%s: counts, but score is not \"count\"", def->id);
    if (scale->method == PP_SCORE_LOOKUP && def->conditions.n > 0)
        build_mistake(b, build_place(def->at, "without"),
                      "scales.%s.without: a lookup takes the sum of all its "
                      "items; none can be left out",
                      def->id);
    else
        read_conditions(b, def, scale);
    read_bands(b, def, scale);
    read_cutoffs(b, def, scale);
    read_changes(b, def, scale);
    read_norms(b, def, scale);
    read_reliabilities(b, def, scale);
    build_reach(b, scale);
    scale->decimals = def->decimals >= 0            ? (int)def->decimals
                      : scale->max - scale->min < 6 ? 2
                                                    : 1;
}

/* A file without scales has one total of all its items. */
static struct def_scale only_total(const struct build *b)
{
    return (struct def_scale){.at = b->def->at,
                              .id = "total",
                              .score = -1,
                              .better = -1,
                              .factor = 1,
                              .decimals = -1};
}

/* The scales as they are written; one whose name is a mistake has another. */
static struct def_scale *scales_of(const struct build *b)
{
    size_t n = b->def->scales.n;
    struct def_scale *defs = pp_pool_array(b->pool, n, sizeof *defs);

    memcpy(defs, b->def->scales.items, n * sizeof *defs);
    for (size_t i = 0; i < n; i++)
        if (defs[i].id == NULL)
            defs[i].id = "unnamed";
    return defs;
}

void build_scales(struct build *b)
{
    struct def_scale total = only_total(b);
    bool is_only = b->def->scales.n == 0;
    const struct def_scale *defs = is_only ? &total : scales_of(b);
    size_t n = is_only ? 1 : b->def->scales.n;
    struct pp_scale *scales = pp_pool_array(b->pool, n, sizeof *scales);

    if (is_only && b->def->better < 0) {
        build_mistake(b, b->def->at,
                      "key \"better\" is missing; expected higher, "
                      "lower or neither");
        total.better = 0;
    }
    for (size_t i = 0; i < n; i++)
        read_scale(b, &defs[i], &scales[i]);
    b->out->scales = scales;
    b->out->n_scales = n;
    for (size_t i = 0; i < n; i++)
        build_check_scale(b, &defs[i], &scales[i]);
    build_check_sharing(b, defs);
}
