#ifndef PREPOST_INGEST_RECALL_H
#define PREPOST_INGEST_RECALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What texts meant that were seen lately. A column repeats a handful of texts
 * millions of times: looking one up here costs a comparison, not a folding.
 */
enum { PP_RECALL_SLOTS = 128, PP_RECALL_TEXT = 55 };

struct pp_recall {
    struct {
        int32_t value;
        uint8_t length; /* 0: empty */
        char text[PP_RECALL_TEXT];
    } slots[PP_RECALL_SLOTS];
    int32_t spare; /* for texts that are too long to keep */
};

/*
 * The value of a text, at *value. False: it is not known and now yours to set;
 * what lay there is forgotten.
 */
bool pp_recall(struct pp_recall *recall, const char *text, size_t length,
               int32_t **value);

#endif
