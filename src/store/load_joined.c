#include "loading.h"

#include <math.h>
#include <string.h>

static size_t count_answers(const struct pp_loaded_rows *rows, size_t row)
{
    size_t n = 0;

    for (size_t i = 0; i < rows->n_items; i++)
        n += rows->answers[row * rows->n_items + i] != PP_ANSWER_MISSING;
    for (size_t i = 0; rows->has_totals && i < rows->n_scales; i++)
        n += isnan(rows->totals[row * rows->n_scales + i]) ? 0 : 1;
    return n;
}

static bool is_same(const struct pp_loaded_rows *rows, size_t a, size_t b)
{
    if (memcmp(rows->answers + a * rows->n_items,
               rows->answers + b * rows->n_items,
               rows->n_items * sizeof(int16_t)) != 0)
        return false;
    for (size_t i = 0; rows->has_totals && i < rows->n_scales; i++) {
        double x = rows->totals[a * rows->n_scales + i];
        double y = rows->totals[b * rows->n_scales + i];

        if (x != y && !(isnan(x) && isnan(y)))
            return false;
    }
    return true;
}

static void move_row(struct pp_loaded_rows *rows, size_t to, size_t from)
{
    rows->participant[to] = rows->participant[from];
    rows->wave[to] = rows->wave[from];
    rows->day[to] = rows->day[from];
    rows->origin[to] = rows->origin[from];
    memmove(rows->answers + to * rows->n_items,
            rows->answers + from * rows->n_items,
            rows->n_items * sizeof(int16_t));
    if (rows->has_totals)
        memmove(rows->totals + to * rows->n_scales,
                rows->totals + from * rows->n_scales,
                rows->n_scales * sizeof(double));
}

/*
 * One person's answers at one wave, given under several codes: rows first to
 * first + n, earlier ones first. Which one counts, by the rule for whoever
 * answers twice; SIZE_MAX: none.
 */
static size_t choose_row(const struct pp_loading *load,
                         const struct pp_loaded_rows *rows, size_t first,
                         size_t n)
{
    size_t chosen = first;
    bool differ = false;

    for (size_t row = first + 1; row < first + n; row++) {
        size_t n_chosen = count_answers(rows, chosen);
        size_t n_row = count_answers(rows, row);
        bool both_dated =
            rows->day[chosen] != PP_NO_DAY && rows->day[row] != PP_NO_DAY;
        bool is_turned = both_dated && rows->day[row] < rows->day[chosen];

        if (n_row == 0 || n_chosen == 0) {
            chosen = n_row > 0 ? row : chosen;
            continue;
        }
        differ = differ || !is_same(rows, chosen, row);
        switch (load->plan->same_twice) {
        case PP_TWICE_FIRST:
            chosen = is_turned ? row : chosen;
            break;
        case PP_TWICE_LAST:
            chosen = is_turned ? chosen : row;
            break;
        case PP_TWICE_MOST_COMPLETE:
            chosen = n_row > n_chosen ? row : chosen;
            break;
        case PP_TWICE_REFUSE:
            break;
        }
    }
    return differ && load->plan->same_twice == PP_TWICE_REFUSE ? SIZE_MAX
                                                               : chosen;
}

void pp_loading_settle_joined(struct pp_loading *load,
                              struct pp_loaded_rows *rows)
{
    size_t kept = 0;

    for (size_t i = 0, n; i < rows->n; i += n) {
        for (n = 1; i + n < rows->n &&
                    rows->participant[i + n] == rows->participant[i] &&
                    rows->wave[i + n] == rows->wave[i];)
            n++;
        size_t chosen = n > 1 ? choose_row(load, rows, i, n) : i;
        load->n_twice += n > 1;
        if (chosen != SIZE_MAX)
            move_row(rows, kept++, chosen);
    }
    rows->n = kept;
}
