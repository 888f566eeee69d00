#ifndef PREPOST_INGEST_REDCAP_DICTIONARY_H
#define PREPOST_INGEST_REDCAP_DICTIONARY_H

#include "prepost/base/notes.h"
#include "prepost/base/pool.h"
#include "prepost/ingest/platform.h"
#include "prepost/ingest/source.h"

/*
 * REDCap's data dictionary: what the variables of an export were asked as,
 * which labels their codes had, and which hold names or free text. It lies
 * beside the export, under any name; its first headings tell it.
 */

/* The one dictionary in the folder of `data`; NULL if there is none, or, with
   a note, if there are several. */
const char *pp_redcap_dictionary_find(struct pp_pool *pool, const char *data,
                                      struct pp_notes *notes);

/*
 * Gives the headings of an export their questions and roles, and the source
 * the labels of codes and the limits of numbers and dates. PP_EDATA: it is no
 * dictionary; PP_EIO, PP_EPARSE: it cannot be read.
 */
int pp_redcap_dictionary_apply(struct pp_pool *pool, const char *path,
                               struct pp_sheet *sheet, struct pp_source *source,
                               struct pp_notes *notes, struct pp_error *err);

#endif
