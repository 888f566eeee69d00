#include "manual.h"

#include <stddef.h>

#include "roff.h"

/* The keys of a summary, in its order; a test looks that none is missing. */
struct key {
    const char *name, *meaning;
};

static const struct key file_keys[] = {
    {"prepost_summary", "version of this format: 1"},
    {"about", "what the file is, for whoever opens it"},
    {"evaluation", "title of the plan"},
    {"made_up", "whether the data are made up"},
    {"version", "the prepost that wrote it"},
    {"plan", "hash of what the plan commits to"},
    {"disclosure", "preset by which numbers were left out"},
    {"threshold", "counts from 1 to below it are null"},
    {"people_for_an_average", "fewer people have no averages or sums"},
    {"people_to_nearest", "counts are to a multiple of it; 1: as they are"},
    {"level", "confidence level of intervals"},
    {"by", "the column or columns that make the cohorts"},
    {"waves", "their ids, in order"},
    {"outcomes", "one entry for each outcome and later wave"},
    {"hash", "BLAKE2b-256 of all the rest; shows a slip or damage"},
};

static const struct key outcome_keys[] = {
    {"outcome", "questionnaire.scale"},
    {"wave", "the wave that is compared with the first"},
    {"role", "primary or secondary"},
    {"words", "the outcome in words"},
    {"instrument", "id of the questionnaire"},
    {"instrument_name", "as tables call it"},
    {"scale", "id of the scale"},
    {"scale_name", "as tables call it"},
    {"scoring", "how answers become a score; has to be the same everywhere"},
    {"provisional", "whether the scoring key is unconfirmed"},
    {"least", "least score that there can be"},
    {"most", "greatest score that there can be"},
    {"decimals", "of printed averages"},
    {"better_is", "higher or lower"},
    {"matters", "change of the average that matters: value and source"},
    {"one_persons_change",
     "change of one person that counts as better or worse: value and source"},
    {"reliability_before", "of the first scores; null: not known"},
    {"cohorts", "one entry for each cohort"},
};

static const struct key cohort_keys[] = {
    {"cohort", "its name"},
    {"answered_before", "people who answered first"},
    {"answered_both", "people who answered both times"},
    {"better", "of those, changed for the better by one person's change"},
    {"in_between", "changed by less"},
    {"worse", "changed for the worse"},
    {"support_groups", "that they came from; 0: not named"},
    {"exact", "whether averages and sums are of unrounded numbers"},
    {"average_before", "of those who answered both times"},
    {"average_after", "the same, later"},
    {"squares_before", "sum of squared distances from the average before"},
    {"squares_after", "sum of squared distances from the average after"},
    {"products", "sum of products of the two distances"},
    {"change_standard_error", "of the average change, groups allowed for"},
    {"change_df", "degrees of freedom that go with it; null: of so few that "
                  "they would tell of people in small support groups"},
};

static void keys(const char *title, const struct key *list, size_t n, FILE *out)
{
    fprintf(out, ".SS %s\n", title);
    for (size_t i = 0; i < n; i++)
        pp_roff_entry(list[i].name, list[i].meaning, out);
}

#define KEYS(title, list) keys(title, list, sizeof(list) / sizeof(list)[0], out)

void pp_manual_summary(FILE *out)
{
    pp_roff_heading("SYNOPSIS", out);
    fputs(".I NAME.json\n", out);
    pp_roff_heading("DESCRIPTION", out);
    pp_roff_paragraphs(
        "A summary is what one place tells another of its cohorts: counts,\n"
        "averages, and sums of squares and products, as JSON. Nobody's\n"
        "answers, codes, dates or words are in it. \"prepost export summary\"\n"
        "writes it, and \"prepost pool\" compares the cohorts of several as\n"
        "if their answers were in one store.\n"
        "\n"
        "A number that may not be shown is null. Send one summary of the same\n"
        "people, not a second one after a few more have answered: the two\n"
        "together would tell of those few.\n",
        out);
    pp_roff_heading("EXAMPLES", out);
    pp_roff_paragraphs("In each place, and then in one of them:\n", out);
    pp_roff_example("prepost export summary -o north.json\n"
                    "prepost pool north.json south.json\n",
                    out);
    pp_roff_heading("KEYS", out);
    KEYS("The whole file", file_keys);
    KEYS("outcomes", outcome_keys);
    KEYS("cohorts", cohort_keys);
}
