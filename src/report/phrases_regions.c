#include "prepost/report/phrases.h"

#include <math.h>
#include <string.h>

#include "prepost/analysis/column_list.h"
#include "prepost/analysis/comparison.h"
#include "prepost/report/number_style.h"

const char *pp_cohorts_word(const char *by, bool is_plural)
{
    if (by != NULL && strcmp(by, "region") == 0)
        return is_plural ? "regions" : "region";
    if (by != NULL && strcmp(by, "group") == 0)
        return is_plural ? "groups" : "group";
    return is_plural ? "cohorts" : "cohort";
}

const char *pp_cohorts_by(struct pp_pool *pool, const char *by)
{
    const char *said = NULL, *name;
    size_t n;

    while ((name = pp_column_list_next(&by, &n)) != NULL)
        said = said == NULL
                   ? pp_pool_strndup(pool, name, n)
                   : pp_pool_printf(pool, "%s%s%.*s", said,
                                    by != NULL ? ", " : " and ", (int)n, name);
    return said;
}

const char *pp_phrase_region_prediction(struct pp_pool *pool,
                                        const char *outcome,
                                        struct pp_interval range, int decimals,
                                        bool is_rough)
{
    return pp_pool_printf(
        pool,
        "In another region like these, the true average change in %s might "
        "lie between %s and %s points.%s",
        outcome, pp_style_direction(pool, range.lo, decimals),
        pp_style_direction(pool, range.hi, decimals),
        is_rough ? " With so few regions this is a rough range." : "");
}

const char *pp_phrase_region_prediction_none(struct pp_pool *pool, size_t k)
{
    return pp_pool_printf(pool,
                          "With %zu region%s, there is too little to say.", k,
                          k == 1 ? "" : "s");
}

const char *pp_phrase_regions_differ(struct pp_pool *pool, const char *outcome,
                                     double difference,
                                     struct pp_interval range, double level,
                                     int decimals, const char *first,
                                     const char *second)
{
    if (!isfinite(difference))
        return pp_pool_printf(
            pool,
            "The change in %s was not the same in every region. This does not "
            "say why. People, places and reasons for joining differ too.",
            outcome);
    bool is_first = difference > 0;
    struct pp_interval up =
        is_first ? range : (struct pp_interval){-range.hi, -range.lo};
    return pp_pool_printf(
        pool,
        "The change in %s was not the same in every region: %s more in %s than "
        "in %s (%s %s). This does not say why. People, places and "
        "reasons for joining differ too.",
        outcome, pp_phrase_points(pool, difference, decimals),
        is_first ? first : second, is_first ? second : first,
        pp_style_likely_range(pool, level), pp_style_range(pool, up, decimals));
}

const char *pp_phrase_only_compared(struct pp_pool *pool, const char *names)
{
    return pp_pool_printf(pool,
                          "Only %s can be compared; what follows says nothing "
                          "of the others.",
                          names != NULL ? names
                                        : "regions whose averages are shown");
}

const char *pp_phrase_regions_alike(struct pp_pool *pool, const char *outcomes,
                                    const char *sesoi_text)
{
    if (sesoi_text == NULL)
        return pp_pool_printf(
            pool,
            "Any difference between regions in %s was too small to "
            "matter.",
            outcomes);
    return pp_pool_printf(pool,
                          "Any difference between regions in %s was too small "
                          "to matter (less than %s %s).",
                          outcomes, sesoi_text, pp_style_points(sesoi_text));
}

const char *pp_phrase_regions_alike_too(struct pp_pool *pool,
                                        const char *outcomes,
                                        const char *sesoi_text)
{
    return pp_pool_printf(pool,
                          "So was any difference in %s (less than %s %s).",
                          outcomes, sesoi_text, pp_style_points(sesoi_text));
}

const char *pp_phrase_regions_unknown(struct pp_pool *pool,
                                      const char *outcomes, size_t n,
                                      size_t n_with_amount)
{
    return pp_pool_printf(
        pool, "We cannot tell whether regions differed in %s. %s", outcomes,
        pp_phrase_capitalised(
            pool, pp_phrase_regions_unknown_means(n, n_with_amount)));
}

const char *pp_phrase_regions_not_compared(struct pp_pool *pool,
                                           const char *outcomes)
{
    return pp_pool_printf(pool,
                          "In %s regions are not compared: too few of "
                          "them can be shown.",
                          outcomes);
}

const char *pp_phrase_regions_alike_line(struct pp_pool *pool,
                                         const char *sesoi_text)
{
    return pp_pool_printf(pool, "any difference was too small to matter%s.",
                          sesoi_text == NULL
                              ? ""
                              : pp_pool_printf(pool, " (less than %s %s)",
                                               sesoi_text,
                                               pp_style_points(sesoi_text)));
}

const char *pp_phrase_regions_unknown_line(void)
{
    return "we cannot tell whether regions differed.";
}

const char *pp_phrase_regions_unknown_means(size_t n, size_t n_with_amount)
{
    if (n_with_amount == 0)
        return "any difference could be chance.";
    if (n_with_amount < n)
        return "any difference could be chance. Where an amount that would "
               "matter was set, it could also be as large as that.";
    return "any difference could be chance, or enough to matter.";
}

const char *pp_phrase_regions_too_few(size_t n_shown, size_t n_regions)
{
    if (n_shown == 1 && n_regions == 2)
        return "Only one region can be shown by itself. In the other too few "
               "people answered twice, or nearly all gave the same answers, or "
               "showing it would give it away.";
    return n_shown == 0
               ? "No region can be shown by itself. Too few people answered "
                 "twice, or nearly all gave the same answers, or what is shown "
                 "would give such a region away."
               : "Only one region can be shown by itself. In the others too "
                 "few people answered twice, or nearly all gave the same "
                 "answers, or showing them would give such a region away.";
}

const char *pp_phrase_regions_what_to_do(void)
{
    return "To see more, wait for more answers, or join small regions to "
           "others in the plan.";
}

const char *pp_phrase_regions_other_way(struct pp_pool *pool,
                                        const char *outcomes)
{
    return pp_pool_printf(pool,
                          "Comparing people who started alike gives another "
                          "answer for %s: the regions report shows both.",
                          outcomes);
}

const char *pp_phrase_regions_methods(bool disagree)
{
    return disagree
               ? "Comparing changes and comparing people who started alike "
                 "give different answers here. We show both and choose neither."
               : "Allowing for where people started gives the same findings.";
}

const char *pp_phrase_regions_outside(struct pp_pool *pool, const char *many,
                                      size_t n_outside, size_t k,
                                      double expected)
{
    return pp_pool_printf(
        pool,
        "%zu of %zu %s lie outside what chance would give; chance alone puts "
        "about %s there.",
        n_outside, k, many,
        pp_style_number(pool, expected, expected < 10 ? 1 : 0));
}

const char *pp_phrase_outside_alone(struct pp_pool *pool, const char *many,
                                    size_t n_outside)
{
    if (n_outside == 0)
        return "";
    return pp_pool_printf(pool,
                          " Here each is looked at by itself: that does not "
                          "tell whether %s differ.",
                          many);
}

const char *pp_phrase_holm_of_regions(size_t n_times)
{
    return n_times > 1 ? "over all outcomes of each time, main or not"
                       : "over all outcomes, main or not";
}

const char *pp_phrase_of_range(const struct pp_cohort *cohort)
{
    if (pp_cohort_is_unsure(cohort))
        return "Rests on few groups, so the range itself is unsure.";
    if (pp_cohort_ignores_groups(cohort))
        return "Too few groups to allow for: the true range may be wider.";
    return NULL;
}

const char *pp_phrase_few_groups(struct pp_pool *pool, long n_groups)
{
    return pp_pool_printf(
        pool,
        "With %ld groups, we cannot separate a region from the groups in it.",
        n_groups);
}

const char *pp_phrase_region_order(bool is_plans)
{
    return is_plans ? "Regions stand in the order of the plan."
                    : "Regions stand in alphabetical order.";
}

const char *pp_phrase_nothing_to_compare(struct pp_pool *pool, const char *by,
                                         const char *cohort)
{
    if (cohort == NULL)
        return pp_pool_printf(pool,
                              "No %s is known of anybody, so there is nothing "
                              "to compare.",
                              by != NULL ? by : "region");
    return pp_pool_printf(pool,
                          "By %s there is one group of people only (%s), so "
                          "there is nothing to compare.",
                          by, cohort);
}
