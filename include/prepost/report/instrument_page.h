#ifndef PREPOST_REPORT_INSTRUMENT_PAGE_H
#define PREPOST_REPORT_INSTRUMENT_PAGE_H

#include <stdbool.h>

#include "prepost/base/buffer.h"
#include "prepost/base/json.h"
#include "prepost/model/instrument.h"

/*
 * A questionnaire for people to read: as a page of text, as JSON, and as a
 * blank form to fill in. Questions are shown only where their licence lets
 * them be shown.
 */

/* A page in 80 columns; appended. */
void pp_instrument_page(const struct pp_instrument *instrument,
                        struct pp_buffer *out);

/* Everything that the definition says. */
json_t *pp_instrument_json(const struct pp_instrument *instrument);

struct pp_form_options {
    const char *title;      /* NULL: the questionnaires' names */
    const char *wave;       /* put in every saved row; NULL: no such column */
    const char *help_line;  /* whom to turn to when upset; NULL: in general */
    const char *id_heading; /* column of the person's code; NULL: "Code" */
    bool large_print;
};

/* Whether a questionnaire has questions and they may be shown. */
bool pp_instrument_may_be_shown(const struct pp_instrument *instrument);

/*
 * A blank form of n questionnaires as one HTML page, for screen and paper. It
 * asks nothing of the network; filled in, it saves the answers as a CSV of one
 * row, with item ids as headings and canonical codes as answers. All of them
 * must be such as may be shown.
 */
void pp_instrument_form(const struct pp_instrument *const *instruments,
                        size_t n, const struct pp_form_options *options,
                        struct pp_buffer *out);

#endif
