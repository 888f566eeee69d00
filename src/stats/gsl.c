#include "prepost/stats/gsl.h"

#include <gsl/gsl_errno.h>

void pp_gsl_quiet(void)
{
    gsl_set_error_handler_off();
}
