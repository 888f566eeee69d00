/*
 * Every kind of figure over data at every extreme, at every width: sound, or
 * replaced by a sentence. `make gallery` shows the same
 * figures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "../helpers/extreme_figures.h"
#include "../helpers/figure_check.h"

static const double WIDTHS[] = {220, 360, 720};

static int is_sound(const struct extreme_figure *kind, const struct extreme *x,
                    const struct pp_plot_style *style)
{
    struct pp_pool *pool = pp_pool_new();
    struct pp_figure f = kind->make(pool, x, style);
    char wrong[400];
    int sound = figure_is_sound(&f, wrong);

    if (!sound)
        print_message("%s, %s, %g px, theme %d: %s\n", kind->name, x->name,
                      style->width_px, (int)style->theme, wrong);
    /* A flow of nobody says 0 in its boxes. */
    if (x->n_people == 0 && f.reason == NULL && strcmp(kind->name, "flow") != 0)
        fail_msg("%s: nobody is drawn", kind->name);
    pp_pool_free(pool);
    return sound;
}

static void every_kind_is_sound_at_every_extreme(void **state)
{
    int n_unsound = 0;

    (void)state;
    for (size_t k = 0; k < N_EXTREME_FIGURES; k++)
        for (size_t i = 0; i < N_EXTREMES; i++)
            for (size_t w = 0; w < 3; w++) {
                struct pp_plot_style style = PP_PLOT_STYLE;
                style.width_px = WIDTHS[w];
                style.theme = (enum pp_plot_theme)((k + i + w) % 3);
                /* To count 300,000 people takes the gallery's time. */
                if (EXTREMES[i].n_people < 1000)
                    n_unsound +=
                        !is_sound(&EXTREME_FIGURES[k], &EXTREMES[i], &style);
            }
    assert_int_equal(n_unsound, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_sound_at_every_extreme),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
