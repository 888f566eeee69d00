#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/evaluated.h"
#include "../helpers/made.h"
#include "../helpers/numbers_said.h"
#include "../helpers/often.h"
#include "../helpers/publish.h"
#include "prepost/base/rng.h"

/*
 * Someone with every report of an evaluation in hand (a template that holds
 * every part, table and figure there is, and both JSON files) tries to work
 * out what was hidden. PP_ATTACKS=100000 tries as many evaluations;
 * PP_ATTACK_SEED says where to begin.
 */
enum { EVERYDAY = 80 };

static size_t how_many(void)
{
    const char *text = getenv("PP_ATTACKS");
    long n = text != NULL ? strtol(text, NULL, 10) : 0;

    return n > 0 ? (size_t)n : often(EVERYDAY);
}

/* Of three waves and of arms a fifth, unless they alone are asked for. */
static size_t how_many_dear(void)
{
    return getenv("PP_ATTACK_OF") != NULL ? how_many() : how_many() / 5 + 1;
}

static uint64_t first_seed(void)
{
    const char *text = getenv("PP_ATTACK_SEED");

    return text != NULL ? strtoull(text, NULL, 10) : 1;
}

/* Evaluations that gave a count away before something was mended. */
static const uint64_t ONCE_RECOVERED[] = {
    208,    253,   528,   557,   616,    1054,  1061, 1135,
    1296,   2169,  2829,  492,   401468, 713,   2148, 1460,
    100652, 30268, 32652, 17964, 29204,  60189, 77004};
enum { N_ONCE = sizeof ONCE_RECOVERED / sizeof ONCE_RECOVERED[0] };

/* Of those in which some left one questionnaire blank: who left a level, by
 * how many of it were asked; who left a region, by how many of others were
 * asked something else; who is of a region and a gender, for who knows that
 * nobody is of another. */
static const uint64_t ONCE_BLANK[] = {3796, 61791, 347836};
enum { N_ONCE_BLANK = sizeof ONCE_BLANK / sizeof ONCE_BLANK[0] };

/* Of those in which towns are kept, and halves of bands of age: who is of a
 * town, by its region's people and those of its other towns; likewise of a
 * half; that nobody of a town answered again, which is known where all of its
 * region left; and that nobody of a half did.
 */
static const uint64_t ONCE_NESTED[] = {700137, 700165, 700219, 357, 19802};
enum { N_ONCE_NESTED = sizeof ONCE_NESTED / sizeof ONCE_NESTED[0] };

/* PP_ATTACK_OF=arms: only those; so with "two" and "three" waves, "formats",
 * "dates": two reports, "joined": what is kept, and "control": reports without
 * protection. */
static bool is_asked_for(const char *what)
{
    const char *text = getenv("PP_ATTACK_OF");

    return text == NULL || strcmp(text, what) == 0;
}

/* Of one evaluation in so many, other cohorts are published as well; of one in
 * so many, each edition of the report. */
enum { ONE_IN = 4, ONE_IN_EDITIONS = 8 };
static const char *const OTHER_COHORTS[] = {"gender", "age band", "group",
                                            "region,gender"};
enum { N_OTHERS = sizeof OTHER_COHORTS / sizeof OTHER_COHORTS[0] };

struct tally {
    size_t n_hidden, n_failed, n_bound, read[PUBLISHED_READINGS];
};

/* And of one in two of those in which columns lie within others: by the one,
 * and by the other. */
static void publish_nested(struct published *p, const struct made *made)
{
    static const char *const by[][2] = {{"town", NULL},
                                        {"half", "age band"},
                                        {"town,gender", "region,gender"},
                                        {"quarter", "year"}};
    static const char *const nation[] = {"nation", NULL};
    struct pp_rng rng = pp_rng_at(made->seed, PP_STREAM_SIMULATION, 25);
    const char *const *chosen =
        made_has_nations(made) ? nation : by[pp_rng_below(&rng, 4)];

    if (!made_is_nested(made) || made->n_arms > 0 || p->n_views > 0 ||
        pp_rng_below(&rng, 2) == 0)
        return;
    for (size_t k = 0; k < 2 && chosen[k] != NULL; k++)
        publish_view(p, made_evaluation(p->pool, made, chosen[k]), true);
}

/* Everything there is of one evaluation; of cohorts by two columns at once only
 * where they are told. */
static struct published *publish_all(struct pp_pool *pool,
                                     const struct made *made,
                                     const struct pp_disclosure_rules *rules,
                                     struct pp_results *results, bool is_told)
{
    struct published *p = publish(pool, results, results, rules,
                                  made->seed % ONE_IN_EDITIONS == 1);
    const char *other = made->n_arms > 0
                            ? "arm"
                            : OTHER_COHORTS[made->seed / ONE_IN % N_OTHERS];
    bool is_of_two = strcmp(other, "region,gender") == 0;

    if (made->seed % ONE_IN != 0) {
        publish_nested(p, made);
        return p;
    }
    publish_view(p, made_evaluation(pool, made, other), is_told || !is_of_two);
    if (is_of_two)
        publish_view(p, made_evaluation(pool, made, "gender"), true);
    return p;
}

static void attack(struct made made, struct tally *t)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *results = made_evaluation(pool, &made, "region");
    struct pp_disclosure_rules rules = pp_disclosure_rules_of(results->plan);
    struct published *p = publish_all(pool, &made, &rules, results, true);
    char why[400];
    size_t n = 0;

    bool is_safe = published_is_safe(p, why, sizeof why, &n);
    if (!is_safe && p->n_views > 1) {
        p->untold = publish_all(pool, &made, &rules, results, false);
        is_safe = published_is_safe(p, why, sizeof why, &n);
        t->n_bound += is_safe;
    }
    if (!is_safe) {
        print_message("seed %lu, %zu waves, %zu arms (%s, %ld): %s\n",
                      (unsigned long)made.seed, made.n_waves, made.n_arms,
                      rules.preset, rules.threshold, why);
        t->n_failed++;
    }
    t->n_hidden += n;
    for (size_t i = 0; i < PUBLISHED_READINGS; i++)
        t->read[i] += p->n_read[i];
    pp_pool_free(pool);
}

static void say(const char *shape, size_t n, const struct tally *t)
{
    print_message("%s, seeds %lu to %lu: %zu evaluations, %zu hidden cells "
                  "attacked, %zu evaluations gave one away; in %zu, tables by "
                  "one column and by another bound one by both\n",
                  shape, (unsigned long)first_seed(),
                  (unsigned long)(first_seed() + n - 1), n, t->n_hidden,
                  t->n_failed, t->n_bound);
}

/* Those that once gave a count away come first, from the first seed on. */
static bool is_from_the_start(void)
{
    return first_seed() == 1;
}

static void nothing_can_be_recovered(void **state)
{
    (void)state;
    if (!is_asked_for("two"))
        skip();
    struct tally t = {0};

    for (size_t i = 0; is_from_the_start() && i < N_ONCE; i++)
        attack((struct made){ONCE_RECOVERED[i], 2, 0, WHOLE}, &t);
    for (size_t i = 0; is_from_the_start() && i < N_ONCE_BLANK; i++)
        attack((struct made){ONCE_BLANK[i], 2, 0, NONE_ALIKE}, &t);
    for (size_t i = 0; is_from_the_start() && i < N_ONCE_NESTED; i++)
        attack((struct made){ONCE_NESTED[i], 2, 0, SOME_ALIKE}, &t);
    for (uint64_t seed = first_seed(); seed < first_seed() + how_many(); seed++)
        attack((struct made){seed, 2, 0, SOME_ALIKE}, &t);
    say("two waves", how_many(), &t);
    /* A reading that found nothing reads words that are written no more. */
    for (size_t i = 0; i < PUBLISHED_READINGS; i++) {
        if (t.read[i] == 0 && i != PUBLISHED_JSON_GROWTH &&
            i != PUBLISHED_JSON_BY_SLOPE && i != PUBLISHED_OVER_TIME &&
            i != PUBLISHED_JSON_ARMS &&
            (i < PUBLISHED_ARM_WHO || i > PUBLISHED_ARM_OTHERS))
            fail_msg("nothing was read as \"%s\"", PUBLISHED_READING[i]);
    }
    assert_true(t.n_hidden > 10 * how_many());
    assert_int_equal(t.n_failed, 0);
}

/* Likewise: who left a group, by its region; how everyone changed, by gender;
 * who was asked, by the pairs of
 * two waves; who left, by the waves' counts; who was asked, by the model over
 * time; who left, in a row that nobody stayed in. */
static const uint64_t ONCE_OF_THREE[] = {92, 228, 332, 5021, 300035, 314, 588};
enum { N_ONCE_OF_THREE = sizeof ONCE_OF_THREE / sizeof ONCE_OF_THREE[0] };
/* And with some blank: of a level of which nobody left; who left a region, by
 * people of none at another wave, by its support groups' people of none, and by
 * who of other regions answered something else twice. */
static const uint64_t ONCE_BLANK_OF_THREE[] = {6460, 405124, 408888, 9764};
enum { N_ONCE_BLANK_OF_THREE = sizeof ONCE_BLANK_OF_THREE / sizeof(uint64_t) };
/* With halves of bands of age: by how few of a band lack one outcome. With
 * towns of the only region, which is not known of everyone. And by how many of
 * a level there are in all, or that all of a band left, who are no few, though
 * those of a half are. */
static const uint64_t ONCE_NESTED_OF_THREE[] = {378,  900291, 853,
                                                1454, 84,     9079};
enum {
    N_ONCE_NESTED_OF_THREE = sizeof ONCE_NESTED_OF_THREE / sizeof(uint64_t)
};

/* Of three waves. */
static void nothing_of_three_waves(void **state)
{
    (void)state;
    if (!is_asked_for("three"))
        skip();
    struct tally t = {0};
    size_t n = how_many_dear();

    for (size_t i = 0; is_from_the_start() && i < N_ONCE_OF_THREE; i++)
        attack((struct made){ONCE_OF_THREE[i], 3, 0, WHOLE}, &t);
    for (size_t i = 0; is_from_the_start() && i < N_ONCE_BLANK_OF_THREE; i++)
        attack((struct made){ONCE_BLANK_OF_THREE[i], 3, 0, NONE_ALIKE}, &t);
    for (size_t i = 0; is_from_the_start() && i < N_ONCE_NESTED_OF_THREE; i++)
        attack((struct made){ONCE_NESTED_OF_THREE[i], 3, 0, SOME_ALIKE}, &t);
    for (uint64_t seed = first_seed(); seed < first_seed() + n; seed++)
        attack((struct made){seed, 3, 0, SOME_ALIKE}, &t);
    say("three waves", n, &t);
    assert_true(t.read[PUBLISHED_JSON_PAIRED] > 0);
    assert_true(t.read[PUBLISHED_JSON_COMPARISON] > 0);
    assert_true(t.read[PUBLISHED_JSON_GROWTH] > 0);
    assert_true(t.read[PUBLISHED_OVER_TIME] > 0);
    assert_true(t.read[PUBLISHED_JSON_BY_SLOPE] > 0);
    assert_true(t.n_hidden > 10 * n);
    assert_int_equal(t.n_failed, 0);
}

/* Likewise: by the people of all arms together, by the flow by arm, and by
 * comparing everyone by arm. */
static const uint64_t ONCE_OF_ARMS[] = {90,   160,  165,  354,
                                        2092, 2120, 2132, 2280};
enum { N_ONCE_OF_ARMS = sizeof ONCE_OF_ARMS / sizeof ONCE_OF_ARMS[0] };

/* And with some blank: by how many of all arms have a score, less those of each
 * arm; by pairs of other outcomes. */
static const uint64_t ONCE_BLANK_OF_ARMS[] = {500022, 504095};
/* With towns: by people of no town, who are those of no region. */
enum { ONCE_NESTED_OF_ARMS = 700471 };
enum { N_ONCE_BLANK_OF_ARMS = sizeof ONCE_BLANK_OF_ARMS / sizeof(uint64_t) };

static void attack_arms(uint64_t seed, enum shape shape, struct tally *t)
{
    attack((struct made){seed, seed % 5 == 0 ? 3 : 2, 1 + seed % 2, shape}, t);
}

/* Of one arm or two, and a comparison: of two waves, and of three. */
static void nothing_of_arms(void **state)
{
    (void)state;
    if (!is_asked_for("arms"))
        skip();
    struct tally t = {0};
    size_t n = how_many_dear();

    for (size_t i = 0; is_from_the_start() && i < N_ONCE_OF_ARMS; i++)
        attack_arms(ONCE_OF_ARMS[i], WHOLE, &t);
    for (size_t i = 0; is_from_the_start() && i < N_ONCE_BLANK_OF_ARMS; i++)
        attack_arms(ONCE_BLANK_OF_ARMS[i], NONE_ALIKE, &t);
    if (is_from_the_start())
        attack_arms(ONCE_NESTED_OF_ARMS, SOME_ALIKE, &t);
    for (uint64_t seed = first_seed(); seed < first_seed() + n; seed++)
        attack_arms(seed, SOME_ALIKE, &t);
    say("arms", n, &t);
    assert_true(t.read[PUBLISHED_JSON_ARMS] > 0);
    for (size_t i = PUBLISHED_ARM_WHO; i <= PUBLISHED_ARM_OTHERS; i++) {
        if (t.read[i] == 0 && n > EVERYDAY / 10) /* one or two have not all */
            fail_msg("nothing was read as \"%s\"", PUBLISHED_READING[i]);
    }
    assert_true(t.n_hidden > 10 * n);
    assert_int_equal(t.n_failed, 0);
}

/*
 * A questionnaire that a few did not answer gives nothing away for which how
 * many joined would have to be hidden, while a region's own count would do.
 */
static void how_many_joined_is_kept(void **state)
{
    (void)state;
    static const struct made of[] = {{9052, 2, 0, WHOLE},
                                     {9244, 2, 0, WHOLE},
                                     {9028, 3, 0, WHOLE},
                                     {9220, 3, 0, WHOLE}};

    if (!is_asked_for("joined"))
        skip();
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_results *results = made_evaluation(pool, &of[i], "region");
        const struct pp_flow *shown = &disclosed(results, pool)->flow;
        assert_int_not_equal(shown->all.n_before, PP_COUNT_HIDDEN);
        pp_pool_free(pool);
    }
}

/* The same reports without any protection: the attacker must notice. */
static void without_protection(void **state)
{
    (void)state;
    if (!is_asked_for("control"))
        skip();
    size_t n_noticed = 0, n_small = 0;

    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_results *results = made_evaluation(
            pool, &(struct made){seed, seed <= 40 ? 2 : 3, 0, SOME_ALIKE},
            "region");
        struct pp_plan *plan = (struct pp_plan *)results->plan;
        plan->disclosure = (struct pp_plan_disclosure){"charity-5", 0, 0};
        struct pp_disclosure_rules rules = pp_disclosure_rules_of(plan);
        plan->disclosure.preset = "none";
        char why[400];
        size_t n = 0;
        struct published *p = publish(pool, results, results, &rules, false);
        n_noticed += !published_is_safe(p, why, sizeof why, &n);
        n_small += n > 0;
        pp_pool_free(pool);
    }
    assert_true(n_small > 45);
    assert_int_equal(n_noticed, n_small);
}

/* --- two reports of one store ----------------------------------------------
 */

enum { GROWN = 1, SMALL, N_OF_DATES };

/* Three regions, the last the smallest; then people come to the second. */
static struct pp_results *at(struct pp_pool *pool, uint64_t seed, bool is_early)
{
    struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 2);
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.seed = seed;
    o.n_regions = N_OF_DATES;
    o.uneven = 0.5;
    o.again = 0.95;
    o.asked[4] = o.asked[5] = 1;
    o.n_late = 12 + pp_rng_below(&rng, 12);
    o.n_first = 40 + o.n_late;
    o.late_region = GROWN;
    o.is_early = is_early;
    return evaluated(pool, &o);
}

static long people_in(const struct pp_results *r, size_t outcome, size_t region)
{
    return r->outcomes[outcome].comparison.cohorts[region].flow.n_both;
}

/* The last is too small for an average in both, though not for a count, and it
 * alone; of the others, the smaller one is the greater one later. */
static bool change_places(const struct pp_results *early,
                          const struct pp_results *late)
{
    for (size_t i = 0; i < early->n_outcomes; i++)
        if (people_in(early, i, SMALL) >= PP_MIN_AVERAGE ||
            people_in(early, i, SMALL) <
                pp_disclosure_rules_of(early->plan).threshold ||
            people_in(early, i, GROWN) < PP_MIN_AVERAGE ||
            people_in(early, i, GROWN) >= people_in(early, i, 0) ||
            people_in(late, i, GROWN) <= people_in(late, i, 0))
            return false;
    return true;
}

/*
 * The region whose average guards a small one's is the same in both, though its
 * numbers and those of the others have changed places: else the two together
 * would give what each hides. README, Privacy, says where they still may.
 */
static void two_reports(void **state)
{
    (void)state;
    if (!is_asked_for("dates"))
        skip();
    enum { PAIRS_OF_REPORTS = 6 };
    size_t n_read = 0, n_failed = 0, n_wanted = often(PAIRS_OF_REPORTS);

    for (uint64_t seed = 1; n_read < n_wanted; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_results *early = at(pool, seed, true);
        struct pp_results *late = at(pool, seed, false);
        if (change_places(early, late)) {
            struct pp_disclosure_rules rules =
                pp_disclosure_rules_of(early->plan);
            struct published *p[] = {publish(pool, early, early, &rules, true),
                                     publish(pool, late, late, &rules, true)};
            published_together(p[0], p[1], GROWN);
            n_read++;
            bool is_safe = true;
            for (int k = 0; k < 2; k++) {
                char why[400];
                size_t n = 0;
                bool safe = published_is_safe(p[k], why, sizeof why, &n);
                if (!safe)
                    print_message("seed %lu, %s: %s\n", (unsigned long)seed,
                                  k == 0 ? "before" : "after", why);
                is_safe &= safe;
            }
            n_failed += !is_safe;
        }
        pp_pool_free(pool);
    }
    print_message("%zu pairs of reports, %zu gave something away\n", n_read,
                  n_failed);
    assert_int_equal(n_failed, 0);
}

/* --- the other formats say no more ---------------------------------------- */

static void formats_say_the_same(void **state)
{
    (void)state;
    if (!is_asked_for("formats"))
        skip();
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct pp_pool *pool = pp_pool_new();
        struct pp_results *results = made_evaluation(
            pool,
            &(struct made){seed, seed % 4 == 0 ? 3 : 2, seed % 3, SOME_ALIKE},
            "region");
        const struct pp_report *r = publish_reported(pool, results);
        const char *markdown = publish_written(r, "md");
        publish_says_no_more(pool, "text", publish_written(r, "text"),
                             markdown);
        publish_says_no_more(
            pool, "html", numbers_page_words(pool, publish_written(r, "html")),
            markdown);
        pp_pool_free(pool);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_can_be_recovered),
        cmocka_unit_test(nothing_of_three_waves),
        cmocka_unit_test(nothing_of_arms),
        cmocka_unit_test(how_many_joined_is_kept),
        cmocka_unit_test(without_protection),
        cmocka_unit_test(two_reports),
        cmocka_unit_test(formats_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
