#include "prepost/stats/gsl.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_version.h>

#include "prepost/base/libraries.h"

void pp_gsl_quiet(void)
{
    gsl_set_error_handler_off();
}

void pp_stats_libraries(struct pp_libraries *all)
{
    pp_libraries_add(all, "GSL", gsl_version);
}
