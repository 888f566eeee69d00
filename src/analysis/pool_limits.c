#include "prepost/analysis/summary.h"

const struct pp_pool_limit PP_POOL_LIMITS[] = {
    {"ranges and p values where people who started alike are compared: "
     "nearly the same",
     "Comparing people who started alike: its ranges and p values suppose that "
     "people spread alike everywhere. With all answers they need not (HC3; CR2 "
     "where support groups are named), which takes each person's distance from "
     "the line. The differences are the same, their ranges nearly; so whether "
     "the two "
     "methods agree may be told otherwise.",
     false,
     {"ancova.se", "ancova.ci", "ancova.df", "ancova.method", "ancova.slope",
      "cohorts.ancova_from_average", "methods_disagree", NULL}},
    {"one reliability of scores before, for all",
     "The reliability of scores before, and what is corrected by it: the "
     "average of the places' own. One for all takes each answer.",
     false,
     {"ancova.reliability", "ancova.reliability_corrected",
      "ancova.slope_reliability_corrected",
      "cohorts.reliability_corrected_from_average", NULL}},
    {"how alike people of one support group are, and the model with groups",
     "How alike people of one support group are (ICC, design effect), and the "
     "model with groups (random intercept): they take who was in which group. "
     "Each place's own ranges allow for its own groups (CR2); limits of "
     "chance, "
     "which one store widens by the design effect, do not.",
     true,
     {"support_groups", "cohorts.n_support_groups", "funnel", "funnel_summary",
      NULL}},
    {"the degrees of freedom of a difference between two cohorts",
     "The difference between two cohorts where support groups are named: its "
     "range and p value rest on other degrees of freedom (Welch, from each "
     "place's own range) than one CR2 for both gives.",
     true,
     {"change_score.method", "change_score.df", "change_score.ci", "p",
      "p_holm", NULL}},
    {"case mix",
     "Case mix (age band, gender, how often people came): it takes each "
     "person's own.",
     false,
     {"ancova.case_mix", "ancova.case_mix_left_out", NULL}},
    {"those who answered once only",
     "Those who answered once only, and what missing answers could change.",
     false,
     {"cohorts.n_people", "cohorts.n_after", "cohorts.n_before_only",
      "cohorts.n_after_only", "cohorts.n_groups", NULL}},
    {"which counts are hidden: each place goes by what it shows itself",
     "Which counts are hidden: each place hides some of those who answered "
     "first, and who changed for the better and for the worse, by what it "
     "shows itself, and one store by what it shows.",
     false,
     {"cohorts.n_before", "cohorts.individuals", "funnel_better",
      "funnel_better_summary", NULL}},
};

const size_t PP_N_POOL_LIMITS =
    sizeof PP_POOL_LIMITS / sizeof PP_POOL_LIMITS[0];
