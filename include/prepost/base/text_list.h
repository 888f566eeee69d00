#ifndef PREPOST_BASE_TEXT_LIST_H
#define PREPOST_BASE_TEXT_LIST_H

#include <stddef.h>

/* Several texts, in order: aliases, headings, choices. */
struct pp_text_list {
    const char *const *items;
    size_t n;
};

#endif
