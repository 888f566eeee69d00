#ifndef PREPOST_INGEST_IDENTIFIER_H
#define PREPOST_INGEST_IDENTIFIER_H

#include <stddef.h>

#include "prepost/base/buffer.h"
#include "prepost/base/record.h"
#include "prepost/ingest/key.h"
#include "prepost/model/batch.h"

/*
 * From what somebody wrote as their name or code to a pseudonym.
 *
 * Writings of one identifier become equal: case and Unicode forms folded,
 * blanks and punctuation left out. Between two digits a mark is kept as "-",
 * for there it tells numbers apart: 1-12 is not 11-2. In a British postcode it
 * is left out there too.
 *
 * The pseudonym is a keyed hash (BLAKE2b, 16 bytes): the same person gets the
 * same one from every file, and nobody without the key can test a name.
 */

/* Replaces *out; its length is 0 when nothing is left of the text. */
void pp_identifier_normalise(const char *text, size_t length,
                             struct pp_buffer *out);

/* Adds a part to a code that is made of several; none may be blank. */
void pp_identifier_add_part(const char *text, size_t length,
                            struct pp_buffer *out);

/*
 * A code as people write it where it is asked for; one of several parts has
 * "+" between them ("Leeds + 17"). Replaces *out; returns how many parts there
 * are, 0 where one is blank.
 */
size_t pp_identifier_read(const char *text, size_t length,
                          struct pp_buffer *out);

/* Of a normalised identifier. */
void pp_identifier_pseudonym(const struct pp_key *key, const char *normalised,
                             size_t length,
                             unsigned char out[PP_PSEUDONYM_SIZE]);

/*
 * A mark by which a person's rows among the rejected ones are found again, to
 * be erased. It is made with a key of its own: nothing in the store is like it.
 */
enum { PP_MARK_SIZE = 17 }; /* 16 hexadecimal digits and a NUL */
void pp_identifier_mark(const struct pp_key *key, const char *normalised,
                        size_t length, char out[PP_MARK_SIZE]);

/*
 * The keyed short hashes of a normalised identifier and of all that it becomes
 * when one character is left out, PP_SLIP_SIZE bytes each, sorted, each once;
 * appended. Two identifiers that differ by one character added, left out,
 * replaced or swapped with its neighbour share one.
 */
void pp_identifier_slips(const struct pp_key *key, const char *normalised,
                         size_t length, struct pp_buffer *out);

/*
 * Further such hashes, of a code that is a name, or has one among its parts: of
 * its words in the order of the alphabet, without accents and titles, and of
 * one word with the first letters of the others. "Davies, Gareth" shares one
 * with "Gareth Davies", "Mrs Sian Jones" with "Siân Jones", "S. Jones" with
 * both. `fields`: the parts as the file writes them; appended.
 */
void pp_identifier_alike(const struct pp_key *key,
                         const struct pp_text_field *fields, size_t n,
                         struct pp_buffer *out);

#endif
