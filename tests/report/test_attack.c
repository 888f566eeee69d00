#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../helpers/attacker.h"
#include "../helpers/evaluated.h"
#include "../helpers/numbers_said.h"
#include "../helpers/often.h"
#include "../helpers/published.h"
#include "prepost/base/data_dir.h"
#include "prepost/base/file.h"
#include "prepost/base/rng.h"
#include "prepost/base/text.h"
#include "prepost/disclose/disclose.h"
#include "prepost/disclose/summarise.h"
#include "prepost/report/backend.h"
#include "prepost/report/comparison_document.h"
#include "prepost/report/part.h"
#include "prepost/report/placeholders.h"
#include "prepost/report/results_json.h"
#include "prepost/report/summary_file.h"

/*
 * Someone with every report of an evaluation in hand (a template that holds
 * every part, table and figure there is, and both JSON files) tries to work
 * out what was hidden. PP_ATTACKS=100000 tries as many evaluations;
 * PP_ATTACK_SEED says where to begin.
 */
enum { EVERYDAY = 80, LARGEST_TEMPLATE = 1 << 20 };

static const char *template_of_everything(struct pp_pool *pool)
{
    const struct pp_template_name *names;
    size_t n = pp_placeholders(pool, &names);
    struct pp_buffer text = PP_BUFFER_INIT;

    for (int each = 0; each < 2; each++) {
        if (each)
            pp_buffer_puts(&text, "{{#each outcomes}}\n\n");
        for (size_t i = 0; i < n; i++) {
            bool is_part = names[i].kind == PP_NAME_PART ||
                           names[i].kind == PP_NAME_TABLE ||
                           names[i].kind == PP_NAME_FIGURE;
            bool is_each =
                names[i].list != NULL && strcmp(names[i].list, "outcomes") == 0;
            if (is_part && is_each == (each == 1))
                pp_buffer_printf(&text, "{{part %s}}\n\n", names[i].name);
            else if (names[i].kind == PP_NAME_TEXT && is_each == (each == 1) &&
                     (is_each || names[i].list == NULL))
                pp_buffer_printf(&text, "{{%s}}\n\n", names[i].name);
        }
        if (each)
            pp_buffer_puts(&text, "{{/each}}\n");
    }
    char *copy = pp_pool_strdup(pool, pp_buffer_text(&text));
    pp_buffer_clear(&text);
    return copy;
}

/* Of results as they are disclosed, which is done once for all that is read. */
static struct pp_report *reported(struct pp_pool *pool,
                                  const struct pp_results *results)
{
    const char *template = template_of_everything(pool);
    struct pp_report *r;
    struct pp_error err;

    if (pp_report_of(results, pool, &r, &err) != 0 ||
        pp_report_fill(r, "everything", "everything.md", template,
                       strlen(template), &err) != 0)
        fail_msg("%s", err.text);
    return r;
}

static const char *written(const struct pp_report *r, const char *format)
{
    struct pp_error err;
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_render render = {""};

    if (pp_backend_find(format)->write(r->d, &render, &out, &err) != 0)
        fail_msg("%s", err.text);
    char *copy = pp_pool_strdup(r->pool, pp_buffer_text(&out));
    pp_buffer_clear(&out);
    return copy;
}

static void says_no_more(struct pp_pool *pool, const char *format,
                         const char *text, const char *markdown)
{
    const char *is = numbers_more(pool, text, markdown);

    if (is != NULL)
        fail_msg("%s says %s, which the Markdown does not", format, is);
}

/* Reports as they come with the program: which of their sentences and parts
 * they hold depends on the results. A page says what its Markdown says, and the
 * ranges of scales. */
static void read_editions(struct published *p, const struct pp_results *shown,
                          const char *everything)
{
    static const char *const editions[] = {"funder", "technical", "regions"};
    const char *dir = pp_data_dir(p->pool, "reports");

    for (size_t k = 0; k < sizeof editions / sizeof editions[0]; k++) {
        struct pp_report *r = pp_report_shown(shown, p->pool);
        struct pp_buffer text = PP_BUFFER_INIT;
        struct pp_error err;
        const char *path =
            pp_pool_printf(p->pool, "%s/%s.md", dir, editions[k]);
        if (pp_file_read(path, LARGEST_TEMPLATE, &text, &err) != 0 ||
            pp_report_fill(r, editions[k], path, pp_buffer_text(&text),
                           text.length, &err) != 0)
            fail_msg("%s", err.text);
        pp_buffer_clear(&text);
        const char *markdown = written(r, "md");
        published_read_report(p, markdown);
        says_no_more(p->pool, "html",
                     numbers_page_words(p->pool, written(r, "html")),
                     pp_pool_printf(p->pool, "%s%s", markdown, everything));
    }
}

static double one_of(struct pp_rng *rng, const double *values, uint32_t n)
{
    return values[pp_rng_below(rng, n)];
}

/* What is made up. */
enum shape {
    SOME_ALIKE, /* of a region, an arm or those who left, in some */
    NONE_ALIKE,
    WHOLE /* and nobody leaves one questionnaire blank at one wave */
};
struct made {
    uint64_t seed;
    size_t n_waves, n_arms;
    enum shape shape;
};

/* Of one evaluation in three, some all have a score at an end of its scale. */
static void make_alike(const struct made *made, struct evaluated_options *o)
{
    static const enum evaluated_alike kinds[] = {ALIKE_REGION, ALIKE_NO_REGION,
                                                 ALIKE_LEFT, ALIKE_LEFT};
    static const enum evaluated_alike of_arms[] = {ALIKE_ARM, ALIKE_LEFT};
    struct pp_rng rng = pp_rng_at(made->seed, PP_STREAM_SIMULATION, 22);
    uint32_t n_waves = (uint32_t)made->n_waves;

    if (pp_rng_below(&rng, 3) != 0 || made->shape != SOME_ALIKE)
        return;
    o->alike = made->n_arms > 0 ? of_arms[pp_rng_below(&rng, 2)]
                                : kinds[pp_rng_below(&rng, 4)];
    o->alike_at_the_top = pp_rng_below(&rng, 2);
    if (o->alike == ALIKE_REGION)
        o->alike_of = pp_rng_below(&rng, (uint32_t)o->n_regions);
    else
        o->alike_of = pp_rng_below(&rng, (uint32_t)made->n_arms + 1);
    o->alike_at = o->alike == ALIKE_LEFT ? 1 + pp_rng_below(&rng, n_waves - 1)
                                         : pp_rng_below(&rng, n_waves);
}

/* Of one evaluation in three, what is kept lies within regions or other
 * columns. */
static bool is_nested(const struct made *made)
{
    struct pp_rng rng = pp_rng_at(made->seed, PP_STREAM_SIMULATION, 23);

    return pp_rng_below(&rng, 3) == 0 && made->shape == SOME_ALIKE;
}

/* And in one of three of these regions lie within nations. */
static bool has_nations(const struct made *made)
{
    struct pp_rng rng = pp_rng_at(made->seed, PP_STREAM_SIMULATION, 26);

    return is_nested(made) && pp_rng_below(&rng, 3) == 0;
}

static void make_nested(const struct made *made, struct evaluated_options *o)
{
    struct pp_rng rng = pp_rng_at(made->seed, PP_STREAM_SIMULATION, 24);

    if (!is_nested(made))
        return;
    o->n_towns = 1 + pp_rng_below(&rng, 4);
    o->has_halves = true;
    o->has_dates = true;
    o->has_nations = has_nations(made);
}

/* Few people and many, alike and different, a region or several. */
static struct pp_results *evaluation(struct pp_pool *pool,
                                     const struct made *made, const char *by)
{
    static const double asked[] = {0, 0, 0, 0.1, 0.5, 0.9, 1, 1};
    static const double again[] = {0.3, 0.6, 0.8, 0.95, 1};
    static const double shift[] = {-3, -0.5, 0, 0.1, 0.5, 3};
    static const char *const presets[] = {
        "charity-5",  "charity-5", "charity-5", "nhs-secondary",
        "opensafely", "ons-10",    "hesa"};
    uint64_t seed = made->seed;
    struct pp_rng rng = pp_rng_at(seed, PP_STREAM_SIMULATION, 1);
    static const double skipped[] = {0, 0, 0.01, 0.05, 0.3};
    struct pp_rng kept = pp_rng_at(seed, PP_STREAM_SIMULATION, 3);
    struct pp_rng skips = pp_rng_at(seed, PP_STREAM_SIMULATION, 21);
    struct evaluated_options o = EVALUATED_OPTIONS;

    o.seed = seed;
    o.by = by;
    o.n_waves = made->n_waves;
    o.n_first = 10 + pp_rng_below(&rng, pp_rng_below(&rng, 3) == 0 ? 190 : 60);
    o.n_regions = 1 + pp_rng_below(&rng, 4);
    o.n_groups_per_region = 1 + pp_rng_below(&rng, 6);
    o.no_gender = pp_rng_below(&kept, 4) == 0 ? 0.1 : 0;
    o.rare = pp_rng_below(&kept, 2) ? pp_rng_uniform(&kept) : 0;
    o.again = one_of(&rng, again, 5);
    o.uneven = pp_rng_below(&rng, 2) ? 2 * pp_rng_uniform(&rng) : 0;
    o.no_region = pp_rng_below(&rng, 4) == 0 ? 0.1 : 0;
    o.second_only = pp_rng_below(&rng, 3) == 0 ? 0.1 : 0;
    o.has_sesoi = pp_rng_below(&rng, 3) > 0;
    o.skipped = made->shape == WHOLE ? 0 : one_of(&skips, skipped, 5);
    for (int k = 0; k < 6; k++) {
        o.asked[k] = one_of(&rng, asked, 8);
        o.shift[k] = one_of(&rng, shift, 6);
    }
    if (made->n_waves > 2) { /* growth is of many people, or not shown */
        o.n_first += pp_rng_below(&rng, 2) * 200;
        o.between = one_of(&rng, again, 5);
    }
    if (made->n_arms > 0) {
        o.n_arms = made->n_arms;
        o.evidence = pp_rng_below(&rng, 2) ? PP_EVIDENCE_COMPARISON
                                           : PP_EVIDENCE_RANDOMISED;
        o.n_first += pp_rng_below(&rng, 2) * 100;
        o.comparison_again = one_of(&rng, again, 5);
        o.no_arm = pp_rng_below(&rng, 3) == 0 ? 0.05 : 0;
    }
    if (o.n_regions > 2 && seed % 3 == 0) /* all of a few left */
        o.n_gone = 1 + seed / 3 % 6;
    make_alike(made, &o);
    make_nested(made, &o);
    struct pp_results *results = evaluated(pool, &o);
    struct pp_plan *plan = (struct pp_plan *)results->plan;
    plan->disclosure.preset = presets[pp_rng_below(&rng, 7)];
    if (pp_rng_below(&rng, 4) == 0)
        plan->disclosure.threshold = 3 + (int)pp_rng_below(&rng, 10);
    if (seed % 11 == 10)
        plan->disclosure.rounding = seed % 2 ? 5 : 10;
    return results;
}

static const char *compared_as_text(struct pp_pool *pool,
                                    const struct pp_results *is)
{
    struct pp_document *d = pp_document_new(pool, is->plan->title);
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_render render = {""};
    struct pp_error err;

    pp_comparison_document(d, is, NULL);
    if (pp_backend_find("md")->write(d, &render, &out, &err) != 0)
        fail_msg("%s", err.text);
    char *copy = pp_pool_strdup(pool, pp_buffer_text(&out));
    pp_buffer_clear(&out);
    return copy;
}

/* `prepost compare`, as JSON and as text, and `prepost export summary`. */
static void read_cohorts(struct published *p, struct published_view *view,
                         const struct pp_results *is)
{
    struct pp_summary summary = pp_summarise(is, p->pool);
    json_t *compared = pp_comparison_json(is, NULL),
           *summarised = pp_summary_json(&summary);

    published_read_comparison(p, view, compared);
    published_read_comparison_text(p, view, compared_as_text(p->pool, is));
    published_read_summary(p, view, summarised);
    json_decref(compared);
    json_decref(summarised);
}

/* What the attacker is told: everything that was published of results that
 * were disclosed by the rules of their plan, judged by `rules`. */
static struct published *publish(struct pp_pool *pool,
                                 const struct pp_results *results,
                                 const struct pp_results *truth,
                                 const struct pp_disclosure_rules *rules,
                                 bool has_editions)
{
    struct published *p = published_new(pool, truth, rules);
    const struct pp_report *r = reported(pool, results);
    json_t *json = pp_results_json(r->results);

    const char *everything = written(r, "md");

    published_read_report(p, everything);
    published_read_json(p, json);
    if (has_editions)
        read_editions(p, r->results, everything);
    if (truth->flow.n_arms == 0)
        read_cohorts(p, NULL, r->results);
    json_decref(json);
    return p;
}

/* The same people once more, by something else than their regions. */
static void publish_view(struct published *p, struct pp_results *results,
                         bool is_told)
{
    published_add_view(p, results);
    if (is_told)
        read_cohorts(p, &p->views[p->n_views - 1], disclosed(results, p->pool));
}

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
 * half; and that nobody of a town answered again, which is known where all of
 * its region left.
 */
static const uint64_t ONCE_NESTED[] = {700137, 700165, 700219, 357};
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
        has_nations(made) ? nation : by[pp_rng_below(&rng, 4)];

    if (!is_nested(made) || made->n_arms > 0 || p->n_views > 0 ||
        pp_rng_below(&rng, 2) == 0)
        return;
    for (size_t k = 0; k < 2 && chosen[k] != NULL; k++)
        publish_view(p, evaluation(p->pool, made, chosen[k]), true);
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
    publish_view(p, evaluation(pool, made, other), is_told || !is_of_two);
    if (is_of_two)
        publish_view(p, evaluation(pool, made, "gender"), true);
    return p;
}

static void attack(struct made made, struct tally *t)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_results *results = evaluation(pool, &made, "region");
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
 * towns of the only region, which is not known of everyone. */
static const uint64_t ONCE_NESTED_OF_THREE[] = {378, 900291, 853, 1454};
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
        struct pp_results *results = evaluation(pool, &of[i], "region");
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
        struct pp_results *results = evaluation(
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
        struct pp_results *results = evaluation(
            pool,
            &(struct made){seed, seed % 4 == 0 ? 3 : 2, seed % 3, SOME_ALIKE},
            "region");
        const struct pp_report *r = reported(pool, results);
        const char *markdown = written(r, "md");
        says_no_more(pool, "text", written(r, "text"), markdown);
        says_no_more(pool, "html", numbers_page_words(pool, written(r, "html")),
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
