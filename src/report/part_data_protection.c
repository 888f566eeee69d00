#include "prepost/report/part.h"

static int make(const struct pp_report *r, size_t item, struct pp_blocks *into,
                struct pp_error *err)
{
    (void)item;
    (void)err;
    pp_document_say(r->d, into,
                    pp_phrase_privacy(r->pool, (int)r->rules->threshold));
    return 0;
}

const struct pp_part pp_part_data_protection = {
    "data_protection", PP_NAME_PART, NULL, "how people's privacy is kept",
    make};
