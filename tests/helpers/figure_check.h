#ifndef TESTS_HELPERS_FIGURE_CHECK_H
#define TESTS_HELPERS_FIGURE_CHECK_H

#include "prepost/plot/figure.h"

/*
 * What every figure must be, whatever it shows. Writes what is wrong first
 * into `wrong` (of 400 bytes) and returns 0; 1 when all is well:
 * text and shapes on the page, no two texts over each other, text contrast of
 * 4.5 to 1 against what is painted under it, words that are there and fit.
 */
int figure_is_sound(const struct pp_figure *f, char *wrong);

#endif
