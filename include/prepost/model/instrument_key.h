#ifndef PREPOST_MODEL_INSTRUMENT_KEY_H
#define PREPOST_MODEL_INSTRUMENT_KEY_H

#include "prepost/model/instrument.h"

/*
 * Whether a copy of a questionnaire is still scored as the one that it was
 * copied from. A key that was confirmed is confirmed as it stands: of a copy
 * that turns questions round the word would be untrue.
 *
 * Returns what differs first, in words ("which questions are turned round"),
 * or NULL. Questions, aliases, sources and published numbers may differ.
 */
const char *pp_instrument_key_differs(const struct pp_instrument *own,
                                      const struct pp_instrument *shipped);

#endif
