#include "prepost/cli/kept_numbers.h"

#include <string.h>

#include "prepost/cli/warn.h"

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

void pp_kept_numbers_warn(const struct pp_evaluation *evaluation)
{
    const struct pp_results *results = evaluation->results;

    for (size_t t = 0; t < results->n_people_tables && !evaluation->quiet;
         t++) {
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
