#include "prepost/analysis/summary.h"

const struct pp_pool_limit PP_POOL_LIMITS[] = {
    {"Comparing people who started alike: its ranges and p values suppose that "
     "people spread alike everywhere. With all answers they need not (HC3; CR2 "
     "where support groups are named), which takes each person's distance from "
     "the line. The differences are the same, their ranges nearly; so whether "
     "the two "
     "methods agree may be told otherwise.",
     {"ancova.se", "ancova.ci", "ancova.df", "ancova.method", "ancova.slope",
      "cohorts.ancova_from_average", "methods_disagree", NULL}},
    {"The reliability of scores before, and what is corrected by it: the "
     "average of the places' own. One for all takes each answer.",
     {"ancova.reliability", "ancova.reliability_corrected",
      "ancova.slope_reliability_corrected",
      "cohorts.reliability_corrected_from_average", NULL}},
    {"How alike people of one support group are (ICC, design effect), and the "
     "model with groups (random intercept): they take who was in which group. "
     "Each place's own ranges allow for its own groups (CR2); limits for all "
     "groups together do not.",
     {"support_groups", NULL}},
    {"Case mix (age band, gender, how often people came): it takes each "
     "person's own.",
     {"ancova.case_mix", "ancova.case_mix_left_out", NULL}},
    {"Those who answered once only, and what missing answers could change.",
     {"cohorts.n_people", "cohorts.n_after", "cohorts.n_before_only",
      "cohorts.n_after_only", "cohorts.n_groups", NULL}},
    {"Which counts are hidden: each place hides some of those who answered "
     "first, and who changed for the better and for the worse, by what it "
     "shows itself, and one store by what it shows.",
     {"cohorts.n_before", "cohorts.individuals", NULL}},
};

const size_t PP_N_POOL_LIMITS =
    sizeof PP_POOL_LIMITS / sizeof PP_POOL_LIMITS[0];
