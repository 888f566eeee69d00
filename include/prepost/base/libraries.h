#ifndef PREPOST_BASE_LIBRARIES_H
#define PREPOST_BASE_LIBRARIES_H

#include <stddef.h>

/*
 * Which libraries this program was built with, and their versions as they are
 * at run time where they tell it. Each floor that is a door to libraries adds
 * its own: pp_<floor>_libraries().
 */
enum { PP_MAX_LIBRARIES = 24 };

struct pp_library {
    const char *name;
    char version[32]; /* "" where the library does not tell */
};

struct pp_libraries {
    struct pp_library items[PP_MAX_LIBRARIES];
    size_t n;
};

void pp_libraries_add(struct pp_libraries *all, const char *name,
                      const char *version);

/* libcsv, libyaml, utf8proc, zlib (minizip), expat, jansson, libsodium. */
void pp_base_libraries(struct pp_libraries *all);

#endif
