#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "prepost/model/words.h"

#define A PP_EVIDENCE_BEFORE_AFTER
#define R PP_EVIDENCE_LOOKING_BACK
#define C PP_EVIDENCE_COMPARISON
#define T PP_EVIDENCE_RANDOMISED

static void what_is_found(void **state)
{
    static const struct {
        enum pp_evidence design;
        const char *text;
        const char *found; /* NULL: nothing */
    } rows[] = {
        {A, "", NULL},
        {A, "Hope rose by 2.6 points on average.", NULL},
        {A, "It caused this", "caused"},
        {A, "BECAUSE of it", "BECAUSE"},
        {A, "causal", "causal"},
        {A, "pre-caused", "caused"},
        {A, "becauseful cats", NULL},
        {A, "led\n  to better days", "led\n  to"},
        {A, "they called to say", NULL},
        {A, "reduced loneliness", "reduced"},
        {A, "loneliness reduced by 2", NULL},
        {A, "was reduced.", NULL},
        {A, "building 3", NULL},
        {A, "cut-off", NULL},
        {A, "cut the waiting list", "cut"},
        {A, "no difference", "no difference"},
        {A, "no difference that matters", NULL},
        {A, "only 12 people", "only 12" /* the word alone */},
        {A, "only people", NULL},
        {A, "empowerment", NULL},
        {A, "felt empowered", "empowered"},
        {A, "provisional, provided", NULL},
        {A, "a random-effects model", NULL},
        {A, "the effect", "effect"},
        {A, "effect_sizes", "effect_sizes"},
        {A, "by the signed-rank test", NULL},
        {A, "ranked", "ranked"},
        {A, "one in the best hands", "best"},
        {C, "the effect of chance", NULL},
        {C, "it works", "works"},
        {T, "it works", NULL},
        {T, "raised hope", NULL},
        {T, "a significant rise", "significant"},
        {R, "owing to", "owing to"},
        {A, "people who dropped out", "dropped out"},
        {A, "Self Help is well", NULL},
        {A, "Self Helping", "Helping"},
    };
    static const char *const list[] = {"Self Help"};
    const struct pp_text_list names = {list, 1};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t at = 0, n = 0;
        const struct pp_word *word =
            pp_words_find(rows[i].text, strlen(rows[i].text), rows[i].design,
                          &names, 0, &at, &n);

        if ((word != NULL) != (rows[i].found != NULL))
            fail_msg("\"%s\"", rows[i].text);
        if (word == NULL)
            continue;
        assert_non_null(word->instead);
        if (strncmp(rows[i].text + at, rows[i].found, n) != 0)
            fail_msg("\"%s\": at %zu", rows[i].text, at);
    }
}

/* Each word of the table is found where it is banned, and only there. */
static void every_word_bites(void **state)
{
    (void)state;
    for (size_t i = 0; i < pp_n_words; i++)
        for (int design = (int)A; design <= (int)T; design++) {
            const struct pp_word *word = &pp_words[i];
            char text[100] = "Here ";
            size_t at, n;

            strcat(text, word->text);
            strcat(text, word->kind == PP_WORD_WITH_OBJECT   ? " hope."
                         : word->kind == PP_WORD_WITH_NUMBER ? " 3."
                                                             : ".");
            const struct pp_word *found = pp_words_find(
                text, strlen(text), (enum pp_evidence)design, NULL, 0, &at, &n);
            if (word->designs & 1u << design)
                assert_non_null(found);
            else if (found != NULL)
                assert_ptr_not_equal(found, word);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_found),
        cmocka_unit_test(every_word_bites),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
