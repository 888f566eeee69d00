#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "prepost/base/alloc.h"
#include "prepost/base/buffer.h"
#include "prepost/base/file.h"
#include "prepost/model/catalogue.h"
#include "prepost/model/score.h"

/* Every questionnaire that is shipped, against keys written down apart from
   their files. */

enum { MAX_ITEMS = 64 };

static struct pp_pool *pool;
static struct pp_notes notes;
static struct pp_catalogue *catalogue;

static int setup(void **state)
{
    (void)state;
    pool = pp_pool_new();
    pp_notes_init(&notes, pool, 20);
    catalogue = pp_catalogue_new(pool, NULL);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    pp_pool_free(pool);
    return 0;
}

static const struct pp_instrument *find(const char *id)
{
    const struct pp_instrument *found =
        pp_catalogue_find(id, &notes, catalogue);

    if (found == NULL) {
        struct pp_buffer text = PP_BUFFER_INIT;

        pp_notes_print(&notes, &text);
        fail_msg("%s: %s", id, pp_buffer_text(&text));
    }
    return found;
}

static const struct pp_scale *scale_of(const struct pp_instrument *instrument,
                                       const char *id)
{
    const struct pp_scale *scale = pp_instrument_scale(instrument, id, NULL);

    if (scale == NULL)
        fail_msg("%s has no scale %s", instrument->id, id);
    return scale;
}

/* --- the keys --------------------------------------------------------------*/

struct key {
    const char *id;
    size_t n_items;
    const char *scale, *items; /* numbers in the order of the file */
    const char *reversed;      /* of the whole questionnaire */
    double min, max;
    const char *better;
};

/* From the papers and manuals that each file cites. */
static const struct key keys[] = {
    {"phq9", 9, "total", "1-9", "", 0, 27, "lower"},
    {"phq8", 8, "total", "1-8", "", 0, 24, "lower"},
    {"phq4", 4, "total", "1-4", "", 0, 12, "lower"},
    {"phq4", 4, "anxiety", "1 2", "", 0, 6, "lower"},
    {"phq4", 4, "depression", "3 4", "", 0, 6, "lower"},
    {"gad7", 7, "total", "1-7", "", 0, 21, "lower"},
    {"core10", 10, "total", "1-10", "2 3", 0, 40, "lower"},
    {"core_om", 34, "total", "1-34", "3 4 7 12 19 21 31 32", 0, 40, "lower"},
    {"core_om", 34, "wellbeing", "4 14 17 31", "3 4 7 12 19 21 31 32", 0, 40,
     "lower"},
    {"core_om", 34, "problems", "2 5 8 11 13 15 18 20 23 27 28 30",
     "3 4 7 12 19 21 31 32", 0, 40, "lower"},
    {"core_om", 34, "functioning", "1 3 7 10 12 19 21 25 26 29 32 33",
     "3 4 7 12 19 21 31 32", 0, 40, "lower"},
    {"core_om", 34, "risk", "6 9 16 22 24 34", "3 4 7 12 19 21 31 32", 0, 40,
     "lower"},
    {"k6", 6, "total", "1-6", "", 0, 24, "lower"},
    {"k10", 10, "total", "1-10", "", 10, 50, "lower"},
    {"who5", 5, "total", "1-5", "", 0, 100, "higher"},
    {"wemwbs", 14, "total", "1-14", "", 14, 70, "higher"},
    {"swemwbs", 7, "total", "1-7", "", 7, 35, "higher"},
    {"dass21", 21, "depression", "3 5 10 13 16 17 21", "", 0, 42, "lower"},
    {"dass21", 21, "anxiety", "2 4 7 9 15 19 20", "", 0, 42, "lower"},
    {"dass21", 21, "stress", "1 6 8 11 12 14 18", "", 0, 42, "lower"},
    {"hhi", 12, "total", "1-12", "3 6", 12, 48, "higher"},
    {"ahs", 12, "total", "1 2 4 6 8 9 10 12", "", 8, 64, "higher"},
    {"ahs", 12, "pathways", "1 4 6 8", "", 4, 32, "higher"},
    {"ahs", 12, "agency", "2 9 10 12", "", 4, 32, "higher"},
    {"state_hope", 6, "total", "1-6", "", 6, 48, "higher"},
    {"state_hope", 6, "agency", "2 4 6", "", 3, 24, "higher"},
    {"state_hope", 6, "pathways", "1 3 5", "", 3, 24, "higher"},
    {"ipip_hope", 8, "total", "1-8", "1 3 4", 1, 5, "higher"},
    {"empowerment28", 28, "total", "1-28", "4 7 8 10 16 17 21 22 23", 1, 4,
     "higher"},
    {"empowerment25", 25, "total", "1-25", "6 7 9 14 15 19 20", 1, 4, "higher"},
    {"nel", 40, "total", "1-40", "", 1, 5, "higher"},
    {"mhcs", 16, "total", "1-16", "", 16, 96, "higher"},
    {"mastery", 7, "total", "1-7", "1 2 3 5 7", 7, 28, "higher"},
    {"ras24", 24, "total", "1-24", "", 24, 120, "higher"},
    {"ras24", 24, "confidence", "7 8 9 10 11 12 13 14 21", "", 9, 45, "higher"},
    {"ras24", 24, "help", "18 19 20", "", 3, 15, "higher"},
    {"ras24", 24, "goals", "1 2 3 4 5", "", 5, 25, "higher"},
    {"ras24", 24, "others", "6 22 23 24", "", 4, 20, "higher"},
    {"ras24", 24, "symptoms", "15 16 17", "", 3, 15, "higher"},
    {"ras_ds", 38, "total", "1-38", "", 38, 152, "higher"},
    {"ras_ds", 38, "mastering", "25 26 27 28 29 30 31", "", 7, 28, "higher"},
    {"ras_ds", 38, "connecting", "32 33 34 35 36 37 38", "", 7, 28, "higher"},
    {"qpr15", 15, "total", "1-15", "", 0, 60, "higher"},
    {"ucla3", 3, "total", "1-3", "", 3, 9, "lower"},
    {"ons_lonely", 1, "total", "1", "", 1, 5, "higher"},
    {"ons4", 4, "satisfaction", "1", "", 0, 10, "higher"},
    {"ons4", 4, "worthwhile", "2", "", 0, 10, "higher"},
    {"ons4", 4, "happiness", "3", "", 0, 10, "higher"},
    {"ons4", 4, "anxiety", "4", "", 0, 10, "lower"},
    {"djg6", 6, "total", "1-6", "", 0, 6, "lower"},
    {"djg6", 6, "emotional", "1 2 3", "", 0, 3, "lower"},
    {"djg6", 6, "social", "4 5 6", "", 0, 3, "lower"},
    {"mspss", 12, "total", "1-12", "", 1, 7, "higher"},
    {"mspss", 12, "other", "1 2 5 10", "", 1, 7, "higher"},
    {"mspss", 12, "family", "3 4 8 11", "", 1, 7, "higher"},
    {"mspss", 12, "friends", "6 7 9 12", "", 1, 7, "higher"},
    {"lsns6", 6, "total", "1-6", "", 0, 30, "higher"},
    {"lsns6", 6, "family", "1 2 3", "", 0, 15, "higher"},
    {"wsas", 6, "total", "1 2 3 4 5", "", 0, 40, "lower"},
    {"gse", 10, "total", "1-10", "", 10, 40, "higher"},
    {"rses", 10, "total", "1-10", "3 5 8 9 10", 0, 30, "higher"},
    {"swls", 5, "total", "1-5", "", 5, 35, "higher"},
    {"mhi5", 5, "total", "1-5", "3 5", 0, 100, "higher"},
    /* Numbered 2 to 20 in the form; here from 1. */
    {"mos_sss", 19, "total", "1-19", "", 0, 100, "higher"},
    {"mos_sss", 19, "emotional", "2 3 7 8 12 15 16 18", "", 0, 100, "higher"},
    {"mos_sss", 19, "tangible", "1 4 11 14", "", 0, 100, "higher"},
    {"mos_sss", 19, "affectionate", "5 9 19", "", 0, 100, "higher"},
    {"mos_sss", 19, "interaction", "6 10 17", "", 0, 100, "higher"},
    {"brief_cope", 28, "self_distraction", "1 19", "", 2, 8, "neither"},
    {"brief_cope", 28, "active", "2 7", "", 2, 8, "neither"},
    {"brief_cope", 28, "denial", "3 8", "", 2, 8, "neither"},
    {"brief_cope", 28, "substance_use", "4 11", "", 2, 8, "neither"},
    {"brief_cope", 28, "emotional_support", "5 15", "", 2, 8, "neither"},
    {"brief_cope", 28, "disengagement", "6 16", "", 2, 8, "neither"},
    {"brief_cope", 28, "venting", "9 21", "", 2, 8, "neither"},
    {"brief_cope", 28, "instrumental_support", "10 23", "", 2, 8, "neither"},
    {"brief_cope", 28, "reframing", "12 17", "", 2, 8, "neither"},
    {"brief_cope", 28, "self_blame", "13 26", "", 2, 8, "neither"},
    {"brief_cope", 28, "planning", "14 25", "", 2, 8, "neither"},
    {"brief_cope", 28, "humour", "18 28", "", 2, 8, "neither"},
    {"brief_cope", 28, "acceptance", "20 24", "", 2, 8, "neither"},
    {"brief_cope", 28, "religion", "22 27", "", 2, 8, "neither"},
};

/* "1-9" or "1 2 5": which items, as one byte each. */
static void parse_items(const char *text, char set[MAX_ITEMS + 1])
{
    int from, to, length;

    memset(set, 0, MAX_ITEMS + 1);
    if (sscanf(text, "%d-%d%n", &from, &to, &length) == 2) {
        memset(set + from, 1, (size_t)(to - from) + 1);
        return;
    }
    for (; sscanf(text, "%d%n", &from, &length) == 1; text += length)
        set[from] = 1;
}

static const char *direction(const struct pp_scale *scale)
{
    return scale->no_direction      ? "neither"
           : scale->lower_is_better ? "lower"
                                    : "higher";
}

static void test_keys(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct key *key = &keys[i];
        const struct pp_instrument *ins = find(key->id);
        const struct pp_scale *scale = scale_of(ins, key->scale);
        char in_scale[MAX_ITEMS + 1] = {0}, reversed[MAX_ITEMS + 1] = {0};
        char wanted[MAX_ITEMS + 1];

        assert_int_equal(ins->n_items, key->n_items);
        for (size_t j = 0; j < scale->n_items; j++)
            in_scale[scale->items[j] + 1] = 1;
        for (size_t j = 0; j < ins->n_items; j++)
            reversed[j + 1] = ins->items[j].reverse;
        parse_items(key->items, wanted);
        if (memcmp(wanted, in_scale, sizeof wanted) != 0)
            fail_msg("%s.%s: items", key->id, key->scale);
        parse_items(key->reversed, wanted);
        if (memcmp(wanted, reversed, sizeof wanted) != 0)
            fail_msg("%s: reversed items", key->id);
        if (scale->min != key->min || scale->max != key->max)
            fail_msg("%s.%s: %g to %g", key->id, key->scale, scale->min,
                     scale->max);
        if (strcmp(direction(scale), key->better) != 0)
            fail_msg("%s.%s: %s is better", key->id, key->scale,
                     direction(scale));
    }
}

/* --- what holds for all of them --------------------------------------------*/

static void check_catalogue_entry(const struct pp_instrument *ins)
{
    bool is_in_table = false;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        is_in_table |= strcmp(keys[i].id, ins->id) == 0;
    if (!is_in_table)
        fail_msg("%s: no key in this test", ins->id);
    if (ins->citation == NULL || ins->wording_licence == NULL)
        fail_msg("%s: no citation or licence", ins->id);
    for (size_t i = 0; i < ins->n_items; i++) {
        const struct pp_item *item = &ins->items[i];

        if (ins->wording == PP_WORDING_NONE && item->text != NULL)
            fail_msg("%s: text that may not be shown", item->id);
        if (ins->wording != PP_WORDING_NONE && item->text == NULL)
            fail_msg("%s: no text", item->id);
        if (strncmp(item->id, ins->id, strlen(ins->id)) != 0)
            fail_msg("%s: not named after %s", item->id, ins->id);
    }
    if (ins->wording == PP_WORDING_NONE && ins->stem != NULL)
        fail_msg("%s: a stem that may not be shown", ins->id);
    for (size_t i = 0; i < ins->n_scales; i++) {
        const struct pp_scale *scale = &ins->scales[i];

        /* Reports put these in the middle of a sentence. */
        if (scale->words.outcome[0] < 'a' || scale->words.outcome[0] > 'z')
            fail_msg("%s.%s: \"%s\"", ins->id, scale->id, scale->words.outcome);
        if (strstr(scale->words.score, "score") == NULL)
            fail_msg("%s.%s: \"%s\"", ins->id, scale->id, scale->words.score);
    }
}

static void check_ends(const struct pp_instrument *ins)
{
    int16_t low[MAX_ITEMS], high[MAX_ITEMS];

    for (size_t i = 0; i < ins->n_items; i++) {
        const struct pp_item *item = &ins->items[i];

        low[i] = (int16_t)(item->reverse ? item->max : item->min);
        high[i] = (int16_t)(item->reverse ? item->min : item->max);
    }
    for (size_t i = 0; i < ins->n_scales; i++) {
        const struct pp_scale *scale = &ins->scales[i];

        if (scale->method == PP_SCORE_COUNT || scale->n_conditions > 0)
            continue; /* have tests of their own */
        if (pp_score_row(ins, scale, low) != scale->min)
            fail_msg("%s.%s: least answers give %g", ins->id, scale->id,
                     pp_score_row(ins, scale, low));
        if (pp_score_row(ins, scale, high) != scale->max)
            fail_msg("%s.%s: greatest answers give %g", ins->id, scale->id,
                     pp_score_row(ins, scale, high));
    }
}

static void test_every_file(void **state)
{
    struct pp_text_list ids = pp_catalogue_ids(catalogue);

    (void)state;
    assert_true(ids.n >= 36);
    for (size_t i = 0; i < ids.n; i++) {
        const struct pp_instrument *ins = find(ids.items[i]);

        check_catalogue_entry(ins);
        check_ends(ins);
    }
    assert_int_equal(notes.n, 0);
}

/* Whoever asks a second time hears why, once; pools may have come and gone. */
static void test_bad_file_found_twice(void **state)
{
    static const char text[] = "id: bad\nname: Bad\nanswers: 1-5\nitems: 4\n"
                               "better: hihger\n";
    char folder[] = "/tmp/prepost-XXXXXX", path[64];
    struct pp_error err;

    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/bad.yaml", folder);
    assert_int_equal(
        pp_file_write(path, text, sizeof text - 1, PP_FILE_SHARED, &err), 0);
    struct pp_catalogue *own = pp_catalogue_new(pool, folder);
    for (int i = 0; i < 3; i++) {
        struct pp_pool *short_lived = pp_pool_new();
        struct pp_notes heard;

        pp_notes_init(&heard, short_lived, i == 0 ? 0 : 1);
        for (int twice = 0; twice < 2; twice++)
            assert_null(pp_catalogue_find("bad", &heard, own));
        assert_int_equal(heard.n, i == 0 ? 2 : 1);
        assert_int_equal(heard.items[0].line, 5);
        assert_non_null(strstr(heard.items[0].text, "\"hihger\""));
        assert_string_equal(heard.items[0].file, path);
        pp_pool_free(short_lived);
    }
    remove(path);
    remove(folder);
}

/* Turning an item round twice is leaving it as it is: an answer and its
   mirror image add up to least plus greatest. */
static void test_reversing(void **state)
{
    struct pp_text_list ids = pp_catalogue_ids(catalogue);

    (void)state;
    for (size_t i = 0; i < ids.n; i++) {
        const struct pp_instrument *ins = find(ids.items[i]);

        for (size_t s = 0; s < ins->n_scales; s++) {
            const struct pp_scale *scale = &ins->scales[s];
            int16_t codes[MAX_ITEMS], mirror[MAX_ITEMS];
            double parts[MAX_ITEMS], mirrored[MAX_ITEMS];

            for (size_t j = 0; j < ins->n_items; j++) {
                const struct pp_item *item = &ins->items[j];
                int span = item->max - item->min + 1;

                codes[j] = (int16_t)(item->min + (int)(j * 7 + i) % span);
                mirror[j] = (int16_t)(item->min + item->max - codes[j]);
            }
            pp_score_items(ins, scale, codes, 1, parts);
            pp_score_items(ins, scale, mirror, 1, mirrored);
            for (size_t j = 0; j < scale->n_items; j++) {
                const struct pp_item *item = &ins->items[scale->items[j]];
                double plain = codes[scale->items[j]];

                if (scale->method == PP_SCORE_COUNT)
                    continue;
                assert_true(parts[j] + mirrored[j] == item->min + item->max);
                assert_true(
                    parts[j] ==
                    (item->reverse ? item->min + item->max - plain : plain));
            }
        }
    }
}

/* Subscales that share a questionnaire out between them. */
static void test_partitions(void **state)
{
    static const struct {
        const char *id;
        const char *parts[15];
    } rows[] = {
        {"dass21", {"depression", "anxiety", "stress"}},
        {"core_om", {"wellbeing", "problems", "functioning", "risk"}},
        {"core_om", {"non_risk", "risk"}},
        {"ras24", {"confidence", "help", "goals", "others", "symptoms"}},
        {"ras_ds", {"doing", "looking_forward", "mastering", "connecting"}},
        {"ahs", {"pathways", "agency"}}, /* and four fillers */
        {"state_hope", {"pathways", "agency"}},
        {"mspss", {"other", "family", "friends"}},
        {"lsns6", {"family", "friends"}},
        {"djg6", {"emotional", "social"}},
        {"phq4", {"anxiety", "depression"}},
        {"brief_cope",
         {"self_distraction", "active", "denial", "substance_use",
          "emotional_support", "disengagement", "venting",
          "instrumental_support", "reframing", "self_blame", "planning",
          "humour", "acceptance", "religion"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct pp_instrument *ins = find(rows[i].id);
        int times[MAX_ITEMS] = {0};

        for (size_t p = 0; rows[i].parts[p] != NULL; p++) {
            const struct pp_scale *scale = scale_of(ins, rows[i].parts[p]);

            for (size_t j = 0; j < scale->n_items; j++)
                times[scale->items[j]]++;
        }
        for (size_t j = 0; j < ins->n_items; j++)
            if (times[j] != ins->items[j].scored)
                fail_msg("%s: %s is in %d parts", ins->id, ins->items[j].id,
                         times[j]);
    }
}

/* --- missing answers, at every count around the limit ----------------------*/

static double expected_score(const struct pp_instrument *ins,
                             const struct pp_scale *scale, const double *parts,
                             size_t n_missing)
{
    size_t n = scale->n_items, n_answered = n - n_missing;
    double sum = 0;

    for (size_t i = n_missing; i < n; i++)
        sum += parts[i];
    if (n_answered == 0 || n_missing > scale->max_missing)
        return NAN;
    if (scale->treatment == PP_MISSING_PRORATE)
        sum = sum / (double)n_answered * (double)n;
    if (scale->method == PP_SCORE_PERCENT) {
        const struct pp_item *item = &ins->items[scale->items[0]];

        return (sum / (double)n - item->min) / (item->max - item->min) * 100;
    }
    return (scale->method == PP_SCORE_MEAN ? sum / (double)n : sum) *
           scale->factor;
}

static void test_missing_around_the_limits(void **state)
{
    struct pp_text_list ids = pp_catalogue_ids(catalogue);
    size_t n_checked = 0;

    (void)state;
    for (size_t i = 0; i < ids.n; i++) {
        const struct pp_instrument *ins = find(ids.items[i]);

        for (size_t s = 0; s < ins->n_scales; s++) {
            const struct pp_scale *scale = &ins->scales[s];
            int16_t codes[MAX_ITEMS];
            double parts[MAX_ITEMS];

            if (scale->method == PP_SCORE_LOOKUP || scale->n_conditions > 0)
                continue;
            for (size_t j = 0; j < ins->n_items; j++)
                codes[j] =
                    (int16_t)(ins->items[j].min +
                              (int)(j * 5 + s) %
                                  (ins->items[j].max - ins->items[j].min + 1));
            pp_score_items(ins, scale, codes, 1, parts);
            for (size_t k = 0; k <= scale->n_items; k++) {
                double wanted = expected_score(ins, scale, parts, k);
                double score = pp_score_row(ins, scale, codes);

                if (isnan(wanted) != isnan(score) ||
                    (!isnan(score) && fabs(score - wanted) > 1e-12 * 100))
                    fail_msg("%s.%s, %zu missing: %g, not %g", ins->id,
                             scale->id, k, score, wanted);
                n_checked++;
                if (k < scale->n_items)
                    codes[scale->items[k]] = PP_ANSWER_MISSING;
            }
        }
    }
    assert_true(n_checked > 500);
}

/* --- codings ---------------------------------------------------------------*/

static int canonical(const struct pp_item *item, const char *coding, int code)
{
    for (size_t c = 0; c < item->n_codings; c++)
        for (size_t a = 0; a < item->codings[c].n_answers; a++)
            if (strcmp(item->codings[c].id, coding) == 0 &&
                item->codings[c].answers[a].code == code)
                return item->codings[c].answers[a].canonical;
    fail_msg("%s: no code %d in %s", item->id, code, coding);
    return 0;
}

/* A person who agrees with the 19 empowered statements and disagrees with the
   nine others scores 4 however the form numbers its answers; the opposite
   person 1. */
static void test_empowerment_in_both_codings(void **state)
{
    static const char empowered[] = "1 2 3 5 6 9 11 12 13 14 15 18 19 20 24 25 "
                                    "26 27 28";
    const struct pp_instrument *ins = find("empowerment28");
    const char *codings[] = {"agree-is-4", "agree-is-1"};
    const int agree[] = {4, 1}, disagree[] = {1, 4};
    char set[MAX_ITEMS + 1];

    (void)state;
    parse_items(empowered, set);
    for (size_t c = 0; c < 2; c++)
        for (int opposite = 0; opposite < 2; opposite++) {
            int16_t codes[MAX_ITEMS];

            for (size_t i = 0; i < 28; i++) {
                bool agrees = set[i + 1] != opposite;

                codes[i] = (int16_t)canonical(&ins->items[i], codings[c],
                                              agrees ? agree[c] : disagree[c]);
            }
            assert_true(pp_score_row(ins, scale_of(ins, "total"), codes) ==
                        (opposite ? 1.0 : 4.0));
        }
    assert_int_equal(ins->status, PP_KEY_UNCONFIRMED);
    assert_non_null(ins->status_note);
}

/* Scored with strongly agree as 1, the mastery scale turns 4 and 6 round
   instead of the other five: the same score. */
static void test_mastery_in_both_codings(void **state)
{
    const struct pp_instrument *ins = find("mastery");
    static const int form[] = {1, 2, 3, 4, 4, 2, 1}; /* strongly agree is 1 */
    int16_t codes[7];
    double by_hand = 0;

    (void)state;
    for (size_t i = 0; i < 7; i++) {
        codes[i] = (int16_t)canonical(&ins->items[i], "agree-is-1", form[i]);
        by_hand += i == 3 || i == 5 ? 5 - form[i] : form[i];
    }
    assert_true(pp_score_row(ins, scale_of(ins, "total"), codes) == by_hand);
}

static void test_kessler_codings(void **state)
{
    const struct pp_instrument *k10 = find("k10"), *k6 = find("k6");

    (void)state;
    for (int code = 0; code <= 4; code++)
        assert_int_equal(canonical(&k10->items[0], "0-4", code), code + 1);
    /* The 1997 survey file and some forms print 1 for all of the time. */
    for (int code = 1; code <= 5; code++) {
        assert_int_equal(canonical(&k10->items[0], "all-is-1", code), 6 - code);
        assert_int_equal(canonical(&k6->items[0], "all-is-1", code), 5 - code);
    }
}

/* --- known answers ---------------------------------------------------------*/

static double score(const char *id, const char *scale, const int *answers)
{
    const struct pp_instrument *ins = find(id);
    int16_t codes[MAX_ITEMS];

    for (size_t i = 0; i < ins->n_items; i++)
        codes[i] = answers[i] < -99 ? PP_ANSWER_MISSING : (int16_t)answers[i];
    return pp_score_row(ins, scale_of(ins, scale), codes);
}

static const char *band(const char *id, const char *scale, double x)
{
    const struct pp_scale *s = scale_of(find(id), scale);
    const struct pp_band_set *set = &s->band_sets[0];
    const char *found = "none";

    for (size_t i = 0; i < set->n_bands; i++)
        if (x >= set->bands[i].from)
            found = set->bands[i].name;
    return found;
}

static void test_known_answers(void **state)
{
    static const struct {
        const char *id, *scale;
        int answers[12];
        double score;
        const char *band, *source;
    } rows[] = {
        {"phq9", "total", {3, 0, 1, 2, 0, 0, 1, 0, 3}, 10, "moderate", "awell"},
        {"phq8", "total", {3, 0, 1, 2, 0, 0, 1, 0}, 7, "mild", "awell"},
        {"phq4", "anxiety", {0, 1, 3, 1}, 1, NULL, "awell"},
        {"phq4", "depression", {0, 1, 3, 1}, 4, NULL, "awell"},
        {"phq4", "total", {0, 1, 3, 1}, 5, "mild", "awell"},
        {"gad7", "total", {3, 0, 1, 2, 0, 0, 1}, 7, "mild", "awell"},
        {"gad7", "total", {1, 1, 1, 2, 2, 0, 0}, 7, "mild", "German MII FHIR"},
        {"who5", "total", {4, 1, 0, 2, 3}, 40, NULL, "awell"},
        {"who5", "total", {3, 3, 4, 4, 2}, 64, NULL, "Claus 2020, OSF rc754"},
        {"who5", "total", {3, 3, 3, 2, 3}, 56, NULL, "Claus 2020, OSF rc754"},
        {"who5", "total", {1, 2, 3, 0, 3}, 36, NULL, "Claus 2020, OSF rc754"},
        {"swemwbs", "total", {3, 3, 3, 3, 3, 4, 4}, 20.73, NULL, "raw 23"},
        {"swemwbs", "total", {5, 5, 5, 5, 4, 4, 4}, 29.31, NULL, "raw 32"},
        {"ucla3", "total", {1, 1, 2}, 4, "least lonely", "gov.uk Annex B"},
        {"ucla3", "total", {1, 2, 2}, 5, "some loneliness", "gov.uk Annex B"},
        {"ucla3", "total", {2, 2, 3}, 7, "some loneliness", "gov.uk Annex B"},
        {"ucla3", "total", {3, 3, 2}, 8, "most lonely", "gov.uk Annex B"},
        {"mhi5", "total", {6, 6, 1, 6, 1}, 100, NULL, "CBS: calm, happy"},
        {"mhi5", "total", {1, 1, 6, 1, 6}, 0, NULL, "CBS: nervous, low"},
        {"mhi5", "total", {4, 4, 3, 4, 3}, 60, NULL, "CBS: (3x3 + 2x3) x 4"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double x = score(rows[i].id, rows[i].scale, rows[i].answers);

        if (x != rows[i].score)
            fail_msg("%s.%s: %g, not %g (%s)", rows[i].id, rows[i].scale, x,
                     rows[i].score, rows[i].source);
        if (rows[i].band != NULL)
            assert_string_equal(band(rows[i].id, rows[i].scale, x),
                                rows[i].band);
    }
}

/* awell's test case gives answers already turned round. */
static void test_core_om_known_answer(void **state)
{
    static const int turned[34] = {2, 0, 4, 0, 0, 0, 1, 1, 0, 0, 0, 4,
                                   1, 1, 0, 0, 0, 0, 0, 0, 4, 1, 0, 0,
                                   1, 0, 0, 0, 2, 1, 1, 4, 0, 0};
    const struct pp_instrument *ins = find("core_om");
    int answers[MAX_ITEMS];

    (void)state;
    for (size_t i = 0; i < 34; i++)
        answers[i] = ins->items[i].reverse ? 4 - turned[i] : turned[i];
    assert_true(fabs(score("core_om", "wellbeing", answers) - 5.0) < 1e-12);
    assert_true(fabs(score("core_om", "problems", answers) - 2.5) < 1e-12);
    assert_true(fabs(score("core_om", "functioning", answers) - 220 / 12.0) <
                1e-12);
    assert_true(fabs(score("core_om", "risk", answers) - 10 / 6.0) < 1e-12);
    assert_true(fabs(score("core_om", "total", answers) - 280 / 34.0) < 1e-12);
}

/* The metric table, at every raw score (Stewart-Brown et al 2009). */
static void test_swemwbs_table(void **state)
{
    static const double metric[] = {
        7.00,  9.51,  11.25, 12.40, 13.33, 14.08, 14.75, 15.32, 15.84, 16.36,
        16.88, 17.43, 17.98, 18.59, 19.25, 19.98, 20.73, 21.54, 22.35, 23.21,
        24.11, 25.03, 26.02, 27.03, 28.13, 29.31, 30.70, 32.55, 35.00};
    int answers[7] = {1, 1, 1, 1, 1, 1, 1};

    (void)state;
    for (int raw = 7; raw <= 35; raw++) {
        assert_true(score("swemwbs", "total", answers) == metric[raw - 7]);
        if (raw < 35)
            answers[(raw - 7) / 4]++;
    }
    answers[3] = -100;
    assert_true(isnan(score("swemwbs", "total", answers)));
}

/* Nine of ten answered, sum 27: 30 by the rule of the Australian Longitudinal
   Study on Women's Health; three missing: none. By default none at all. */
static void test_k10_with_a_named_rule(void **state)
{
    const struct pp_instrument *ins = find("k10");
    const struct pp_scale *scale = scale_of(ins, "total");
    const struct pp_missing_rule *rule = pp_scale_missing_rule(scale, "alswh");
    int16_t codes[10] = {3, 3, 3, 3, 3, 3, 3, 3, 3, PP_ANSWER_MISSING};
    struct pp_score_counts counts;
    double x;

    (void)state;
    assert_non_null(rule);
    assert_null(pp_scale_missing_rule(scale, "another"));
    pp_score_rows_by(ins, scale, rule, codes, 1, &x, &counts);
    assert_true(x == 30);
    assert_int_equal(counts.n_prorated, 1);
    codes[0] = 4; /* 28 x 10 / 9 = 31.1 */
    pp_score_rows_by(ins, scale, rule, codes, 1, &x, NULL);
    assert_true(x == 31);
    codes[1] = codes[2] = PP_ANSWER_MISSING;
    pp_score_rows_by(ins, scale, rule, codes, 1, &x, &counts);
    assert_true(isnan(x));
    assert_int_equal(counts.n_partial, 1);
    codes[1] = codes[2] = 3;
    assert_true(isnan(pp_score_row(ins, scale, codes)));
}

/*
 * O24. The SDQ's rule (youthinmind, by sdqinfo.org): with three of five items
 * answered the score is their mean times five, to a whole number: 4 gives 6.67
 * and so 7; with two, none. SDQ itself may not be shipped, so by the same rule
 * on another sum of five. CORE-10: CamCOPS (core10.py) has 10 x sum / answered,
 * where we allow one missing. CORE-OM: at most a tenth, so 3 of 34, and none of
 * four (wellbeing) or six (risk).
 */
static void test_prorating_of_others(void **state)
{
    const struct pp_missing_rule sdq = {
        .id = "sdq", .max_missing = 2, .treatment = PP_MISSING_PRORATE_ROUND};
    enum { NA = PP_ANSWER_MISSING };
    const struct pp_instrument *five = find("swls"), *core10 = find("core10"),
                               *om = find("core_om");
    int16_t codes[2][5] = {{1, NA, 1, 2, NA}, {NA, NA, 1, 2, NA}};
    int16_t ten[10] = {3, 1, 2, 4, 0, 0, NA, 2, 3, 1}, answers[34];
    double x[2];

    (void)state;
    pp_score_rows_by(five, scale_of(five, "total"), &sdq, codes[0], 2, x, NULL);
    assert_true(x[0] == 7 && isnan(x[1]));
    /* 3 + (4-1) + (4-2) + 4 + 0 + 0 + 2 + 3 + 1 */
    assert_true(fabs(pp_score_row(core10, scale_of(core10, "total"), ten) -
                     10 * 18 / 9.) < 1e-12);
    ten[0] = NA;
    assert_true(isnan(pp_score_row(core10, scale_of(core10, "total"), ten)));

    for (size_t i = 0; i < 34; i++)
        answers[i] = om->items[i].reverse ? 2 : 1;
    answers[0] = answers[1] = answers[4] = NA;
    double total = pp_score_row(om, scale_of(om, "total"), answers);
    /* Eight are turned round and so 4 - 2, the other 23 answered are 1. */
    assert_true(fabs(total - 10 * (2 * 8 + 23) / 31.) < 1e-12);
    answers[3] = NA;
    assert_true(isnan(pp_score_row(om, scale_of(om, "total"), answers)));
    assert_true(isnan(pp_score_row(om, scale_of(om, "wellbeing"), answers)));
    answers[5] = NA;
    assert_true(isnan(pp_score_row(om, scale_of(om, "risk"), answers)));
}

/* Emotional items count at 2 and 3, social ones at 1 and 2 (manual). */
static void test_djg6(void **state)
{
    (void)state;
    assert_true(score("djg6", "total", (int[]){1, 1, 1, 3, 3, 3}) == 0);
    assert_true(score("djg6", "total", (int[]){3, 3, 3, 1, 1, 1}) == 6);
    assert_true(score("djg6", "total", (int[]){2, 2, 2, 2, 2, 2}) == 6);
    assert_true(score("djg6", "emotional", (int[]){3, 1, 2, 3, 3, 3}) == 2);
    assert_true(score("djg6", "social", (int[]){1, 1, 1, 3, 1, 2}) == 2);
    /* One missing: the rest are counted; two: no total. */
    assert_true(score("djg6", "total", (int[]){3, -100, 3, 3, 3, 3}) == 2);
    assert_true(isnan(score("djg6", "total", (int[]){3, -100, -100, 3, 3, 3})));
    assert_true(
        isnan(score("djg6", "emotional", (int[]){3, -100, 3, 3, 3, 3})));
}

/* Retired or not working by choice: the first item is left out and the most
   is 32. A blank is not the same as that. */
static void test_wsas(void **state)
{
    const struct pp_instrument *ins = find("wsas");
    const struct pp_scale *scale = scale_of(ins, "total");
    int16_t rows[4][6] = {{8, 8, 8, 8, 8, 0},
                          {8, 8, 8, 8, 8, 1},
                          {PP_ANSWER_MISSING, 8, 8, 8, 8, 1},
                          {PP_ANSWER_MISSING, 8, 8, 8, 8, PP_ANSWER_MISSING}};
    double x[4];
    struct pp_score_counts counts;

    (void)state;
    pp_score_rows_by(ins, scale, NULL, rows[0], 4, x, &counts);
    assert_true(x[0] == 40 && x[1] == 32 && x[2] == 32 && isnan(x[3]));
    assert_int_equal(counts.n_reduced, 2);
    assert_int_equal(counts.n_scored, 3);
    assert_int_equal(scale->n_conditions, 1);
    assert_true(scale->conditions[0].max == 32);
    assert_true(scale->max == 40);
}

/* --- wrong keys met in public places ---------------------------------------*/

static void test_wrong_keys_are_not_ours(void **state)
{
    size_t at;

    (void)state;
    /* A key that turns item 30 of the CORE-OM ("to blame") round. */
    assert_false(find("core_om")->items[29].reverse);
    assert_true(find("core_om")->items[30].reverse);
    /* DASS-21 with depression and anxiety swapped. */
    assert_int_equal(scale_of(find("dass21"), "depression")->items[0], 2);
    /* CORE-10 turned at 3 and 4, the numbering of the CORE-OM. */
    assert_true(find("core10")->items[1].reverse);
    assert_false(find("core10")->items[3].reverse);
    /* ReQoL-10 and the Integrative Hope Scale: keys not settled, not here. */
    assert_null(pp_catalogue_find("reqol10", &notes, catalogue));
    assert_null(pp_catalogue_find("ihs", &notes, catalogue));
    assert_null(pp_catalogue_find("ismi10", &notes, catalogue));
    /* AHS fillers turned round and scored. */
    assert_false(find("ahs")->items[2].scored);
    assert_false(find("ahs")->items[2].reverse);
    /* SWLS with 1 as strongly agree. */
    assert_string_equal(find("swls")->items[0].codings[0].answers[0].label,
                        "Strongly disagree");
    /* MHI-5 with 1, 2 and 4 turned: more of the time nervous would be well. */
    assert_true(score("mhi5", "total", (int[]){1, 1, 3, 1, 3}) <
                score("mhi5", "total", (int[]){6, 6, 3, 6, 3}));
    /* WHO-5 as (raw - 5) x 4. */
    assert_true(score("who5", "total", (int[]){1, 1, 1, 1, 1}) == 20);
    /* Two orders of the RSES, K10 and DJG-6: known by id, no number. */
    assert_true(pp_instrument_item(find("rses"), "rses_failure", &at)->reverse);
    assert_null(pp_instrument_item(find("rses"), "rses_3", NULL));
    assert_null(pp_instrument_item(find("k10"), "k10_8", NULL));
    assert_null(pp_instrument_item(find("djg6"), "djg6_4", NULL));
    /* PHQ-9 bands of a manual with moderate at 10 to 15. */
    assert_string_equal(band("phq9", "total", 15), "moderately severe");
    assert_string_equal(band("phq9", "total", 14), "moderate");
    /* CORE-10 prorated without limit. */
    assert_int_equal(scale_of(find("core10"), "total")->max_missing, 1);
    /* GAD-7 with "Not at all sure". */
    assert_string_equal(find("gad7")->items[0].codings[0].answers[0].label,
                        "Not at all");
    /* An HHI with seven answers, or the Herth Hope Scale with codes 0 to 3. */
    assert_int_equal(find("hhi")->items[0].min, 1);
    assert_int_equal(find("hhi")->items[0].max, 4);
    /* PHQ-9 caseness at 9. */
    const struct pp_cutoff *phq9 = scale_of(find("phq9"), "total")->cutoffs;
    assert_true(phq9->value == 10 && phq9->case_at_or_above);
    const struct pp_cutoff *gad7 = scale_of(find("gad7"), "total")->cutoffs;
    assert_true(gad7->value == 8 && gad7->case_at_or_above);
    /* SWEMWBS bands without a source. */
    assert_int_equal(scale_of(find("swemwbs"), "total")->n_band_sets, 0);
    /* The GSE mean is of 25 countries. */
    assert_non_null(strstr(scale_of(find("gse"), "total")->norms[0].population,
                           "25 countries"));
    /* MOS social support in the numbering of another copy. */
    assert_string_equal(
        find("mos_sss")
            ->items[scale_of(find("mos_sss"), "tangible")->items[0]]
            .text,
        "Someone to help you if you were confined to bed");
}

/* A person's reliable change is never offered for a group. */
static void test_published_changes(void **state)
{
    struct pp_text_list ids = pp_catalogue_ids(catalogue);
    const struct pp_scale *phq9 = scale_of(find("phq9"), "total");

    (void)state;
    for (size_t i = 0; i < ids.n; i++) {
        const struct pp_instrument *ins = find(ids.items[i]);

        for (size_t s = 0; s < ins->n_scales; s++)
            if (pp_scale_published_change(&ins->scales[s], PP_CHANGE_GROUP,
                                          false) != NULL &&
                strcmp(ins->id, "phq9") != 0 && strcmp(ins->id, "qpr15") != 0)
                fail_msg("%s: a change of groups", ins->id);
    }
    assert_true(
        pp_scale_published_change(phq9, PP_CHANGE_GROUP, false)->value == 1.7);
    assert_true(
        pp_scale_published_change(phq9, PP_CHANGE_INDIVIDUAL, true)->value ==
        6);
    assert_true(
        pp_scale_published_change(phq9, PP_CHANGE_INDIVIDUAL, false)->value ==
        5);
    assert_null(pp_scale_published_change(phq9, PP_CHANGE_GROUP, true));
}

/* 2,000,000 responses of 28 items in under a second on one core: 0.06 s where
   this was written. In twenty rounds, so that it needs no great memory. */
static void test_scoring_is_fast(void **state)
{
    enum { ROWS = 100000, ROUNDS = 20, ITEMS = 28 };
    const struct pp_instrument *ins = find("empowerment28");
    int16_t *answers = pp_alloc_array((size_t)ROWS * ITEMS, sizeof *answers);
    double *x = pp_alloc_array(ROWS, sizeof *x);
    double sum = 0;

    (void)state;
    for (size_t i = 0; i < (size_t)ROWS * ITEMS; i++)
        answers[i] = i % 997 == 0 ? PP_ANSWER_MISSING : (int16_t)(1 + i % 4);
    clock_t start = clock();

    for (int round = 0; round < ROUNDS; round++) {
        pp_score_rows(ins, scale_of(ins, "total"), answers, ROWS, x);
        sum += isnan(x[round]) ? 0 : x[round];
    }
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;

    assert_true(sum > 0);
    pp_free(answers);
    pp_free(x);
    if (seconds > 1.0 && getenv("PP_VALGRIND") == NULL)
        fail_msg("%.2f s", seconds);
}

static void test_catalogue(void **state)
{
    (void)state;
    assert_ptr_equal(find("phq9"), find("phq9"));
    assert_null(pp_catalogue_find("../surveys/phq9", &notes, catalogue));
    assert_null(pp_catalogue_find("phq_9", &notes, catalogue));
    assert_string_equal(pp_catalogue_closest(catalogue, "phq_9"), "phq9");
    assert_null(pp_catalogue_closest(catalogue, "something else"));
    /* Wording under a licence that asks for it is in a file of its own. */
    assert_int_equal(find("core10")->wording, PP_WORDING_NOTICE);
    assert_string_equal(find("core10")->items[5].text,
                        "I made plans to end my life");
    assert_true(find("core10")->items[5].risk);
    assert_true(find("phq9")->items[8].risk);
    assert_true(find("dass21")->items[20].risk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_every_file),
        cmocka_unit_test(test_bad_file_found_twice),
        cmocka_unit_test(test_reversing),
        cmocka_unit_test(test_partitions),
        cmocka_unit_test(test_missing_around_the_limits),
        cmocka_unit_test(test_empowerment_in_both_codings),
        cmocka_unit_test(test_mastery_in_both_codings),
        cmocka_unit_test(test_kessler_codings),
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_core_om_known_answer),
        cmocka_unit_test(test_swemwbs_table),
        cmocka_unit_test(test_k10_with_a_named_rule),
        cmocka_unit_test(test_prorating_of_others),
        cmocka_unit_test(test_djg6),
        cmocka_unit_test(test_wsas),
        cmocka_unit_test(test_wrong_keys_are_not_ours),
        cmocka_unit_test(test_published_changes),
        cmocka_unit_test(test_scoring_is_fast),
        cmocka_unit_test(test_catalogue),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
