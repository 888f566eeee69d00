#ifndef PREPOST_STATS_GROUPING_H
#define PREPOST_STATS_GROUPING_H

#include <stddef.h>
#include <stdint.h>

/*
 * A person in no group, or whose group is not known, has a label of its own
 * from here up: a group of one, alike to nobody, that is not counted as a
 * group. So the method never turns on how many people have none.
 */
#define PP_IN_NO_GROUP (SIZE_MAX / 2)

/* Fewer groups than this are too few to allow for: a range is then as if people
 * had come singly. */
enum { PP_FEWEST_GROUPS = 4 };

/*
 * Numbers groups from 0 in ascending order of label[n], into number[n]; says
 * how many numbers there are, those of people in no group among them. Labels
 * are any numbers.
 */
size_t pp_grouping(const size_t *label, size_t n, size_t *number);

/* How many groups there are: people in no group are none. */
size_t pp_grouping_named(const size_t *label, size_t n);

#endif
