#include "published_inside.h"

#include <math.h>
#include <string.h>

#include "finished.h"
#include "prepost/report/phrases.h"

/* --- sentences ------------------------------------------------------------ */

/* "They are 48 in Tuesdays, 62 in Thursdays and 51 people on the waiting
 * list." and "Of every 100 people in Tuesdays, 39 did not answer again." */
static void read_arms_said(struct published *p, const char *line)
{
    const struct pp_flow *flow = &p->truth->flow;
    const char *they_are = strstr(line, "They are ");
    double n[1];

    if (they_are == NULL && strstr(line, "did not answer again") == NULL)
        return;
    for (size_t a = 0; n_arms(p->truth) > 0 && a < flow->n_arms; a++) {
        bool is_named = flow->n_arms > 2 && a + 1 < flow->n_arms;
        const char *name = flow->arms[a].name;
        if (they_are != NULL &&
            finished_holds(
                they_are,
                pp_pool_printf(p->pool, "# %s%s", is_named ? "in " : "", name),
                n, 1)) {
            published_shown(p, arm_cell(p, a, BOTH), n[0]);
            p->n_read[PUBLISHED_ARM_WHO]++;
        }
        if (finished_holds(
                line,
                pp_pool_printf(p->pool,
                               "Of every 100 %s%s, # did not answer again",
                               is_named ? "people in " : "", name),
                n, 1)) {
            published_percent(p, arm_cell(p, a, BEFORE_ONLY),
                              arm_cell(p, a, BEFORE), n[0], 0.5);
            p->n_read[PUBLISHED_ARM_LEFT]++;
        }
    }
}

static void read_sentence(struct published *p, const char *line)
{
    double n[4];

    if (n_arms(p->truth) > 0)
        read_arms_said(p, line);

    if (finished_holds(line,
                       "Who: # people answered our questions * Of these, "
                       "# answered again",
                       n, 2)) {
        published_shown(p, flow_cell(p, 0, BEFORE), n[0]);
        published_shown(p, flow_cell(p, 0, BOTH), n[1]);
        p->n_read[PUBLISHED_WHO]++;
    } else if (finished_holds(line, "Who: # people answered our questions both",
                              n, 1)) {
        published_shown(p, flow_cell(p, 0, BOTH), n[0]);
    }
    if (finished_holds(line, "how the answers of # people differed", n, 1))
        published_shown(p, flow_cell(p, 0, BOTH), n[0]);
    if (finished_holds(line, "how the other # people are doing", n, 1) ||
        finished_holds(line, "how the # people with no", n, 1) ||
        finished_holds(line, "how the # other person is doing", n, 1)) {
        published_shown(p, flow_cell(p, 0, BEFORE_ONLY), n[0]);
        p->n_read[PUBLISHED_LEFT]++;
    }
    if (finished_holds(line, "Of every 100 who joined, # did not", n, 1) ||
        finished_holds(line, "Of every 100 who answered first, # did not", n,
                       1)) {
        published_percent(p, flow_cell(p, 0, BEFORE_ONLY),
                          flow_cell(p, 0, BEFORE), n[0], 0.5);
        p->n_read[PUBLISHED_MISSING]++;
    }
    if (finished_holds(line, "Second questionnaires: #, # not matched", n, 2) ||
        finished_holds(
            line, "Questionnaires of the last time: #, # not matched", n, 2)) {
        published_shown(p, flow_cell(p, 0, AFTER), n[0]);
        published_shown(p, flow_cell(p, 0, AFTER_ONLY), n[1]);
        p->n_read[PUBLISHED_BOX_FLOW]++;
    }
    if (finished_holds(line, "Second questionnaires: #, all matched", n, 1) ||
        finished_holds(line, "Questionnaires of the last time: #, all matched",
                       n, 1)) {
        published_shown(p, flow_cell(p, 0, AFTER), n[0]);
        published_shown(p, flow_cell(p, 0, AFTER_ONLY), 0);
        p->n_read[PUBLISHED_BOX_FLOW]++;
    }
    if (finished_holds(line, "# more answered the second time only", n, 1) ||
        finished_holds(line, "# more answered the last time only", n, 1) ||
        finished_holds(line, "# questionnaires of the last time fit", n, 1) ||
        finished_holds(line, "# questionnaire of the last time fits", n, 1) ||
        finished_holds(line, "# second questionnaires fit no first", n, 1) ||
        finished_holds(line, "# second questionnaire fits no first", n, 1))
        published_shown(p, flow_cell(p, 0, AFTER_ONLY), n[0]);
}

/* "The 74 people with a first score for hope but no second started ...", of
 * three times "but none the last time started ..." */
static void read_leavers(struct published *p, const char *line)
{
    double n[1];

    if (strstr(line, "people with a first score for") == NULL &&
        strstr(line, "over all") == NULL)
        return;
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        const char *about = pp_pool_printf(
            p->pool, "The # people with a first score for %s but no",
            p->words[i]);
        if (finished_holds(line, about, n, 1)) {
            published_shown(p, outcome_cell(p, i, 0, LEFT), n[0]);
            p->n_read[PUBLISHED_LEAVERS]++;
        }
    }
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        const char *about = pp_pool_printf(
            p->pool, "over all # would be * points for %s", p->words[i]);
        if (finished_holds(line, about, n, 1)) {
            published_shown(p, outcome_cell(p, i, 0, ASKED), n[0]);
            p->n_read[PUBLISHED_UNCHANGED]++;
        }
    }
}

/* What a figure says in words: "Before and after hope scores of 48 people:
 * Hope, people in Tuesdays.", "Bars: how 189 people changed on hope. Hope
 * (6 weeks later) rose." */
static void read_alternative(struct published *p, const char *line)
{
    struct finished_table said = {.figure = line};
    double n;

    if (strncmp(line, "Before and after ", 17) != 0 &&
        strncmp(line, "Bars: how ", 10) != 0 &&
        strncmp(line, "Scores after against ", 21) != 0)
        return;
    size_t i = published_outcome_drawn(p, &said);
    if (i == p->truth->n_outcomes || !finished_holds(line, " # people", &n, 1))
        return;
    published_shown(p, outcome_cell(p, i, 0, PAIRS), n);
    p->n_read[PUBLISHED_SAID]++;
}

static void read_each_sentence(struct published *p, const char *line)
{
    for (const char *end; *line != '\0'; line = end) {
        end = strstr(line, ". ");
        end = end != NULL ? end + 2 : line + strlen(line);
        read_leavers(p, pp_pool_strndup(p->pool, line, (size_t)(end - line)));
    }
}

/* "hope 22 to 36, 3 to 10;" in the technical box */
static void read_box_ranges(struct published *p, const char *line)
{
    double n[4];

    if (strstr(line, "ranges out of 100, better then worse") == NULL)
        return;
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        size_t pairs = outcome_cell(p, i, 0, PAIRS);
        const char *words = p->words[i];
        if (finished_holds(line, pp_pool_printf(p->pool, " %s # to #", words),
                           n, 2)) {
            published_range(p, outcome_cell(p, i, 0, BETTER), pairs, n[0] / 100,
                            n[1] / 100, 0.005);
            p->n_read[PUBLISHED_BOX_RANGES]++;
        }
        if (finished_holds(line,
                           pp_pool_printf(p->pool, " %s # to #, # to #", words),
                           n, 4))
            published_range(p, outcome_cell(p, i, 0, WORSE), pairs, n[2] / 100,
                            n[3] / 100, 0.005);
    }
}

/* --- tables --------------------------------------------------------------- */

static void read_flow_row(struct published *p, const struct finished_row *row)
{
    size_t r = published_row(p, row->cells[0]);
    double n;

    if (r == p->n_rows || row->n_cells < 4)
        return;
    published_shown_text(p, flow_cell(p, r, BEFORE), row->cells[1]);
    published_shown_text(p, flow_cell(p, r, BOTH), row->cells[2]);
    if (finished_matches(row->cells[3], "#", &n, 1))
        published_percent(p, flow_cell(p, r, BOTH), flow_cell(p, r, BEFORE), n,
                          0.5);
    p->n_read[PUBLISHED_FLOW_TABLE]++;
}

static void read_flow_figure(struct published *p,
                             const struct finished_row *row)
{
    static const struct {
        const char *step;
        int kind;
    } steps[] = {{"Answered first", BEFORE},
                 {"Did not answer again", BEFORE_ONLY},
                 {"Did not answer again, or not matched", BEFORE_ONLY},
                 {"No answers the last time", BEFORE_ONLY},
                 {"No answers the last time, or not matched", BEFORE_ONLY},
                 {"Answered both times", BOTH},
                 {"Answered first and last", BOTH}};
    size_t r = row->n_cells == 3 ? published_row(p, row->cells[1]) : p->n_rows;
    size_t a = row->n_cells == 3 ? published_arm(p, row->cells[1]) : 0;
    bool is_of_arm = n_arms(p->truth) > 0 && a < p->truth->flow.n_arms;

    for (size_t k = 0;
         (r < p->n_rows || is_of_arm) && k < sizeof steps / sizeof *steps;
         k++) {
        if (strcmp(row->cells[0], steps[k].step) == 0) {
            published_shown_text(p,
                                 is_of_arm ? arm_cell(p, a, steps[k].kind)
                                           : flow_cell(p, r, steps[k].kind),
                                 row->cells[2]);
            p->n_read[PUBLISHED_FLOW_FIGURE]++;
        }
    }
}

/* Better, in between, worse: "23" of every 100, or "12 of 34". */
static void read_per_100(struct published *p, const struct finished_row *row)
{
    size_t i, first = published_people(p, row->cells[0], &i);
    bool is_whole = true;
    double n[2];

    if (i == p->truth->n_outcomes || row->n_cells < 4)
        return;
    for (size_t c = 1; c < 4; c++)
        is_whole &= strcmp(row->cells[c], "[c]") != 0;
    for (size_t c = 1; c < 4; c++) {
        size_t part = first + BETTER + c - 1, whole = first + PAIRS;
        if (finished_matches(row->cells[c], "# of #", n, 2)) {
            published_shown(p, part, n[0]);
            published_shown(p, whole, n[1]);
            p->n_read[PUBLISHED_COUNTS_OF]++;
        } else if (finished_matches(row->cells[c], "#", n, 1)) {
            /* Parts that make 100 are rounded up or down. */
            published_percent(p, part, whole, n[0], is_whole ? 1 : 0.5);
            p->n_read[PUBLISHED_PER_100]++;
        }
    }
}

/* "In hope, 77 of every 100 people changed by less", where no row has them. */
static void read_in_between(struct published *p, const char *line)
{
    double n[2];

    if (strstr(line, "people changed by less") == NULL)
        return;
    for (size_t i = 0; i < p->truth->n_outcomes; i++) {
        size_t part = outcome_cell(p, i, 0, BETTER + 1),
               whole = outcome_cell(p, i, 0, PAIRS);
        const char *words = p->words[i];
        if (finished_holds(line,
                           pp_pool_printf(p->pool,
                                          "In %s, # of every 100 people "
                                          "changed by less",
                                          words),
                           n, 1)) {
            published_percent(p, part, whole, n[0], 0.5);
            p->n_read[PUBLISHED_PER_100]++;
        } else if (finished_holds(line,
                                  pp_pool_printf(p->pool,
                                                 "In %s, # of the # people "
                                                 "changed by less",
                                                 words),
                                  n, 2)) {
            published_shown(p, part, n[0]);
            published_shown(p, whole, n[1]);
            p->n_read[PUBLISHED_COUNTS_OF]++;
        }
    }
}

static void read_icons(struct published *p, const struct finished_table *t)
{
    size_t i = published_outcome_drawn(p, t);
    double n;

    for (size_t c = 0; i < p->truth->n_outcomes && c < 3 && c < t->n_rows;
         c++) {
        if (!finished_matches(t->rows[c].cells[1], "#", &n, 1))
            continue;
        published_percent(p, outcome_cell(p, i, 0, BETTER + (int)c),
                          outcome_cell(p, i, 0, PAIRS), n, 1);
        p->n_read[PUBLISHED_ICONS]++;
    }
}

/* "44: 28% (22% to 36%)" */
static void read_reliable(struct published *p, const struct finished_row *row)
{
    size_t i, first = published_people(p, row->cells[0], &i);
    size_t whole = first + PAIRS;
    double n[4];

    if (i == p->truth->n_outcomes || row->n_cells < 7)
        return;
    published_shown_text(p, whole, row->cells[3]);
    for (size_t c = 4; c < 7; c++) {
        size_t part = first + BETTER + c - 4;
        if (!finished_holds(row->cells[c], "#: #%", n, 2))
            continue;
        published_shown(p, part, n[0]);
        published_percent(p, part, whole, n[1], 0.5);
        if (finished_holds(row->cells[c], "(#% to #%)", n, 2))
            published_range(p, part, whole, n[0] / 100, n[1] / 100, 0.005);
        p->n_read[first == outcome_cell(p, i, 0, 0) ? PUBLISHED_RELIABLE
                                                    : PUBLISHED_ARM_OTHERS]++;
    }
}

static void read_count(struct published *p, const struct finished_row *row,
                       size_t column, int kind, enum published_reading what)
{
    size_t i = published_outcome(p, row->cells[0]);

    if (i == p->truth->n_outcomes || column >= row->n_cells)
        return;
    published_shown_text(p, outcome_cell(p, i, 0, kind), row->cells[column]);
    p->n_read[what]++;
}

static void read_numbers(struct published *p, const struct finished_table *t)
{
    const char *end = strstr(t->caption, " (");
    const char *from = t->caption + strlen("numbers of ");
    size_t i =
        end == NULL
            ? p->truth->n_outcomes
            : published_outcome_ending(
                  p, pp_pool_strndup(p->pool, from, (size_t)(end - from)));
    double x;

    for (size_t k = 0; i < p->truth->n_outcomes && k < t->n_rows; k++) {
        const char *name = t->rows[k].cells[0], *value = t->rows[k].cells[1];
        if (strcmp(name, "Pairs") == 0) {
            published_shown_text(p, outcome_cell(p, i, 0, PAIRS), value);
            p->n_read[PUBLISHED_NUMBERS]++;
        } else if (strncmp(name, "Chance that a person went better", 32) == 0 &&
                   finished_number(value, &x, NULL)) {
            published_chance(p, i, x, 0.005);
            p->n_read[PUBLISHED_CHANCE]++;
        }
    }
}

/* Better, in between or the same, and worse: by the amount, where one is
 * known. */
static void read_bars(struct published *p, const struct finished_table *t)
{
    static const int by_amount[] = {BETTER, BETWEEN, WORSE},
                     by_any[] = {ANY_BETTER, ANY_SAME, ANY_WORSE};
    size_t i = published_outcome_drawn(p, t);

    if (i == p->truth->n_outcomes || t->n_rows != 3)
        return;
    const int *kinds = strcmp(t->rows[1].cells[0], "in between") == 0
                           ? by_amount
                           : by_any;
    for (size_t k = 0; k < 3; k++)
        published_shown_text(p, outcome_cell(p, i, 0, kinds[k]),
                             t->rows[k].cells[1]);
    p->n_read[PUBLISHED_BARS]++;
}

/* The outcome of "Hope: change (likely range)". */
static size_t outcome_of_column(struct published *p,
                                const struct finished_table *t, size_t column)
{
    const char *heading =
        t->heading.n_cells > column ? t->heading.cells[column] : "";
    const char *colon = strstr(heading, ": change");

    return colon == NULL
               ? p->truth->n_outcomes
               : published_outcome(
                     p, pp_pool_strndup(p->pool, heading,
                                        (size_t)(colon - heading)));
}

/* "Eastshire (92)" of the outcomes of both columns, or "Eastshire (92 and 94)"
 * of one each, of which either may be "[c]". */
static void read_regions(struct published *p, const struct finished_table *t)
{
    static const char *const patterns[][2] = {
        {"(#)", "(#)"}, {"(# and #)", "(# and #)"}, {"(# and ", " and #)"}};
    double n[2];

    for (size_t k = 0; k < t->n_rows; k++) {
        const char *cell = t->rows[k].cells[0];
        size_t r = published_row(p, cell);
        if (r == p->n_rows)
            continue;
        for (size_t c = 0; c < 2; c++) {
            size_t i = outcome_of_column(p, t, 1 + c), at = 0;
            if (i == p->truth->n_outcomes)
                continue;
            while (at < 3 && !finished_holds(cell, patterns[at][c], n, 2))
                at++;
            if (at == 3)
                continue;
            published_shown(p, outcome_cell(p, i, r, PAIRS),
                            n[at == 1 ? c : 0]);
            p->n_read[PUBLISHED_REGIONS]++;
        }
    }
}

static void read_arm_flow(struct published *p, const struct finished_row *row)
{
    size_t a = published_arm(p, row->cells[0]);
    double n;

    if (n_arms(p->truth) == 0 || a == p->truth->flow.n_arms || row->n_cells < 4)
        return;
    published_shown_text(p, arm_cell(p, a, BEFORE), row->cells[1]);
    published_shown_text(p, arm_cell(p, a, BOTH), row->cells[2]);
    if (finished_matches(row->cells[3], "#", &n, 1))
        published_percent(p, arm_cell(p, a, BOTH), arm_cell(p, a, BEFORE), n,
                          0.5);
    p->n_read[PUBLISHED_ARM_FLOW]++;
}

static void read_figure_of_regions(struct published *p,
                                   const struct finished_table *t)
{
    size_t i = published_outcome_drawn(p, t);

    for (size_t k = 0; i < p->truth->n_outcomes && k < t->n_rows; k++) {
        size_t r = published_row(p, t->rows[k].cells[0]);
        if (r == 0 || r == p->n_rows)
            continue;
        published_shown_text(p, outcome_cell(p, i, r, PAIRS),
                             t->rows[k].cells[1]);
        p->n_read[PUBLISHED_REGION_FIGURE]++;
    }
}

/* "48, 51": of an arm, and of the comparison. */
static void read_two(struct published *p, const struct finished_row *row,
                     int kind)
{
    size_t i = published_outcome(p, row->cells[0]);
    const char *comma = row->n_cells > 1 ? strstr(row->cells[1], ", ") : NULL;

    if (i == p->truth->n_outcomes || n_arms(p->truth) == 0 || comma == NULL)
        return;
    published_shown_text(p, outcome_cell(p, i, 0, kind),
                         pp_pool_strndup(p->pool, row->cells[1],
                                         (size_t)(comma - row->cells[1])));
    published_shown_text(p, other_cell(p, i, kind), comma + 2);
    p->n_read[PUBLISHED_ARM_PAIRS]++;
}

/* "Hope (12 to 48) (189 people)", "Hope (Tuesdays) (48 and 51 people)"; of all
 * outcomes alike, "average scores of 48 people who came and 51 people on ..."
 */
static void read_key_finding(struct published *p, const char *caption,
                             const struct finished_row *row)
{
    size_t i = published_outcome(p, row->cells[0]);
    double n[2];

    if (i == p->truth->n_outcomes)
        return;
    if (n_arms(p->truth) > 0 &&
        finished_holds(row->cells[0], "(# and # people)", n, 2)) {
        published_shown(p, outcome_cell(p, i, 0, PAIRS), n[0]);
        published_shown(p, other_cell(p, i, PAIRS), n[1]);
        p->n_read[PUBLISHED_ARM_PAIRS]++;
    } else if (n_arms(p->truth) > 0 && row->n_cells > 3 &&
               row->cells[3][0] != '[' &&
               finished_holds(caption, "average scores of # people", n, 1) &&
               finished_holds(caption, " and # people", n + 1, 1)) {
        published_shown(p, outcome_cell(p, i, 0, PAIRS), n[0]);
        published_shown(p, other_cell(p, i, PAIRS), n[1]);
        p->n_read[PUBLISHED_ARM_PAIRS]++;
    } else if (finished_holds(row->cells[0], "(# people)", n, 1)) {
        published_shown(p, outcome_cell(p, i, 0, PAIRS), n[0]);
        p->n_read[PUBLISHED_KEY]++;
    }
}

/* "Everyone's first answers as well (likelihood) (241 people)" */
static void read_allowed_for(struct published *p,
                             const struct finished_table *t)
{
    size_t i = published_outcome_drawn(p, t);
    double n;

    for (size_t k = 0; i < p->truth->n_outcomes && k < t->n_rows; k++) {
        const char *who = t->rows[k].cells[0];
        int kind =
            strncmp(who, "People who answered both", 24) == 0 ? PAIRS : ASKED;
        struct attacker_term terms[] = {
            {outcome_cell(p, i, 0, kind), 1},
            {n_arms(p->truth) > 0 ? other_cell(p, i, kind) : 0, 1}};
        if (!finished_holds(who, "(# people)", &n, 1))
            continue;
        if (n_arms(p->truth) > 0) {
            double reach = 2 * (double)(p->rules->base / 2);
            attacker_fact(p->attacker, terms, 2, n - reach, n + reach);
        } else {
            published_shown(p, terms[0].cell, n);
        }
        p->n_read[PUBLISHED_ALLOWED_FOR]++;
    }
}

/* A row for each wave of each outcome, or of each arm of it. */
static void read_over_time(struct published *p, const struct finished_row *row)
{
    const struct pp_results *r = p->truth;
    size_t n_each = r->arm_growth != NULL ? r->n_growth_arms : 1;

    for (size_t i = 0; row->n_cells > 2 && i < n_growth(r); i++) {
        const struct pp_outcome *o =
            &r->outcomes[i / n_each * (n_each > 1 ? n_each - 1 : 1)];
        const char *name =
            pp_phrase_capitalised(p->pool, o->scale->words.outcome);
        if (r->arm_growth != NULL)
            name = pp_pool_printf(p->pool, "%s, %s", name,
                                  r->arm_growth[i].people);
        if (strcmp(row->cells[0], name) != 0)
            continue;
        for (size_t w = 0; w < r->plan->n_waves; w++)
            if (strcmp(row->cells[1], r->plan->waves[w].name) == 0) {
                published_shown_text(p, growth_at(p, i, w, AT), row->cells[2]);
                p->n_read[PUBLISHED_OVER_TIME]++;
            }
    }
}

static void read_table(struct published *p, const struct finished_table *t)
{
    const char *c = p->attacker->reading = t->caption;

    if (strncmp(c, "numbers of ", 11) == 0)
        read_numbers(p, t);
    else if (strncmp(c, "Of every 100 people: ", 21) == 0)
        read_icons(p, t);
    else if (strncmp(c, "People by change in ", 20) == 0)
        read_bars(p, t);
    else if (strncmp(c, "Change in ", 10) == 0 &&
             strcmp(t->heading.cells[0], "Group") == 0)
        read_figure_of_regions(p, t);
    else if (strcmp(c, "average change by region") == 0)
        read_regions(p, t);
    else if (strstr(c, "with missing answers allowed for") != NULL)
        read_allowed_for(p, t);
    else if (t->heading.n_cells > 2 &&
             strcmp(t->heading.cells[0], "Question") == 0 &&
             strcmp(t->heading.cells[1], "When") == 0)
        published_read_answers(p, t);
    else if (strcmp(c, "who answered again, and who did not") == 0 ||
             strcmp(c, "who answered the last time, and who did not") == 0)
        published_read_kept_table(p, t);
    for (size_t k = 0; k < t->n_rows; k++) {
        const struct finished_row *row = &t->rows[k];
        if (strcmp(c, "people who answered") == 0)
            read_flow_row(p, row);
        else if (strncmp(c, "people who answered, by who", 27) == 0)
            read_arm_flow(p, row);
        else if (strncmp(c, "average scores of ", 18) == 0)
            read_key_finding(p, c, row);
        else if (strncmp(c, "findings: the arm against", 25) == 0)
            read_two(p, row, PAIRS);
        else if (strncmp(c, "difference in points, with", 26) == 0)
            read_two(p, row, LEFT);
        else if (strncmp(c, "the measures of NHS Talking", 27) == 0)
            published_read_measures(p, row);
        else if (strncmp(c, "every wave, from everyone", 25) == 0)
            read_over_time(p, row);
        else if (strcmp(c, "How many people at each step") == 0)
            read_flow_figure(p, row);
        else if (strstr(c, "people who answered twice") != NULL ||
                 strstr(c, "people who gave both ratings") != NULL)
            read_per_100(p, row);
        else if (strncmp(c, "reliable change both ways", 25) == 0)
            read_reliable(p, row);
        else if (strncmp(c, "findings, with", 14) == 0)
            read_count(p, row, 1, PAIRS, PUBLISHED_PAIRS);
        else if (strcmp(c, "how people started") == 0)
            read_count(p, row, 1, LEFT, PUBLISHED_START);
    }
}

void published_read_report(struct published *p, const char *markdown)
{
    struct finished *f = finished_read(p->pool, markdown);

    for (size_t i = 0; i < f->n_tables; i++)
        read_table(p, &f->tables[i]);
    for (size_t i = 0; i < f->n_lines; i++) {
        p->attacker->reading = f->lines[i];
        read_sentence(p, f->lines[i]);
        read_each_sentence(p, f->lines[i]);
        read_in_between(p, f->lines[i]);
        published_read_kept(p, f->lines[i]);
        read_box_ranges(p, f->lines[i]);
        read_alternative(p, f->lines[i]);
    }
}
