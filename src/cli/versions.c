#include "prepost/cli/versions.h"

#include <string.h>

#include "prepost/plot/canvas.h"
#include "prepost/report/template.h"
#include "prepost/stats/gsl.h"
#include "prepost/store/store.h"

void pp_versions_all(struct pp_libraries *all)
{
    all->n = 0;
    pp_base_libraries(all);
    pp_stats_libraries(all);
    pp_store_libraries(all);
    pp_plot_libraries(all);
    pp_report_libraries(all);
}

void pp_versions_print(FILE *out)
{
    struct pp_libraries all;

    pp_versions_all(&all);
    fprintf(out, "prepost %s (%s)\n", PP_VERSION, PP_RELEASED);
    for (size_t i = 0; i < all.n; i++)
        fprintf(out, "  %-10s %s\n", all.items[i].name, all.items[i].version);
}
