#include "prepost/plot/plot_likert.h"

#include <math.h>

#include "likert_parts.h"
#include "prepost/plot/sheet.h"

enum { MOST_ITEMS = 60, MOST_BARS = 6 };

/* --- prepare -------------------------------------------------------------- */

size_t likert_n_parts(const struct pp_likert_item *item, size_t n_answers)
{
    return item->n_parts > 0 && item->n_parts <= n_answers ? item->n_parts
                                                           : n_answers;
}

struct pp_likert_part likert_part_of(const struct pp_likert_item *item,
                                     size_t i, size_t n_answers)
{
    struct pp_likert_part own = {i, i};

    if (likert_n_parts(item, n_answers) == item->n_parts)
        own = item->part[i];
    own.last = own.last < n_answers ? own.last : n_answers - 1;
    own.first = own.first < own.last ? own.first : own.last;
    return own;
}

int likert_lengths(const struct likert_prepared *p,
                   const struct pp_likert_bar *bar, size_t n, int *out)
{
    if (pp_figure_whole_percents(bar->count, n, out) != 0)
        return -1;
    for (size_t i = 0; i < n && p->counts_people; i++)
        out[i] = (int)lround(fmin(bar->count[i], 1e8));
    return 0;
}

static int sum_of(const int *lengths, size_t n)
{
    int sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += lengths[i];
    return sum;
}

double likert_left(const struct pp_likert_item *item, const int *lengths,
                   size_t n_answers)
{
    double sum = 0;

    for (size_t i = 0; i < likert_n_parts(item, n_answers); i++) {
        struct pp_likert_part part = likert_part_of(item, i, n_answers);
        if (2 * (part.last + 1) <= n_answers)
            sum += lengths[i];
        else if (2 * part.first < n_answers)
            sum += lengths[i] / 2.0;
    }
    return sum;
}

size_t likert_n_bars(const struct pp_likert_item *item)
{
    return item->n_bars < MOST_BARS ? item->n_bars : MOST_BARS;
}

int likert_is_hidden(const double *count, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(count[i] >= 0))
            return 1;
    return 0;
}

static void prepare_item(struct likert_prepared *p,
                         const struct pp_likert_item *item)
{
    size_t n = likert_n_parts(item, p->n_answers);

    for (size_t k = 0; k < likert_n_bars(item); k++) {
        int lengths[PP_LIKERT_MOST_ANSWERS];
        p->has_hidden |= likert_is_hidden(item->bars[k].count, n);
        if (likert_lengths(p, &item->bars[k], n, lengths) != 0)
            continue;
        double left = likert_left(item, lengths, p->n_answers);
        p->left = fmax(p->left, left);
        p->right = fmax(p->right, sum_of(lengths, n) - left);
        p->longest = fmax(p->longest, sum_of(lengths, n));
        p->has_joined |= n < p->n_answers;
        p->n_drawn++;
    }
}

/* Of every 100 only where at least fifty answered each question. */
static bool are_few(const struct likert_prepared *p)
{
    for (size_t i = 0; i < p->n_items; i++) {
        const struct pp_likert_item *item = &p->in->items[i];
        for (size_t k = 0; k < likert_n_bars(item); k++) {
            double n = 0;
            for (size_t a = 0; a < likert_n_parts(item, p->n_answers); a++)
                n += item->bars[k].count[a] >= 0 ? item->bars[k].count[a] : NAN;
            if (n > 0 && n < PP_MIN_PER_100)
                return true;
        }
    }
    return false;
}

static struct likert_prepared prepare(struct pp_pool *pool,
                                      const struct pp_likert_input *in)
{
    struct likert_prepared p = {.in = in};

    p.n_items = in->n_items < MOST_ITEMS ? in->n_items : MOST_ITEMS;
    p.n_answers = in->n_answers < PP_LIKERT_MOST_ANSWERS
                      ? in->n_answers
                      : PP_LIKERT_MOST_ANSWERS;
    for (size_t a = 0; a < p.n_answers; a++)
        p.answers[a] = pp_lettering_safe(pool, in->answers[a]);
    p.counts_people = are_few(&p);
    for (size_t i = 0; i < p.n_items; i++)
        prepare_item(&p, &in->items[i]);
    p.left = fmax(p.left + 0.02 * p.longest, 0.2 * p.longest);
    p.right = fmax(p.right + 0.02 * p.longest, 0.2 * p.longest);
    return p;
}

/* --- the words ------------------------------------------------------------ */

/* Those whose answer is right of the middle; -1 where a part lies across it,
 * or nothing is shown. The middle answer is not. */
static int right_of_middle(const struct likert_prepared *p,
                           const struct pp_likert_item *item,
                           const struct pp_likert_bar *bar)
{
    size_t n = likert_n_parts(item, p->n_answers);
    int lengths[PP_LIKERT_MOST_ANSWERS], sum = 0;

    if (likert_lengths(p, bar, n, lengths) != 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        struct pp_likert_part part = likert_part_of(item, i, p->n_answers);
        bool is_right = 2 * part.first >= p->n_answers;
        if (!is_right && 2 * (part.last + 1) > p->n_answers + 1)
            return -1;
        sum += is_right ? lengths[i] : 0;
    }
    return sum;
}

static int people(const struct pp_likert_item *item,
                  const struct pp_likert_bar *bar,
                  const struct likert_prepared *p)
{
    size_t n = likert_n_parts(item, p->n_answers);
    int lengths[PP_LIKERT_MOST_ANSWERS];

    return likert_lengths(p, bar, n, lengths) == 0 ? sum_of(lengths, n) : 0;
}

static void describe_item(struct pp_buffer *b, struct pp_pool *pool,
                          const struct likert_prepared *p,
                          const struct pp_likert_item *item)
{
    pp_buffer_printf(b, " %s:", pp_lettering_safe(pool, item->label));
    for (size_t k = 0; k < item->n_bars; k++) {
        int right = right_of_middle(p, item, &item->bars[k]);
        const char *wave = pp_lettering_safe(pool, item->bars[k].wave);
        pp_buffer_printf(b, "%s %s ", k > 0 ? "," : "", wave);
        if (right < 0)
            pp_buffer_puts(b, "not shown");
        else
            pp_buffer_printf(b, "%d", right);
        if (right >= 0 && p->counts_people)
            pp_buffer_printf(b, " of %d", people(item, &item->bars[k], p));
    }
    pp_buffer_putc(b, '.');
}

static const char *describe(struct pp_pool *pool,
                            const struct likert_prepared *p)
{
    struct pp_buffer b = PP_BUFFER_INIT;
    size_t n = p->n_answers;
    const char *first = p->answers[(n + 1) / 2], *last = p->answers[n - 1];

    pp_buffer_printf(&b,
                     "Each bar is %s, from %s on the left to %s on the "
                     "right. ",
                     p->counts_people ? "everyone who answered" : "100 people",
                     p->answers[0], last);
    if ((n + 1) / 2 == n - 1)
        pp_buffer_printf(&b, "How many of them answered %s:", last);
    else
        pp_buffer_printf(&b, "How many of them answered %s to %s:", first,
                         last);
    for (size_t i = 0; i < p->in->n_items; i++)
        describe_item(&b, pool, p, &p->in->items[i]);
    return pp_pool_adopt(pool, pp_buffer_take(&b));
}

size_t likert_inner(struct pp_likert_part part, size_t n_answers)
{
    return 2 * (part.last + 1) <= n_answers ? part.last
           : 2 * part.first >= n_answers    ? part.first
                                            : (part.first + part.last + 1) / 2;
}

/* Answers taken together stand in the column of the inner one. */
static void fill_cells(const char **cells, struct pp_pool *pool,
                       const struct likert_prepared *p,
                       const struct pp_likert_item *item,
                       const struct pp_likert_bar *bar)
{
    size_t n = likert_n_parts(item, p->n_answers);
    int lengths[PP_LIKERT_MOST_ANSWERS];

    if (likert_lengths(p, bar, n, lengths) != 0) {
        for (size_t a = 0; a < p->n_answers; a++)
            cells[a] = likert_is_hidden(bar->count, n) ? "[c]" : "";
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct pp_likert_part part = likert_part_of(item, i, p->n_answers);
        size_t at = likert_inner(part, p->n_answers);
        for (size_t a = part.first; a <= part.last; a++)
            cells[a] = a < at ? "[→]" : "[←]";
        cells[at] = pp_pool_printf(pool, "%d", lengths[i]);
    }
}

static void fill_table(struct pp_figure *f, struct pp_pool *pool,
                       const struct likert_prepared *p)
{
    const char *columns[PP_LIKERT_MOST_ANSWERS + 2] = {"Question", "When"};
    const char *of = p->counts_people ? "People" : "Of every 100 people";
    size_t rows = 0;

    for (size_t a = 0; a < p->n_answers; a++)
        columns[a + 2] = p->answers[a];
    for (size_t i = 0; i < p->in->n_items; i++)
        rows += p->in->items[i].n_bars;
    pp_figure_table_begin(f, pool,
                          p->has_joined
                              ? pp_pool_printf(pool,
                                               "%s; an arrow: counted with "
                                               "the answer beside it",
                                               of)
                              : of,
                          columns, p->n_answers + 2, rows);
    for (size_t i = 0; i < p->in->n_items; i++) {
        const struct pp_likert_item *item = &p->in->items[i];
        for (size_t k = 0; k < item->n_bars; k++) {
            const char *cells[PP_LIKERT_MOST_ANSWERS + 2] = {
                item->label, item->bars[k].wave};
            fill_cells(cells + 2, pool, p, item, &item->bars[k]);
            pp_figure_row(f, cells);
        }
    }
}

struct pp_figure pp_plot_likert(struct pp_pool *pool,
                                const struct pp_likert_input *input,
                                const struct pp_plot_style *style)
{
    struct pp_figure f =
        pp_figure_begin("likert", pool, input->title, input->subtitle);
    struct pp_plot_style checked = pp_plot_style_checked(style);
    struct likert_prepared p = prepare(pool, input);

    fill_table(&f, pool, &p);
    if (p.n_drawn == 0 || p.n_answers < 2) {
        pp_figure_undrawn(&f, pool, &checked,
                          p.has_hidden
                              ? "Nothing is drawn, to protect people's privacy."
                              : "Nothing is drawn: nobody answered.");
        return f;
    }
    f.alt = pp_figure_alt_of(
        pool, pp_pool_printf(pool, "%s, as bars of %s.",
                             pp_lettering_safe(pool, input->what),
                             p.counts_people ? "the people who answered"
                                             : "every 100 people"));
    f.description = pp_figure_described(pool, describe(pool, &p), input->note);
    f.scene = likert_draw(pool, &checked, &p, f.title, f.subtitle);
    return f;
}
