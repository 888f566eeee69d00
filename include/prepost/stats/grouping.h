#ifndef PREPOST_STATS_GROUPING_H
#define PREPOST_STATS_GROUPING_H

#include <stddef.h>

/*
 * Numbers groups from 0 in ascending order of label[n], into number[n]; says
 * how many there are. Labels are any numbers.
 */
size_t pp_grouping(const size_t *label, size_t n, size_t *number);

#endif
