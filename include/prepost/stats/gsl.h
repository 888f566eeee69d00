#ifndef PREPOST_STATS_GSL_H
#define PREPOST_STATS_GSL_H

/*
 * GSL ends the program when one of its functions meets a value that it cannot
 * handle, unless it is told not to. This tells it so; the statistics look at
 * what comes back instead. Called once, first thing in main(), and by every
 * test of a statistic. No GSL type appears in any header.
 */
void pp_gsl_quiet(void);

/* GSL, by its version. */
struct pp_libraries;
void pp_stats_libraries(struct pp_libraries *all);

#endif
