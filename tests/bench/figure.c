/*
 * What a paired figure of 168 people costs as SVG: processor time of this
 * process alone, so that a busy machine does not count; the median of many.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "../helpers/sample_figures.h"

enum { RUNS = 201 };

static double cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double draw_once(size_t n, enum pp_plot_people people)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_buffer out = PP_BUFFER_INIT;
    struct pp_error err = {0};
    double start = cpu_ms();
    struct pp_figure f = sample_paired(pool, &PP_PLOT_STYLE, n, 6, people);

    if (pp_figure_svg(&f, "a", PP_SVG_FILE, &out, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        exit(EXIT_FAILURE);
    }
    double ms = cpu_ms() - start;
    pp_buffer_clear(&out);
    pp_pool_free(pool);
    return ms;
}

static double report(const char *label, size_t n, enum pp_plot_people people)
{
    double ms[RUNS];

    for (int i = 0; i < RUNS; i++)
        ms[i] = draw_once(n, people);
    qsort(ms, RUNS, sizeof *ms, by_value);
    printf("%-28s %5.1f ms (%.1f to %.1f)\n", label, ms[RUNS / 2], ms[0],
           ms[RUNS - 1]);
    return ms[RUNS / 2];
}

int main(void)
{
    double shown = report("168 people, one by one", 168, PP_PEOPLE_SHOWN);
    double hidden = report("168 people, hidden", 168, PP_PEOPLE_HIDDEN);

    return shown < 15 && hidden < 15 ? EXIT_SUCCESS : EXIT_FAILURE;
}
