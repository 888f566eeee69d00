#include "prepost/model/score.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "prepost/base/alloc.h"

/* One item of a scale: its part of the raw score is offset + sign * code. */
struct part {
    size_t column;
    int sign, offset;
    uint32_t counts; /* COUNT: bit (code - min) */
    int min;
};

struct scorer {
    const struct pp_instrument *instrument;
    const struct pp_scale *scale;
    size_t max_missing;
    enum pp_missing_treatment treatment;
    struct part *parts;
    double least, most; /* PERCENT: of the raw sum */
};

/* A raw score of the items that apply. */
struct raw {
    long sum;
    size_t n_items, n_missing;
    bool is_reduced;
    double least, most;
};

static struct scorer scorer_new(const struct pp_instrument *instrument,
                                const struct pp_scale *scale,
                                const struct pp_missing_rule *rule)
{
    struct scorer s = {.instrument = instrument,
                       .scale = scale,
                       .max_missing = scale->max_missing,
                       .treatment = scale->treatment};

    if (rule != NULL) {
        s.max_missing = rule->max_missing;
        s.treatment = rule->treatment;
    }
    if (s.treatment == PP_MISSING_NONE || scale->method == PP_SCORE_LOOKUP)
        s.max_missing = 0;
    s.parts = pp_alloc_array(scale->n_items, sizeof *s.parts);
    for (size_t i = 0; i < scale->n_items; i++) {
        const struct pp_item *item = &instrument->items[scale->items[i]];

        s.parts[i] = (struct part){
            .column = scale->items[i],
            .sign = item->reverse ? -1 : 1,
            .offset = item->reverse ? item->min + item->max : 0,
            .counts = scale->counts != NULL ? scale->counts[i] : 0,
            .min = item->min};
        s.least += item->min;
        s.most += item->max;
    }
    return s;
}

/* A code that counts adds one; a code is never beyond the 32 that bits hold,
   which reading the definition has checked. */
static int part_of(const struct scorer *s, const struct part *part, int code)
{
    if (s->scale->method == PP_SCORE_COUNT)
        return (int)(part->counts >> (unsigned)(code - part->min) & 1u);
    return part->offset + part->sign * code;
}

static void add_all(const struct scorer *s, const int16_t *row, struct raw *raw)
{
    const struct part *parts = s->parts;
    size_t n = s->scale->n_items;

    raw->n_items = n;
    raw->least = s->least;
    raw->most = s->most;
    if (s->scale->method == PP_SCORE_COUNT) {
        for (size_t i = 0; i < n; i++) {
            int code = row[parts[i].column];

            if (code == PP_ANSWER_MISSING)
                raw->n_missing++;
            else
                raw->sum += part_of(s, &parts[i], code);
        }
        return;
    }
    for (size_t i = 0; i < n; i++) {
        int code = row[parts[i].column];
        bool is_there = code != PP_ANSWER_MISSING;
        int value = parts[i].offset + parts[i].sign * code;

        raw->n_missing += !is_there;
        raw->sum += is_there ? value : 0;
    }
}

static bool applies(const struct pp_scale_condition *condition,
                    const int16_t *row)
{
    for (size_t i = 0; i < condition->n_codes; i++)
        if (row[condition->when] == condition->codes[i])
            return true;
    return false;
}

/* Whether one of the first n conditions has taken the item out. */
static bool is_out(const struct scorer *s, size_t n, size_t item,
                   const int16_t *row)
{
    for (size_t c = 0; c < n; c++) {
        const struct pp_scale_condition *condition = &s->scale->conditions[c];

        for (size_t i = 0; i < condition->n_items; i++)
            if (condition->items[i] == item && applies(condition, row))
                return true;
    }
    return false;
}

/* Takes an item that does not apply out again, answered or not. */
static void leave_out(const struct scorer *s, size_t item, const int16_t *row,
                      struct raw *raw)
{
    for (size_t i = 0; i < s->scale->n_items; i++) {
        const struct part *part = &s->parts[i];

        if (part->column != item)
            continue;
        int code = row[item];

        if (code == PP_ANSWER_MISSING)
            raw->n_missing--;
        else
            raw->sum -= part_of(s, part, code);
        raw->n_items--;
        raw->least -= s->instrument->items[item].min;
        raw->most -= s->instrument->items[item].max;
    }
}

static struct raw raw_of(const struct scorer *s, const int16_t *row)
{
    struct raw raw = {0};

    add_all(s, row, &raw);
    for (size_t c = 0; c < s->scale->n_conditions; c++) {
        const struct pp_scale_condition *condition = &s->scale->conditions[c];

        if (!applies(condition, row))
            continue;
        raw.is_reduced = true;
        for (size_t i = 0; i < condition->n_items; i++)
            if (!is_out(s, c, condition->items[i], row))
                leave_out(s, condition->items[i], row, &raw);
    }
    return raw;
}

static double score_of(const struct scorer *s, const struct raw *raw)
{
    const struct pp_scale *scale = s->scale;
    size_t n_answered = raw->n_items - raw->n_missing;

    if (n_answered == 0 || raw->n_missing > s->max_missing)
        return NAN;
    /* Exact when complete: no division then. */
    double sum = (double)raw->sum;

    bool is_average =
        scale->method == PP_SCORE_MEAN || scale->method == PP_SCORE_PERCENT;

    if (raw->n_missing > 0 &&
        (s->treatment != PP_MISSING_AS_ANSWERED || is_average))
        sum = sum * (double)raw->n_items / (double)n_answered;
    if (raw->n_missing > 0 && s->treatment == PP_MISSING_PRORATE_ROUND)
        sum = floor(sum + 0.5);
    switch (scale->method) {
    case PP_SCORE_MEAN:
        return sum / (double)raw->n_items * scale->factor;
    case PP_SCORE_PERCENT:
        return (sum - raw->least) / (raw->most - raw->least) * 100 *
               scale->factor;
    case PP_SCORE_LOOKUP:
        return scale->lookup[raw->sum - scale->lookup_min] * scale->factor;
    case PP_SCORE_SUM:
    case PP_SCORE_COUNT:
        break;
    }
    return sum * scale->factor;
}

static void count(struct pp_score_counts *counts, const struct raw *raw,
                  double score)
{
    if (!isnan(score)) {
        counts->n_scored++;
        counts->n_prorated += raw->n_missing > 0;
        counts->n_reduced += raw->is_reduced;
    } else if (raw->n_missing < raw->n_items) {
        counts->n_partial++;
    } else {
        counts->n_empty++;
    }
}

void pp_score_rows_by(const struct pp_instrument *instrument,
                      const struct pp_scale *scale,
                      const struct pp_missing_rule *rule,
                      const int16_t *answers, size_t n_rows, double *score,
                      struct pp_score_counts *counts)
{
    struct scorer s = scorer_new(instrument, scale, rule);
    struct pp_score_counts all = {0};

    for (size_t row = 0; row < n_rows; row++) {
        struct raw raw = raw_of(&s, answers + row * instrument->n_items);

        score[row] = score_of(&s, &raw);
        count(&all, &raw, score[row]);
    }
    pp_free(s.parts);
    if (counts != NULL)
        *counts = all;
}

void pp_score_rows(const struct pp_instrument *instrument,
                   const struct pp_scale *scale, const int16_t *answers,
                   size_t n_rows, double *score)
{
    pp_score_rows_by(instrument, scale, NULL, answers, n_rows, score, NULL);
}

double pp_score_row(const struct pp_instrument *instrument,
                    const struct pp_scale *scale, const int16_t *answers)
{
    double score;

    pp_score_rows_by(instrument, scale, NULL, answers, 1, &score, NULL);
    return score;
}

void pp_score_items(const struct pp_instrument *instrument,
                    const struct pp_scale *scale, const int16_t *answers,
                    size_t n_rows, double *parts)
{
    struct scorer s = scorer_new(instrument, scale, NULL);

    for (size_t row = 0; row < n_rows; row++) {
        const int16_t *codes = answers + row * instrument->n_items;

        for (size_t i = 0; i < scale->n_items; i++) {
            int code = codes[s.parts[i].column];

            *parts++ = code == PP_ANSWER_MISSING
                           ? NAN
                           : (double)part_of(&s, &s.parts[i], code);
        }
    }
    pp_free(s.parts);
}

const struct pp_missing_rule *
pp_scale_missing_rule(const struct pp_scale *scale, const char *id)
{
    for (size_t i = 0; i < scale->n_other_rules; i++)
        if (strcmp(scale->other_rules[i].id, id) == 0)
            return &scale->other_rules[i];
    return NULL;
}
