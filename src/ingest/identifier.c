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

static bool is_small_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/*
 * "LL55 1AP" is "LL551AP": a British postcode's second half is a digit and two
 * letters, its first half one or two letters and digits up to two, so that no
 * other one is written so without the blank.
 */
static void close_postcode(struct pp_buffer *b)
{
    const char *t = b->data;
    size_t n = b->length, at = n - 4, letters = 0, digits = 0;

    if (n < 6 || n > 8 || t[at] != '-' || !is_digit(t[n - 3]) ||
        !is_small_letter(t[n - 2]) || !is_small_letter(t[n - 1]))
        return;
    while (letters < at && is_small_letter(t[letters]))
        letters++;
    while (letters + digits < at && is_digit(t[letters + digits]))
        digits++;
    if (letters + digits != at || letters < 1 || letters > 2 || digits < 1 ||
        digits > 2)
        return;
    memmove(b->data + at, b->data + at + 1, 3);
    b->length--;
    b->data[b->length] = '\0';
}

void pp_identifier_normalise(const char *text, size_t length,
                             struct pp_buffer *out)
{
    /* A key has one blank between words and none at its ends. */
    pp_text_key(text, length, out);
    close_gaps(out);
    close_postcode(out);
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

/* --- the same name, written otherwise ------------------------------------- */

enum { MAX_WORDS = 8, MAX_ALIKE = 8 };

/* A part of a code as words, in order of the alphabet and without titles. */
struct words {
    struct pp_buffer text; /* "davies gareth"; what is no name, as it is */
    char *items[MAX_WORDS];
    size_t n; /* 0: it is no name */
};

static bool is_title(const char *word)
{
    static const char *const titles[] = {
        "mr",        "mrs", "ms",  "miss", "mx",   "dr",  "prof",
        "professor", "rev", "sir", "dame", "lady", "lord"};

    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (strcmp(titles[i], word) == 0)
            return true;
    return false;
}

static void add_word(struct words *w, char *word)
{
    size_t k = w->n++;

    for (; k > 0 && strcmp(word, w->items[k - 1]) < 0; k--)
        w->items[k] = w->items[k - 1];
    w->items[k] = word;
}

/* Names alone are taken apart: in a code the order of its pieces tells people
 * apart. */
static void read_words(const char *text, size_t length, struct words *w)
{
    char *rest, *word;

    *w = (struct words){.text = PP_BUFFER_INIT};
    pp_text_bare(text, length, &w->text);
    if (w->text.length == 0 || strpbrk(w->text.data, "0123456789") != NULL) {
        pp_identifier_normalise(text, length, &w->text);
        return;
    }
    size_t n = 1;
    for (const char *p = w->text.data; (p = strchr(p, ' ')) != NULL; p++)
        n++;
    if (n > MAX_WORDS)
        return;
    for (word = strtok_r(w->text.data, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest))
        if (!is_title(word))
            add_word(w, word);
}

static void put_words(const struct words *w, struct pp_buffer *out)
{
    for (size_t i = 0; i < w->n; i++)
        pp_buffer_printf(out, " %s", w->items[i]);
    if (w->n == 0)
        pp_buffer_puts(out, pp_buffer_text(&w->text));
}

/* One word of a name, and of the others their first letters. */
static void put_initials(const struct words *w, size_t whole,
                         struct pp_buffer *out)
{
    pp_buffer_puts(out, w->items[whole]);
    for (size_t i = 0; i < w->n; i++)
        if (i != whole)
            pp_buffer_printf(out, " %.*s", 1, w->items[i]);
}

/* Names of two words or more; the whole one is no initial itself. */
static void add_initials(const struct pp_key *key, const struct words *parts,
                         size_t n, size_t at, struct pp_buffer *text,
                         struct pp_buffer *out)
{
    for (size_t w = 0; parts[at].n > 1 && w < parts[at].n && w < MAX_ALIKE;
         w++) {
        if (strlen(parts[at].items[w]) < 3)
            continue;
        text->length = 0;
        pp_buffer_puts(text, "^");
        for (size_t i = 0; i < n; i++) {
            pp_buffer_putc(text, '+');
            if (i == at)
                put_initials(&parts[i], w, text);
            else
                put_words(&parts[i], text);
        }
        uint64_t made = hash(key, text->data, text->length);
        append_hashes(&made, 1, out);
    }
}

/* Most codes have no name in them, and need not be taken apart. */
static bool may_be_name(const struct pp_text_field *field)
{
    for (size_t i = 0; i < field->length; i++)
        if (is_digit(field->text[i]))
            return false;
    return field->length > 0;
}

void pp_identifier_alike(const struct pp_key *key,
                         const struct pp_text_field *fields, size_t n,
                         struct pp_buffer *out)
{
    struct words parts[8];
    struct pp_buffer text = PP_BUFFER_INIT;
    bool is_name = false;

    n = n < 8 ? n : 8;
    for (size_t i = 0; i < n && !is_name; i++)
        is_name = may_be_name(&fields[i]);
    if (!is_name)
        return;
    is_name = false;
    for (size_t i = 0; i < n; i++) {
        read_words(fields[i].text, fields[i].length, &parts[i]);
        is_name = is_name || parts[i].n > 0;
    }
    pp_buffer_puts(&text, "~");
    for (size_t i = 0; i < n; i++) {
        pp_buffer_putc(&text, '+');
        put_words(&parts[i], &text);
    }
    if (is_name) { /* of codes slips are enough */
        uint64_t made = hash(key, text.data, text.length);
        append_hashes(&made, 1, out);
    }
    for (size_t i = 0; i < n; i++)
        add_initials(key, parts, n, i, &text, out);
    for (size_t i = 0; i < n; i++)
        pp_buffer_clear(&parts[i].text);
    pp_buffer_clear(&text);
}
