#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/imported.h"

/* What a kept column may hold: categories, and nothing of people's own words
 * or of who they are. */

#define PLAN                                                                   \
    "title: T\ncharity: C\nwaves: {before: first, after: later}\n"             \
    "instruments: [ucla3]\n"                                                   \
    "outcomes: {ucla3.total: primary}\n"                                       \
    "columns: {identifier: Code, region: Region, group: Group, keep: "         \
    "{note: {headings: Note"
#define LONG "a text of more than forty characters, as people write"

enum { MOST = 14 };

static const struct {
    const char *label, *more; /* of the plan */
    const char *region, *group;
    const char *notes[MOST];
    const char *says; /* NULL: it is taken */
} rows[] = {
    {"bands", "", "North", "A", {"18-34", "35-54", "18-34"}, NULL},
    {"ages in years",
     "",
     "North",
     "A",
     {"18", "34", "45", "61", "23", "25", "31", "37", "41", "52", "88"},
     NULL},
    {"ten texts, each of one person",
     "",
     "North",
     "A",
     {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"},
     "row 11, column \"Note\": \"j\" is nobody else's, and so are most others"},
    {"nine of them",
     "",
     "North",
     "A",
     {"a", "b", "c", "d", "e", "f", "g", "h", "i"},
     NULL},
    {"five texts of ten people",
     "",
     "North",
     "A",
     {"a", "b", "c", "d", "e", "a", "b", "c", "d", "e"},
     NULL},
    {"two long texts", "", "North", "A", {LONG " 1", LONG " 2", "a"}, NULL},
    {"three",
     "",
     "North",
     "A",
     {LONG " 1", LONG " 2", LONG " 3", "a"},
     "row 4, column \"Note\": \"a text of more than ...\" is longer than 40"},
    {"three of two people each",
     "",
     "North",
     "A",
     {LONG " 1", LONG " 2", LONG " 3", LONG " 1", LONG " 2", LONG " 3"},
     NULL},
    {"three, and the plan says that they are categories",
     ", categories: yes",
     "North",
     "A",
     {LONG " 1", LONG " 2", LONG " 3", "a"},
     NULL},
    {"one of more than a hundred characters",
     "",
     "North",
     "A",
     {LONG " " LONG},
     "is longer than 100 characters"},
    {"one of more than 120 bytes",
     ", categories: yes",
     "North",
     "A",
     {LONG " " LONG " " LONG},
     "column \"Note\": it holds more than 1000 different texts, or one of "
     "more"},
    {"a postcode",
     "",
     "North",
     "A",
     {"a", "LL57 2FT"},
     "row 3, column \"Note\": \"LL57 2FT\" looks like a postcode"},
    {"a postcode, whatever the plan says",
     ", categories: yes",
     "North",
     "A",
     {"a", "LL57 2FT"},
     "looks like a postcode"},
    {"an address", "", "North", "A", {"n@example.org"}, "an e-mail address"},
    {"a telephone number",
     "",
     "North",
     "A",
     {"029 2018 0000"},
     "a telephone number"},
    {"a day of birth", "", "North", "A", {"12/03/1961"}, "like a date, which"},
    {"a region that is a postcode",
     "",
     "LL57 2FT",
     "A",
     {"a"},
     "row 2, column \"Region\": \"LL57 2FT\" looks like a postcode"},
    {"a group that goes by its first day",
     "",
     "North",
     "12/03/2025",
     {"a"},
     NULL},
    {"a region and a group that go by a charity's number",
     "",
     "1123456",
     "SC012345",
     {"a"},
     NULL},
    {"a group that is somebody's telephone number",
     "",
     "North",
     "07700 900123",
     {"a"},
     "column \"Group\": \"07700 900123\" looks like a telephone number"},
    {"such a number of a person",
     "",
     "North",
     "A",
     {"1123456"},
     "looks like a telephone number"},
};

static void kept(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct imported im;
        struct pp_buffer plan = PP_BUFFER_INIT, text = PP_BUFFER_INIT;
        pp_buffer_printf(&plan, PLAN "%s}}}\n", rows[k].more);
        pp_buffer_puts(&text, "Code,wave,Region,Group,Note,ucla3_1,ucla3_2,"
                              "ucla3_3\n");
        for (size_t i = 0; i < MOST && rows[k].notes[i] != NULL; i++)
            pp_buffer_printf(&text, "p%zu,before,%s,%s,\"%s\",1,2,3\n", i,
                             rows[k].region, rows[k].group, rows[k].notes[i]);
        imported_init(&im, plan.data);
        imported_text(&im, text.data);
        if (rows[k].says == NULL
                ? im.status != 0
                : im.status == 0 || strstr(im.err.text, rows[k].says) == NULL)
            fail_msg("%s: %s", rows[k].label, im.err.text);
        if (rows[k].says == NULL)
            assert_true(im.batch.columns[2].n_levels > 0);
        imported_clear(&im);
        pp_buffer_clear(&plan);
        pp_buffer_clear(&text);
    }
}

/* --- texts of few words among those of many people ------------------------ */

static void short_remark(size_t i, struct pp_buffer *out)
{
    pp_buffer_printf(out, "lonely since %zu", i);
}

static void own_words(size_t i, struct pp_buffer *out)
{
    static const char *const said[] = {"my mum died", "felt low", "I miss him"};

    pp_buffer_puts(out, said[i % 3]);
}

static void country(size_t i, struct pp_buffer *out)
{
    pp_buffer_printf(out, "Country%zu", i);
}

static const struct {
    const char *label;
    void (*text)(size_t i, struct pp_buffer *out);
    size_t n_own, n_none; /* people with a text each; with "none" */
    const char *more;     /* of the plan */
    const char *says;     /* NULL: it is taken */
} few_words[] = {
    {"ten short remarks among 99", short_remark, 10, 89, "",
     "row 11, column \"Note\": \"lonely since 9\" is nobody else's, and so are "
     "at least nine others of several words, like something in people's own "
     "words; expected a category that several people share. Take the column"},
    {"nine, as of categories that few have yet", short_remark, 9, 89, "", NULL},
    {"ten among a hundred", short_remark, 10, 90, "", NULL},
    {"ten that the plan says are categories", short_remark, 10, 20,
     ", categories: yes", NULL},
    {"texts of one word, such as countries", country, 14, 16, "", NULL},
    {"three in a person's own words, of five", own_words, 3, 2, "",
     "row 4, column \"Note\": \"I miss him\" is nobody else's, and so are "
     "others, like something in people's own words"},
    {"of six, as may be answers to choose from", own_words, 3, 3, "", NULL},
    {"two of two", own_words, 2, 0, "", NULL},
};

static void kept_of_few_words(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof few_words / sizeof few_words[0]; k++) {
        struct imported im;
        struct pp_buffer plan = PP_BUFFER_INIT, text = PP_BUFFER_INIT;
        pp_buffer_printf(&plan, PLAN "%s}}}\n", few_words[k].more);
        pp_buffer_puts(&text, "Code,wave,Region,Group,Note,ucla3_1,ucla3_2,"
                              "ucla3_3\n");
        for (size_t i = 0; i < few_words[k].n_own + few_words[k].n_none; i++) {
            pp_buffer_printf(&text, "p%zu,before,North,A,", i);
            if (i < few_words[k].n_own)
                few_words[k].text(i, &text);
            else
                pp_buffer_puts(&text, "none");
            pp_buffer_puts(&text, ",1,2,3\n");
        }
        imported_init(&im, plan.data);
        imported_text(&im, text.data);
        if (few_words[k].says == NULL
                ? im.status != 0
                : im.status == 0 ||
                      strstr(im.err.text, few_words[k].says) == NULL)
            fail_msg("%s: %s", few_words[k].label, im.err.text);
        imported_clear(&im);
        pp_buffer_clear(&plan);
        pp_buffer_clear(&text);
    }
}

/* --- regions and groups --------------------------------------------------- */

#define HALL ", St Mary's Church Hall (women only)"

/* 45 names of people, of whom few share one. */
static const char *const given[] = {"Anna", "Ben",  "Carys", "David", "Elin",
                                    "Fay",  "Gwen", "Hana",  "Ivan"};
static const char *const family[] = {"Novak", "Khan", "Evans", "Price", "Ward"};

static void name_person(size_t i, struct pp_buffer *out)
{
    pp_buffer_printf(out, "%s%zu %s%zu", given[i % 9], i / 9, family[i % 5],
                     i / 5);
}

static void remark(size_t i, struct pp_buffer *out)
{
    pp_buffer_printf(out, "my remark %zu, private", i);
}

/* Half of them wrote that there is nothing to say. */
static void remark_or_none(size_t i, struct pp_buffer *out)
{
    if (i % 2 == 0)
        pp_buffer_puts(out, "none");
    else
        pp_buffer_printf(out, "it was good %zu", i);
}

static void long_remark(size_t i, struct pp_buffer *out)
{
    pp_buffer_printf(out, "%c: a thing to say, more than forty letters, %zu",
                     (char)('a' + i), i);
}

static void one_word(size_t i, struct pp_buffer *out)
{
    pp_buffer_printf(out, "Place%zu", i);
}

/* A charity of 150 branches. */
static void branch_of_three(size_t i, struct pp_buffer *out)
{
    pp_buffer_printf(out, "Mind in Town%zu", i / 3);
}

static void branch(size_t i, struct pp_buffer *out)
{
    pp_buffer_printf(out, "Mind in Town%zu", i);
}

static void two_word_towns(size_t i, struct pp_buffer *out)
{
    static const char *const towns[] = {"Milton Keynes", "Leeds", "York"};

    pp_buffer_printf(out, "%s%zu", towns[i % 3], i);
}

static void number(size_t i, struct pp_buffer *out)
{
    pp_buffer_printf(out, "%zu", i + 1);
}

static void hall(size_t i, struct pp_buffer *out)
{
    static const char *const times[] = {"Tuesday evening" HALL,
                                        "Friday morning" HALL,
                                        "Friday, for me and my baby" HALL};

    pp_buffer_puts(out, times[i % 3]);
}

static const struct {
    const char *label;
    void (*text)(size_t i, struct pp_buffer *out);
    size_t n;
    const char *more; /* of the plan */
    const char *says; /* NULL: it is taken */
} places[] = {
    {"names of 45 people", name_person, 45, "",
     "row 46, column \"Place\": \"Ivan4 Ward8\" is nobody else's, and so is "
     "nearly every other there, like people's names or own words; expected a "
     "region or group that several people share. Name another column for the "},
    {"names of 10 people", name_person, 10, "", "nearly every other there"},
    {"names of 9 people may be of places", name_person, 9, "", NULL},
    {"remarks", remark, 12, "",
     "row 13, column \"Place\": \"my remark 11, privat...\" is nobody else's, "
     "and so are others, like something in people's own words; expected a "
     "region or group"},
    {"remarks among others who have none", remark_or_none, 30, "", "own words"},
    {"long remarks of three people", long_remark, 3, "",
     "nearly every other there"},
    {"long ones of two", long_remark, 2, "", NULL},
    {"40 people in as many places", one_word, 40, "",
     "nearly every other there"},
    {"39 people, of 150 branches perhaps", one_word, 39, "", NULL},
    {"numbers of branches", number, 45, "", NULL},
    {"150 branches of three people each", branch_of_three, 450, "", NULL},
    {"the first 20 of a charity whose branches are called alike", branch, 20,
     "", NULL},
    {"towns, some of two words", two_word_towns, 30, "", NULL},
    {"groups of long names", hall, 40, "", NULL},
    {"three such with one person each", hall, 3, "", NULL},
    {"names that the plan has as those of places", name_person, 10,
     "regions: {Anna0 Novak0: Anna0 Novak0, Ben0 Khan0: Ben0 Khan0}\n"
     "groups: {Anna0 Novak0: Anna0 Novak0, Ben0 Khan0: Ben0 Khan0}\n",
     NULL},
};

static void regions_and_groups(void **state)
{
    static const char *const columns[] = {"region", "group"};

    (void)state;
    for (size_t k = 0; k < 2 * (sizeof places / sizeof places[0]); k++) {
        struct imported im;
        struct pp_buffer plan = PP_BUFFER_INIT, text = PP_BUFFER_INIT;
        pp_buffer_printf(&plan,
                         "title: T\ncharity: C\n"
                         "waves: {before: first, after: later}\n"
                         "instruments: [ucla3]\n"
                         "outcomes: {ucla3.total: primary}\n%s"
                         "columns: {identifier: Code, %s: Place}\n",
                         places[k / 2].more, columns[k % 2]);
        pp_buffer_puts(&text, "Code,wave,Place,ucla3_1,ucla3_2,ucla3_3\n");
        for (size_t i = 0; i < places[k / 2].n; i++) {
            pp_buffer_printf(&text, "p%zu,before,\"", i);
            places[k / 2].text(i, &text);
            pp_buffer_puts(&text, "\",1,2,3\n");
        }
        imported_init(&im, plan.data);
        imported_text(&im, text.data);
        if (places[k / 2].says == NULL
                ? im.status != 0
                : im.status == 0 ||
                      strstr(im.err.text, places[k / 2].says) == NULL)
            fail_msg("%s: %s", places[k / 2].label, im.err.text);
        if (places[k / 2].says == NULL)
            assert_true(im.batch.columns[k % 2].n_levels > 0);
        imported_clear(&im);
        pp_buffer_clear(&plan);
        pp_buffer_clear(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(kept),
                                       cmocka_unit_test(kept_of_few_words),
                                       cmocka_unit_test(regions_and_groups)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
