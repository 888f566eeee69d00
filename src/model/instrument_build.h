#ifndef PREPOST_MODEL_INSTRUMENT_BUILD_H
#define PREPOST_MODEL_INSTRUMENT_BUILD_H

#include "instrument_file.h"
#include "prepost/model/instrument.h"

/*
 * An instrument while it is made from its file. Building goes on after a
 * mistake, so that one run finds them all; b.failed says that there was one.
 */
struct build {
    struct pp_pool *pool;
    const char *file;
    struct pp_notes *notes;
    const struct def_instrument *def;
    struct pp_instrument *out;
    struct pp_item *items; /* out's, while they may still be changed */
    bool failed;
};

void build_mistake(struct build *b, const struct pp_yaml *at, const char *fmt,
                   ...) __attribute__((format(printf, 3, 4)));

/* The value of a key in a block; the block itself where the key is absent. */
const struct pp_yaml *build_place(const struct pp_yaml *block, const char *key);

/* "0-27" or "0 to 27"; false with a mistake noted. */
bool build_range(struct build *b, const struct pp_yaml *at, const char *text,
                 double *from, double *to);

/* The items that a list names, each once, in its order; mistakes noted. */
size_t build_items(struct build *b, const struct pp_yaml *at, const char *what,
                   const struct pp_text_list *list, size_t **out);

/* All scales, with what is published about them; instrument_scales.c. */
void build_scales(struct build *b);

/* What follows from a scale's parts, and whether they agree: its reach, its
   bands and cut-offs, items shared with others; instrument_check.c. */
void build_reach(const struct build *b, struct pp_scale *scale);
void build_check_scale(struct build *b, const struct def_scale *def,
                       const struct pp_scale *scale);
void build_check_sharing(struct build *b, const struct def_scale *defs);

#endif
