#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shipped.h"

/* Every questionnaire that is shipped, against keys written down apart from
   their files. */

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_every_file),
        cmocka_unit_test(test_empowerment_in_both_codings),
        cmocka_unit_test(test_mastery_in_both_codings),
        cmocka_unit_test(test_kessler_codings),
        cmocka_unit_test(test_wrong_keys_are_not_ours),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
