#ifndef PREPOST_DISCLOSE_RULES_H
#define PREPOST_DISCLOSE_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "prepost/model/plan.h"

/*
 * What may be shown: presets by name, which a plan may change in part.
 */

/* What a preset asks for. Counts are people. */
struct pp_disclosure_rules {
    const char *preset;
    const char *source;
    long threshold;   /* counts from 1 to threshold - 1 are hidden */
    bool show_zero;   /* 0 may stand: no one is not a small number */
    int base;         /* other counts are rounded to multiples of it; 1: not */
    long min_average; /* people that an average needs */
    bool show_people; /* single people as dots, least and greatest scores */
};

/* The rules of the plan: its preset, with its own threshold if it has one. */
struct pp_disclosure_rules pp_disclosure_rules_of(const struct pp_plan *plan);

/* The presets by name, "charity-5" first; *n of them. */
const struct pp_disclosure_rules *pp_disclosure_presets(size_t *n);

#endif
