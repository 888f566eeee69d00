#ifndef PREPOST_TESTS_HELPERS_PUBLISH_H
#define PREPOST_TESTS_HELPERS_PUBLISH_H

#include <stdbool.h>

#include "prepost/disclose/disclose.h"
#include "prepost/report/part.h"
#include "published.h"

/*
 * Everything that is published of an evaluation, told to the attacker
 * (published.h): a report that holds every part, table and figure there is,
 * what `prepost compare` prints, the summary, and both as JSON.
 */

/* Of results as they are disclosed, which is done once for all that is read. */
struct pp_report *publish_reported(struct pp_pool *pool,
                                   const struct pp_results *results);
const char *publish_written(const struct pp_report *r, const char *format);

/* Fails where a format says a number that the Markdown does not. */
void publish_says_no_more(struct pp_pool *pool, const char *format,
                          const char *text, const char *markdown);

/* Of results that were disclosed by the rules of their plan; judged by `rules`.
 * has_editions: as reports that come with the program, too. */
struct published *publish(struct pp_pool *pool,
                          const struct pp_results *results,
                          const struct pp_results *truth,
                          const struct pp_disclosure_rules *rules,
                          bool has_editions);

/* The same people once more, by something else than their regions. */
void publish_view(struct published *p, struct pp_results *results,
                  bool is_told);

#endif
