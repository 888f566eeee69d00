#ifndef PREPOST_INGEST_GIVES_AWAY_H
#define PREPOST_INGEST_GIVES_AWAY_H

#include <stddef.h>

/*
 * What a text holds that tells who somebody is, by its shape alone: "a
 * postcode" (a whole one of the United Kingdom, anywhere in it), "an e-mail
 * address" (anywhere), "a telephone number" or another number of seven digits
 * or more (all of it), "a date" (all of it, year and all). NULL: none of them.
 */
const char *pp_gives_away(const char *text, size_t length);

#endif
