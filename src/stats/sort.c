#include "prepost/stats/sort.h"

#include <gsl/gsl_sort.h>

void pp_sort(double x[], size_t n)
{
    gsl_sort(x, 1, n);
}
