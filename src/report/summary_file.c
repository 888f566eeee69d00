#include "prepost/report/summary_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/model/plan.h"

/* --- in words --------------------------------------------------------------
 */

static json_t *about(const struct pp_summary *s, struct pp_buffer *line)
{
    json_t *array = json_array();

    pp_json_add(array, NULL,
                pp_json_text("A summary for putting cohorts of several places "
                             "together (prepost pool)."));
    pp_json_add(array, NULL,
                pp_json_text("Nobody is in it: no answers, names, codes, dates "
                             "or free text, and no score of any one person."));
    pp_buffer_printf(line,
                     "Counts from 1 to %ld are not in it (null), nor counts "
                     "that would give one away; averages are of %ld people or "
                     "more.",
                     s->threshold - 1, s->min_average);
    pp_json_add(array, NULL, pp_json_text(pp_buffer_text(line)));
    pp_json_add(array, NULL,
                pp_json_text("Sums are about the averages: of squared "
                             "distances before, after, and of their products. "
                             "\"exact\": false says that they were made of "
                             "rounded numbers."));
    pp_json_add(array, NULL,
                pp_json_text("Send one summary of the same people, not a "
                             "second one after a few more have answered: the "
                             "two together would tell of those few."));
    return array;
}

static const char *const SESOI_SOURCES[] = {
    [PP_SESOI_NONE] = NULL,
    [PP_SESOI_DECLARED] = "declared",
    [PP_SESOI_PUBLISHED_GROUP] = "published-group",
    [PP_SESOI_RULE_OF_THUMB] = "rule-of-thumb"};

static const char *const AMOUNT_SOURCES[] = {[PP_AMOUNT_PUBLISHED] =
                                                 "published",
                                             [PP_AMOUNT_COMPUTED] = "computed",
                                             [PP_AMOUNT_SESOI] = "sesoi",
                                             [PP_AMOUNT_NONE] = NULL};

/* --- writing ---------------------------------------------------------------
 */

static json_t *cohort_json(const struct pp_summary_cohort *c)
{
    json_t *o = json_object();

    pp_json_add(o, "cohort", pp_json_text(c->name));
    pp_json_add(o, "answered_before", pp_json_count(c->n_before));
    pp_json_add(o, "answered_both", pp_json_count(c->n_both));
    pp_json_add(o, "better", pp_json_count(c->n_better));
    pp_json_add(o, "in_between", pp_json_count(c->n_between));
    pp_json_add(o, "worse", pp_json_count(c->n_worse));
    pp_json_add(o, "support_groups", pp_json_count(c->n_groups));
    if (!c->has_averages)
        return o;
    pp_json_add(o, "exact", pp_json_bool(c->is_exact));
    pp_json_add(o, "average_before", pp_json_number(c->sums.pre_mean));
    pp_json_add(o, "average_after", pp_json_number(c->sums.post_mean));
    pp_json_add(o, "squares_before", pp_json_number(c->sums.pre_ss));
    pp_json_add(o, "squares_after", pp_json_number(c->sums.post_ss));
    pp_json_add(o, "products", pp_json_number(c->sums.cross));
    pp_json_add(o, "change_standard_error", pp_json_number(c->se));
    pp_json_add(o, "change_df", pp_json_number(c->df));
    return o;
}

static json_t *sesoi_json(const struct pp_sesoi *s)
{
    json_t *o;

    if (s->source == PP_SESOI_NONE)
        return json_null();
    o = json_object();
    pp_json_add(o, "value", pp_json_number(s->value));
    pp_json_add(o, "source", pp_json_text(SESOI_SOURCES[s->source]));
    return o;
}

static json_t *amount_json(const struct pp_summary_outcome *outcome)
{
    json_t *o;

    if (outcome->amount_source == PP_AMOUNT_NONE)
        return json_null();
    o = json_object();
    pp_json_add(o, "value", pp_json_number(outcome->amount));
    pp_json_add(o, "source",
                pp_json_text(AMOUNT_SOURCES[outcome->amount_source]));
    return o;
}

static json_t *outcome_json(const struct pp_summary_outcome *outcome)
{
    json_t *o = json_object(), *cohorts = json_array();

    pp_json_add(o, "outcome", pp_json_text(outcome->id));
    pp_json_add(o, "wave", pp_json_text(outcome->wave));
    pp_json_add(o, "role",
                pp_json_text(outcome->is_primary ? "primary" : "secondary"));
    pp_json_add(o, "words", pp_json_text(outcome->words));
    pp_json_add(o, "instrument", pp_json_text(outcome->instrument));
    pp_json_add(o, "instrument_name", pp_json_text(outcome->instrument_name));
    pp_json_add(o, "scale", pp_json_text(outcome->scale));
    pp_json_add(o, "scale_name", pp_json_text(outcome->scale_name));
    pp_json_add(o, "scoring", pp_json_text(outcome->scoring));
    pp_json_add(o, "provisional", pp_json_bool(outcome->is_provisional));
    pp_json_add(o, "least", pp_json_number(outcome->min));
    pp_json_add(o, "most", pp_json_number(outcome->max));
    pp_json_add(o, "decimals", pp_json_count(outcome->decimals));
    pp_json_add(o, "better_is",
                pp_json_text(outcome->lower_is_better ? "lower" : "higher"));
    pp_json_add(o, "matters", sesoi_json(&outcome->sesoi));
    pp_json_add(o, "one_persons_change", amount_json(outcome));
    pp_json_add(o, "reliability_before", pp_json_number(outcome->reliability));
    for (size_t i = 0; i < outcome->n_cohorts; i++)
        pp_json_add(cohorts, NULL, cohort_json(&outcome->cohorts[i]));
    pp_json_add(o, "cohorts", cohorts);
    return o;
}

void pp_summary_hash(const json_t *summary, char hex[PP_HASH_SIZE])
{
    json_t *copy = json_copy((json_t *)summary);
    struct pp_buffer text = PP_BUFFER_INIT;

    json_object_del(copy, "hash");
    pp_json_print(copy, &text);
    pp_hash_bytes(text.data, text.length, hex);
    json_decref(copy);
    pp_buffer_clear(&text);
}

json_t *pp_summary_json(const struct pp_summary *s)
{
    json_t *o = json_object(), *waves = json_array(), *outcomes = json_array();
    struct pp_buffer line = PP_BUFFER_INIT;
    char hex[PP_HASH_SIZE];

    for (size_t i = 0; i < s->n_waves; i++)
        pp_json_add(waves, NULL, pp_json_text(s->waves[i]));
    for (size_t i = 0; i < s->n_outcomes; i++)
        pp_json_add(outcomes, NULL, outcome_json(&s->outcomes[i]));
    pp_json_add(o, "prepost_summary", pp_json_count(PP_SUMMARY_FORMAT));
    pp_json_add(o, "about", about(s, &line));
    pp_json_add(o, "evaluation", pp_json_text(s->title));
    pp_json_add(o, "made_up", pp_json_bool(s->made_up));
    pp_json_add(o, "version", pp_json_text(s->version));
    pp_json_add(o, "plan", pp_json_text(s->plan_hash));
    pp_json_add(o, "disclosure", pp_json_text(s->preset));
    pp_json_add(o, "threshold", pp_json_count(s->threshold));
    pp_json_add(o, "people_for_an_average", pp_json_count(s->min_average));
    pp_json_add(o, "people_to_nearest", pp_json_count(s->nearest));
    pp_json_add(o, "level", pp_json_number(s->level));
    pp_json_add(o, "by", pp_json_text(s->by));
    pp_json_add(o, "waves", waves);
    pp_json_add(o, "outcomes", outcomes);
    pp_summary_hash(o, hex);
    pp_json_add(o, "hash", pp_json_text(hex));
    pp_buffer_clear(&line);
    return o;
}

/* --- reading ---------------------------------------------------------------
 */

/* Where in the file one is, for messages. */
struct reader {
    const char *file;
    struct pp_pool *pool;
    struct pp_error *err;
    char place[256]; /* "outcomes[2].cohorts[0]." */
    long nearest;    /* what counts are rounded to */
};

static int expected(const struct reader *r, const char *key, const char *what,
                    const json_t *found)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    if (found == NULL)
        pp_buffer_puts(&text, "nothing");
    else if (json_is_array(found) || json_is_object(found))
        pp_buffer_puts(&text, json_is_array(found) ? "a list" : "an object");
    else
        pp_json_print(found, &text);
    pp_fail(r->err, PP_EPARSE, "%s: %s%s: expected %s, found %.*s", r->file,
            r->place, key, what,
            (int)fmin(60, (double)strcspn(text.data, "\n")), text.data);
    pp_buffer_clear(&text);
    return -1;
}

/* What a stranger's file may ask of whoever draws and lays it out. */
enum { LONGEST_TEXT = 4000, LONGEST_LIST = 1000 };
_Static_assert(LONGEST_TEXT > 2 * PP_MAX_LABEL_BYTES,
               "a scale is called by two names where it has none");

static int read_short(const struct reader *r, const json_t *o, const char *key,
                      size_t longest, const char **out)
{
    const json_t *value = json_object_get(o, key);
    char what[64];

    if (!json_is_string(value))
        return expected(r, key, "a text", value);
    snprintf(what, sizeof what, "a text of %zu bytes at most", longest);
    if (json_string_length(value) > longest)
        return expected(r, key, what, value);
    *out = pp_pool_strdup(r->pool, json_string_value(value));
    return 0;
}

static int read_text(const struct reader *r, const json_t *o, const char *key,
                     const char **out)
{
    return read_short(r, o, key, LONGEST_TEXT, out);
}

static int read_bool(const struct reader *r, const json_t *o, const char *key,
                     bool *out)
{
    const json_t *value = json_object_get(o, key);

    if (!json_is_boolean(value))
        return expected(r, key, "true or false", value);
    *out = json_is_true(value);
    return 0;
}

static int read_number(const struct reader *r, const json_t *o, const char *key,
                       double lo, double hi, double *out)
{
    const json_t *value = json_object_get(o, key);
    double x = json_is_number(value) ? json_number_value(value) : NAN;
    char what[128];

    snprintf(what, sizeof what, "a number from %.6g to %.6g", lo, hi);
    if (!(x >= lo && x <= hi))
        return expected(r, key, what, value);
    *out = x;
    return 0;
}

enum { MOST_PEOPLE = 100000000 };

/* A count that may be null: not to be shown. */
static int read_count(const struct reader *r, const json_t *o, const char *key,
                      long *out)
{
    const json_t *value = json_object_get(o, key);

    *out = PP_COUNT_HIDDEN;
    if (json_is_null(value))
        return 0;
    if (!json_is_integer(value) || json_integer_value(value) < 0 ||
        json_integer_value(value) > MOST_PEOPLE)
        return expected(r, key, "a count of people or null", value);
    *out = (long)json_integer_value(value);
    return 0;
}

static int read_word(const struct reader *r, const json_t *o, const char *key,
                     const char *const *words, size_t n, size_t *out)
{
    const json_t *value = json_object_get(o, key);
    char what[128] = "one of";

    for (size_t i = 0; i < n; i++) {
        if (words[i] == NULL)
            continue;
        if (json_is_string(value) &&
            strcmp(json_string_value(value), words[i]) == 0) {
            *out = i;
            return 0;
        }
        size_t used = strlen(what);
        snprintf(what + used, sizeof what - used, " \"%s\"", words[i]);
    }
    return expected(r, key, what, value);
}

static int read_array(const struct reader *r, const json_t *o, const char *key,
                      const json_t **out)
{
    char what[64];

    *out = json_object_get(o, key);
    if (!json_is_array(*out))
        return expected(r, key, "a list", *out);
    snprintf(what, sizeof what, "a list of %d at most", LONGEST_LIST);
    return json_array_size(*out) <= LONGEST_LIST ? 0
                                                 : expected(r, key, what, *out);
}

/* Numbers that no people can have given. */
static int check_cohort(const struct reader *r,
                        const struct pp_summary_outcome *o,
                        const struct pp_summary_cohort *c)
{
    const struct pp_cohort_sums *s = &c->sums;
    /* Each of four rounded counts is up to half the step off. */
    long slack = r->nearest > 1 ? 2 * r->nearest : 0;

    if (c->n_both > c->n_before && c->n_before >= 0)
        return pp_fail(r->err, PP_EDATA,
                       "%s: %s%s answered both times more often (%ld) than "
                       "before (%ld)",
                       r->file, r->place, c->name, c->n_both, c->n_before);
    if (c->n_better >= 0 && c->n_between >= 0 && c->n_worse >= 0 &&
        labs(c->n_better + c->n_between + c->n_worse - c->n_both) > slack &&
        o->amount_source != PP_AMOUNT_NONE)
        return pp_fail(r->err, PP_EDATA,
                       "%s: %s%s: better, in between and worse do not make %ld",
                       r->file, r->place, c->name, c->n_both);
    if (c->has_averages &&
        s->cross * s->cross > s->pre_ss * s->post_ss * (1 + 1e-9))
        return pp_fail(r->err, PP_EDATA,
                       "%s: %s%s: its products are larger than its squares "
                       "allow",
                       r->file, r->place, c->name);
    return 0;
}

/* Null: too few to be told. */
static int read_df(const struct reader *r, const json_t *o, double *df)
{
    *df = NAN;
    return json_is_null(json_object_get(o, "change_df"))
               ? 0
               : read_number(r, o, "change_df", 1e-3, MOST_PEOPLE, df);
}

static int read_averages(const struct reader *r, const json_t *json,
                         const struct pp_summary_outcome *o,
                         struct pp_summary_cohort *c)
{
    double range = o->max - o->min, most;
    struct pp_cohort_sums *s = &c->sums;

    if (c->n_both < 2)
        return expected(r, "answered_both", "a count, where there are averages",
                        json_object_get(json, "answered_both"));
    most = range * range * (double)c->n_both;
    s->n = (size_t)c->n_both;
    c->has_averages = true;
    return read_bool(r, json, "exact", &c->is_exact) != 0 ||
                   read_number(r, json, "average_before", o->min, o->max,
                               &s->pre_mean) != 0 ||
                   read_number(r, json, "average_after", o->min, o->max,
                               &s->post_mean) != 0 ||
                   read_number(r, json, "squares_before", 1e-12, most,
                               &s->pre_ss) != 0 ||
                   read_number(r, json, "squares_after", 1e-12, most,
                               &s->post_ss) != 0 ||
                   read_number(r, json, "products", -most, most, &s->cross) !=
                       0 ||
                   read_number(r, json, "change_standard_error", 1e-12,
                               2 * range, &c->se) != 0 ||
                   read_df(r, json, &c->df) != 0
               ? -1
               : 0;
}

static int read_cohort(const struct reader *r, const json_t *json,
                       const struct pp_summary_outcome *o,
                       struct pp_summary_cohort *c)
{
    *c = (struct pp_summary_cohort){.se = NAN, .df = NAN};
    if (read_short(r, json, "cohort", PP_MAX_NAME_BYTES, &c->name) != 0 ||
        read_count(r, json, "answered_before", &c->n_before) != 0 ||
        read_count(r, json, "answered_both", &c->n_both) != 0 ||
        read_count(r, json, "better", &c->n_better) != 0 ||
        read_count(r, json, "in_between", &c->n_between) != 0 ||
        read_count(r, json, "worse", &c->n_worse) != 0 ||
        read_count(r, json, "support_groups", &c->n_groups) != 0)
        return -1;
    if (json_object_get(json, "average_before") != NULL &&
        read_averages(r, json, o, c) != 0)
        return -1;
    return check_cohort(r, o, c);
}

static int read_cohorts(struct reader *r, const json_t *json,
                        struct pp_summary_outcome *o)
{
    const json_t *list;
    size_t used = strlen(r->place);

    if (read_array(r, json, "cohorts", &list) != 0)
        return -1;
    o->n_cohorts = json_array_size(list);
    struct pp_summary_cohort *cohorts =
        pp_pool_array(r->pool, o->n_cohorts + 1, sizeof *cohorts);
    o->cohorts = cohorts;
    for (size_t i = 0; i < o->n_cohorts; i++) {
        snprintf(r->place + used, sizeof r->place - used, "cohorts[%zu].", i);
        if (read_cohort(r, json_array_get(list, i), o, &cohorts[i]) != 0)
            return -1;
        for (size_t k = 0; k < i; k++)
            if (strcmp(cohorts[k].name, cohorts[i].name) == 0)
                return pp_fail(r->err, PP_EDATA, "%s: %s\"%s\" comes twice",
                               r->file, r->place, cohorts[i].name);
    }
    r->place[used] = '\0';
    return 0;
}

static int read_amounts(struct reader *r, const json_t *json,
                        struct pp_summary_outcome *o)
{
    const json_t *matters = json_object_get(json, "matters");
    const json_t *amount = json_object_get(json, "one_persons_change");
    const json_t *reliability = json_object_get(json, "reliability_before");
    double most = o->max - o->min;
    size_t source;

    o->sesoi = (struct pp_sesoi){PP_SESOI_NONE, NAN, NULL, NULL};
    o->amount_source = PP_AMOUNT_NONE;
    o->amount = o->reliability = NAN;
    if (json_is_object(matters)) {
        if (read_word(r, matters, "source", SESOI_SOURCES, 4, &source) != 0 ||
            read_number(r, matters, "value", 1e-9, most, &o->sesoi.value) != 0)
            return -1;
        o->sesoi.source = (enum pp_sesoi_source)source;
    } else if (!json_is_null(matters)) {
        return expected(r, "matters", "an amount or null", matters);
    }
    if (json_is_object(amount)) {
        if (read_word(r, amount, "source", AMOUNT_SOURCES, 4, &source) != 0 ||
            read_number(r, amount, "value", 1e-9, 2 * most, &o->amount) != 0)
            return -1;
        o->amount_source = (enum pp_amount_source)source;
    } else if (!json_is_null(amount)) {
        return expected(r, "one_persons_change", "an amount or null", amount);
    }
    return json_is_null(reliability)
               ? 0
               : read_number(r, json, "reliability_before", -1000, 1,
                             &o->reliability);
}

static int read_outcome(struct reader *r, const json_t *json,
                        const struct pp_summary *s,
                        struct pp_summary_outcome *o)
{
    static const char *const roles[] = {"secondary", "primary"};
    static const char *const ways[] = {"higher", "lower"};
    size_t role, way;
    double decimals;
    bool is_wave = false;

    if (read_text(r, json, "outcome", &o->id) != 0 ||
        read_text(r, json, "wave", &o->wave) != 0 ||
        read_word(r, json, "role", roles, 2, &role) != 0 ||
        read_text(r, json, "words", &o->words) != 0 ||
        read_text(r, json, "instrument", &o->instrument) != 0 ||
        read_text(r, json, "instrument_name", &o->instrument_name) != 0 ||
        read_text(r, json, "scale", &o->scale) != 0 ||
        read_text(r, json, "scale_name", &o->scale_name) != 0 ||
        read_text(r, json, "scoring", &o->scoring) != 0 ||
        read_bool(r, json, "provisional", &o->is_provisional) != 0 ||
        read_number(r, json, "least", -1e9, 1e9, &o->min) != 0 ||
        read_number(r, json, "most", o->min, 1e9, &o->max) != 0 ||
        read_number(r, json, "decimals", 0, 9, &decimals) != 0 ||
        read_word(r, json, "better_is", ways, 2, &way) != 0 ||
        read_amounts(r, json, o) != 0)
        return -1;
    for (size_t i = 1; i < s->n_waves; i++)
        is_wave |= strcmp(s->waves[i], o->wave) == 0;
    if (!is_wave)
        return pp_fail(r->err, PP_EDATA,
                       "%s: %swave: \"%s\" is no later wave of this file",
                       r->file, r->place, o->wave);
    o->is_primary = role == 1;
    o->lower_is_better = way == 1;
    o->decimals = (int)decimals;
    return read_cohorts(r, json, o);
}

static int read_waves(const struct reader *r, const json_t *json,
                      struct pp_summary *s)
{
    const json_t *list;

    if (read_array(r, json, "waves", &list) != 0)
        return -1;
    s->n_waves = json_array_size(list);
    const char **waves = pp_pool_array(r->pool, s->n_waves + 1, sizeof *waves);
    s->waves = waves;
    if (s->n_waves < 2)
        return expected(r, "waves", "two waves or more", list);
    for (size_t i = 0; i < s->n_waves; i++) {
        const json_t *wave = json_array_get(list, i);
        if (!json_is_string(wave))
            return expected(r, "waves", "texts", wave);
        waves[i] = pp_pool_strdup(r->pool, json_string_value(wave));
    }
    return 0;
}

/* Whether it is one of ours, of this age, and as it was written. */
static int check_whole(const struct reader *r, const json_t *json)
{
    const json_t *format = json_object_get(json, "prepost_summary");
    const json_t *hash = json_object_get(json, "hash");
    char hex[PP_HASH_SIZE];

    if (!json_is_integer(format))
        return pp_fail(r->err, PP_EPARSE,
                       "%s is not a summary: prepost export summary makes one",
                       r->file);
    if (json_integer_value(format) != PP_SUMMARY_FORMAT)
        return pp_fail(r->err, PP_EDATA,
                       "%s is a summary of kind %lld, made by another version "
                       "of prepost; this one reads kind %d",
                       r->file, (long long)json_integer_value(format),
                       PP_SUMMARY_FORMAT);
    if (!json_is_string(hash))
        return expected(r, "hash", "a text", hash);
    pp_summary_hash(json, hex);
    if (strcmp(hex, json_string_value(hash)) != 0)
        return pp_fail(r->err, PP_EDATA,
                       "%s was changed after it was written: its hash is not "
                       "that of what it says; ask for it again",
                       r->file);
    return 0;
}

static int read_summary(struct reader *r, const json_t *json,
                        struct pp_summary *s)
{
    const json_t *list;
    double threshold, min_average, nearest = 1; /* what older ones leave out */

    *s = (struct pp_summary){.file = r->file};
    if (check_whole(r, json) != 0 ||
        read_text(r, json, "hash", &s->hash) != 0 ||
        read_text(r, json, "evaluation", &s->title) != 0 ||
        read_bool(r, json, "made_up", &s->made_up) != 0 ||
        read_text(r, json, "version", &s->version) != 0 ||
        read_text(r, json, "plan", &s->plan_hash) != 0 ||
        read_text(r, json, "disclosure", &s->preset) != 0 ||
        read_number(r, json, "threshold", 1, 1e6, &threshold) != 0 ||
        read_number(r, json, "people_for_an_average", 1, 1e6, &min_average) !=
            0 ||
        (json_object_get(json, "people_to_nearest") != NULL &&
         read_number(r, json, "people_to_nearest", 1, 1e6, &nearest) != 0) ||
        read_number(r, json, "level", .5, .9999, &s->level) != 0 ||
        read_text(r, json, "by", &s->by) != 0 || read_waves(r, json, s) != 0 ||
        read_array(r, json, "outcomes", &list) != 0)
        return -1;
    s->threshold = (long)threshold;
    s->min_average = (long)min_average;
    s->nearest = r->nearest = (long)nearest;
    s->n_outcomes = json_array_size(list);
    struct pp_summary_outcome *outcomes =
        pp_pool_array(r->pool, s->n_outcomes + 1, sizeof *outcomes);
    s->outcomes = outcomes;
    for (size_t i = 0; i < s->n_outcomes; i++) {
        snprintf(r->place, sizeof r->place, "outcomes[%zu].", i);
        if (read_outcome(r, json_array_get(list, i), s, &outcomes[i]) != 0)
            return -1;
    }
    return 0;
}

int pp_summary_read(const char *file, const char *text, size_t length,
                    struct pp_pool *pool, struct pp_summary *out,
                    struct pp_error *err)
{
    struct reader r = {.file = file, .pool = pool, .err = err};
    json_t *json;

    if (pp_json_read(file, text, length, &json, err) != 0)
        return -1;
    int status = read_summary(&r, json, out);
    json_decref(json);
    return status;
}
