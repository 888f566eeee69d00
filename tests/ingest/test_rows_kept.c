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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(kept)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
