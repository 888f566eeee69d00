#include "prepost/report/number_style.h"
#include "prepost/report/part.h"

static const struct pp_table_column COLUMNS[] = {
    {"Rule", PP_COLUMN_TEXT},
    {"Here", PP_COLUMN_TEXT},
};

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    const struct pp_disclosure_rules *rules = r->rules;
    struct pp_table *t = pp_document_table(r->d, into, "privacy", COLUMNS, 2);

    (void)item;
    (void)err;
    pp_report_pair(
        r, t, "Preset",
        pp_report_printf(r, "%s (%s)", rules->preset, rules->source));
    pp_report_pair(r, t, "Counts are hidden under",
                   pp_report_printf(r, "%ld people", rules->threshold));
    pp_report_pair(r, t, "Averages need",
                   pp_report_printf(r, "%ld people",
                                    rules->min_average > PP_MIN_AVERAGE
                                        ? rules->min_average
                                        : (long)PP_MIN_AVERAGE));
    pp_report_pair(r, t, "Counts are rounded to",
                   rules->base > 1 ? pp_report_printf(r, "%d", rules->base)
                                   : "not rounded");
    pp_report_pair(r, t, "Other counts are hidden too where",
                   "a hidden one could be worked out from totals, from several "
                   "tables together, or from shares and averages");
    pp_report_pair(r, t, "Not hidden",
                   "how many left some questions blank: it says nothing of "
                   "how people were");
    pp_report_pair(r, t, "Tried",
                   "every table, sentence, figure and JSON file together, by a "
                   "program that adds and subtracts all it is told");
    if (rules->threshold > 1)
        pp_report_pair(
            r, t, "Reports of other dates",
            pp_report_printf(r,
                             "can be subtracted from this one: at least %ld "
                             "people should have come between two that are "
                             "handed on",
                             rules->threshold));
    pp_report_pair(r, t, "Never shown",
                   "single people, the least and the greatest score, questions "
                   "about risk, free text");
    pp_report_pair(r, t, "Support groups",
                   "in no report; prepost compare and export summary tell of "
                   "them where asked to, by these rules");
    return 0;
}

const struct pp_part pp_part_privacy = {
    "privacy", PP_NAME_TABLE, NULL, "the rules of disclosure that were kept",
    make};
