#include "prepost/report/part.h"

/* Codes are made of what files tell of who a person is. */
static enum pp_identity identity(const struct pp_plan *plan)
{
    for (size_t i = 0; i < plan->n_files; i++)
        if (!plan->files[i].anonymous)
            return PP_IDENTITY_AS_CODES;
    return plan->n_files > 0 ? PP_IDENTITY_NOT_KEPT : PP_IDENTITY_AS_CODES;
}

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    (void)item;
    (void)err;
    const char *privacy =
        pp_phrase_privacy(r->pool, identity(r->plan), (int)r->rules->threshold);
    pp_document_say(r->d, into,
                    r->rules->base <= 1
                        ? privacy
                        : pp_report_printf(r,
                                           "%s Counts of people are rounded to "
                                           "the nearest %d, so they may not "
                                           "add up.",
                                           privacy, r->rules->base));
    return 0;
}

const struct pp_part pp_part_data_protection = {
    "data_protection", PP_NAME_PART, NULL, "how people's privacy is kept",
    make};
