#ifndef PREPOST_TESTS_HELPERS_NUMBERS_SAID_H
#define PREPOST_TESTS_HELPERS_NUMBERS_SAID_H

#include "prepost/base/pool.h"

/* The page without its tags, entities, style sheet and what is drawn. */
const char *numbers_page_words(struct pp_pool *pool, const char *html);

/* A number of a text that stands nowhere in another; NULL: all do. */
const char *numbers_more(struct pp_pool *pool, const char *text,
                         const char *known_text);

#endif
