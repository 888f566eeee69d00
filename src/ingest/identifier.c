#include "prepost/ingest/identifier.h"

#include <sodium.h>
#include <stdbool.h>
#include <string.h>

#include "prepost/base/alloc.h"
#include "prepost/base/text.h"

_Static_assert(PP_PSEUDONYM_SIZE >= crypto_generichash_BYTES_MIN,
               "a pseudonym is a whole hash");

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Identifiers longer than this are told apart, but not by single slips. */
enum { MAX_SLIPS = 64 };

/* Drops the gaps between words, except between two digits. */
static void close_gaps(struct pp_buffer *b)
{
    size_t kept = 0;

    for (size_t i = 0; i < b->length; i++) {
        char c = b->data[i];
        if (c == ' ') {
            if (!is_digit(b->data[i - 1]) || !is_digit(b->data[i + 1]))
                continue;
            c = '-';
        }
        b->data[kept++] = c;
    }
    b->length = kept;
    b->data[kept] = '\0';
}

void pp_identifier_normalise(const char *text, size_t length,
                             struct pp_buffer *out)
{
    /* A key has one blank between words and none at its ends. */
    pp_text_key(text, length, out);
    close_gaps(out);
    /* Signs alone ("+++") still tell people apart. */
    if (out->length == 0)
        pp_text_fold(text, length, out);
}

/* No mark is left inside a part, so that "+" cannot be mistaken. */
void pp_identifier_add_part(const char *text, size_t length,
                            struct pp_buffer *out)
{
    struct pp_buffer part = PP_BUFFER_INIT;

    pp_identifier_normalise(text, length, &part);
    if (out->length > 0)
        pp_buffer_putc(out, '+');
    pp_buffer_append(out, part.data, part.length);
    pp_buffer_clear(&part);
}

size_t pp_identifier_read(const char *text, size_t length,
                          struct pp_buffer *out)
{
    const char *end = text + length;
    size_t n = 0;

    pp_identifier_normalise(text, length, out);
    if (memchr(text, '+', length) == NULL)
        return out->length > 0;
    out->length = 0;
    for (const char *p = text; p <= end; n++) {
        const char *plus = memchr(p, '+', (size_t)(end - p));
        size_t before = out->length, extra = n > 0;
        if (plus == NULL)
            plus = end;
        pp_identifier_add_part(p, (size_t)(plus - p), out);
        if (out->length == before + extra)
            return 0;
        p = plus + 1;
    }
    return n;
}

void pp_identifier_pseudonym(const struct pp_key *key, const char *normalised,
                             size_t length,
                             unsigned char out[PP_PSEUDONYM_SIZE])
{
    crypto_generichash(out, PP_PSEUDONYM_SIZE,
                       (const unsigned char *)normalised, length, key->person,
                       sizeof key->person);
}

void pp_identifier_mark(const struct pp_key *key, const char *normalised,
                        size_t length, char out[PP_MARK_SIZE])
{
    unsigned char hash[crypto_shorthash_BYTES];

    crypto_shorthash(hash, (const unsigned char *)normalised, length,
                     key->marks);
    sodium_bin2hex(out, PP_MARK_SIZE, hash, sizeof hash);
}

/* --- near misses ---------------------------------------------------------- */

/* A hash as a number: the order of numbers is that of their bytes. */
static uint64_t hash(const struct pp_key *key, const char *text, size_t length)
{
    unsigned char whole[crypto_shorthash_BYTES];
    uint64_t number = 0;

    crypto_shorthash(whole, (const unsigned char *)text, length, key->slips);
    for (size_t i = 0; i < PP_SLIP_SIZE; i++)
        number = number << 8 | whole[i];
    return number;
}

/* A dozen: by insertion. */
static void sort_hashes(uint64_t *hashes, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t moved = hashes[i];
        size_t k = i;
        for (; k > 0 && moved < hashes[k - 1]; k--)
            hashes[k] = hashes[k - 1];
        hashes[k] = moved;
    }
}

static void append_hashes(const uint64_t *hashes, size_t n,
                          struct pp_buffer *out)
{
    char bytes[(MAX_SLIPS + 1) * PP_SLIP_SIZE];
    size_t at = 0;

    for (size_t i = 0; i < n; i++)
        for (int k = PP_SLIP_SIZE - 1; k >= 0; k--)
            if (i == 0 || hashes[i - 1] != hashes[i])
                bytes[at++] = (char)(unsigned char)(hashes[i] >> 8 * k);
    pp_buffer_append(out, bytes, at);
}

void pp_identifier_slips(const struct pp_key *key, const char *normalised,
                         size_t length, struct pp_buffer *out)
{
    uint64_t hashes[MAX_SLIPS + 1];
    char *variant = pp_alloc(length + 1);
    size_t n = 0;

    hashes[n++] = hash(key, normalised, length);
    for (size_t i = 0, next; i < length && n <= MAX_SLIPS; i = next) {
        next = i + 1;
        while (next < length &&
               ((unsigned char)normalised[next] & 0xC0) == 0x80)
            next++; /* the rest of one character */
        memcpy(variant, normalised, i);
        memcpy(variant + i, normalised + next, length - next);
        hashes[n++] = hash(key, variant, length - (next - i));
    }
    pp_free(variant);
    sort_hashes(hashes, n);
    append_hashes(hashes, n, out);
}
