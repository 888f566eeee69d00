#include "prepost/cli/plan_fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/cli/warn.h"

/* --- kept columns --------------------------------------------------------- */

static bool is_whole_number(const char *text)
{
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

/* Before anything is taken out or joined: what the store has. */
static bool holds_many_numbers(const struct pp_people_table *table)
{
    for (size_t i = 0; i < table->n_levels; i++)
        if (!is_whole_number(table->levels[i].name))
            return false;
    return table->n_levels > PP_MOST_NUMBERED;
}

static void kept_columns(const struct pp_results *results)
{
    for (size_t t = 0; t < results->n_people_tables; t++) {
        const struct pp_people_table *table = &results->people[t];
        if (holds_many_numbers(table))
            pp_warn("\"%s\" holds %zu different numbers, and each is taken for "
                    "an answer of its own: reports count people by each. "
                    "Write bands in the files instead (\"35 to 44\"); or, "
                    "where the numbers themselves are wanted, add \"number: "
                    "yes\" to it in the plan. Then import into a new store.",
                    table->name, table->n_levels);
    }
}

/* --- the time between ----------------------------------------------------- */

struct unit {
    const char *one, *many;
    double days;
};
static const struct unit UNITS[] = {{"day", "days", 1},
                                    {"week", "weeks", 7},
                                    {"month", "months", 365.25 / 12},
                                    {"year", "years", 365.25}};

/* "3", "three"; 0: no number. */
static long number_of(const char *word, size_t length)
{
    static const char *const words[] = {"one",  "two", "three",  "four",
                                        "five", "six", "seven",  "eight",
                                        "nine", "ten", "eleven", "twelve"};
    enum { LONGEST = 4 };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(words[i], word, length) == 0)
            return (long)i + 1;
    if (length == 1 && *word == 'a')
        return 1;
    return length <= LONGEST && strspn(word, "0123456789") == length
               ? strtol(word, NULL, 10)
               : 0;
}

/* Of "3 months": 3 and the unit; NULL: the text says something else. */
static const struct unit *read_gap(const char *gap, long *n)
{
    size_t length = strcspn(gap, " ");
    const char *name = gap + length + strspn(gap + length, " ");

    *n = number_of(gap, length);
    if (*n <= 0)
        return NULL;
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++)
        if (strcmp(name, UNITS[i].one) == 0 || strcmp(name, UNITS[i].many) == 0)
            return &UNITS[i];
    return NULL;
}

static void gap(const struct pp_results *results)
{
    const struct pp_plan *plan = results->plan;
    double days = results->flow.gap_days_median;
    long n;

    if (plan->gap == NULL || plan->n_waves != 2 || !isfinite(days) ||
        results->evidence == PP_EVIDENCE_LOOKING_BACK)
        return;
    const struct unit *unit = read_gap(plan->gap, &n);
    if (unit == NULL)
        return;
    double were = round(days / unit->days);
    double planned = (double)n * unit->days;
    if (were == (double)n || fabs(days - planned) <= planned / 10)
        return;
    char about[64] = "";
    if (were >= 1)
        snprintf(about, sizeof about, ", about %.0f %s", were,
                 were == 1 ? unit->one : unit->many);
    pp_warn("the plan's gap is \"%s\", and reports say \"about %s later\"; "
            "people answered again after %.0f days (the median)%s. Write in "
            "the plan how long it was.",
            plan->gap, plan->gap, days, about);
}

void pp_plan_fit_warn(const struct pp_evaluation *evaluation)
{
    if (evaluation->quiet)
        return;
    kept_columns(evaluation->results);
    gap(evaluation->results);
}
