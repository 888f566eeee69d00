#include "prepost/base/alike.h"

#include <string.h>

#include "prepost/base/buffer.h"
#include "prepost/base/text.h"

enum { LEAST_LETTERS = 4, LONGEST_WORD = 128 };

/* The next word of a key, copied; moves *key behind it. false: none is left,
 * or it is longer than any word that is worth a question. */
static bool next_word(const char **key, char out[LONGEST_WORD])
{
    size_t n = strcspn(*key, " ");

    if (n == 0 || n >= LONGEST_WORD)
        return false;
    memcpy(out, *key, n);
    out[n] = '\0';
    *key += n;
    *key += **key == ' ';
    return true;
}

static bool may_hold_slip(const char *word)
{
    size_t n_letters = 0;

    for (const char *p = word; *p != '\0'; p++)
        n_letters += ((unsigned char)*p & 0xC0) != 0x80;
    return n_letters >= LEAST_LETTERS && strpbrk(word, "0123456789") == NULL;
}

/* Word for word the same, but for one slip in one of them. */
static bool is_slip_apart(const char *a, const char *b)
{
    char x[LONGEST_WORD], y[LONGEST_WORD];
    size_t n_apart = 0;

    while (*a != '\0' && *b != '\0') {
        if (!next_word(&a, x) || !next_word(&b, y))
            return false;
        if (strcmp(x, y) == 0)
            continue;
        if (++n_apart > 1 || !may_hold_slip(x) || !may_hold_slip(y) ||
            pp_text_distance(x, y, 1) > 1)
            return false;
    }
    return *a == '\0' && *b == '\0' && n_apart == 1;
}

/* "nth" for "north", "st" for "saint": some of its letters, in their order,
 * from the first on. */
static bool is_short_for(const char *brief, const char *word)
{
    if (strlen(brief) >= strlen(word) || brief[0] != word[0] ||
        strpbrk(word, "0123456789") != NULL)
        return false;
    for (; *brief != '\0'; brief++, word++) {
        word = strchr(word, *brief);
        if (word == NULL)
            return false;
    }
    return true;
}

/* "n devon" and "north devon". Of one word it would be too much to ask: York
 * is no short Yorkshire. */
static bool is_abbreviated(const char *a, const char *b)
{
    char x[LONGEST_WORD], y[LONGEST_WORD];
    size_t n_same = 0, n_brief = 0;

    while (*a != '\0' && *b != '\0') {
        if (!next_word(&a, x) || !next_word(&b, y))
            return false;
        bool is_same = strcmp(x, y) == 0;
        if (!is_same && !is_short_for(x, y) && !is_short_for(y, x))
            return false;
        n_same += is_same;
        n_brief += !is_same;
    }
    return *a == '\0' && *b == '\0' && n_same > 0 && n_brief > 0;
}

/* "north east" and "northeast". */
static bool differ_in_blanks(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, " ");
        b += strspn(b, " ");
        if (*a != *b)
            return false;
        if (*a == '\0')
            return true;
    }
}

bool pp_alike(const char *a, const char *b)
{
    struct pp_buffer x = PP_BUFFER_INIT, y = PP_BUFFER_INIT;

    if (strcmp(a, b) == 0)
        return false;
    pp_text_key(a, strlen(a), &x);
    pp_text_key(b, strlen(b), &y);
    const char *key_a = pp_buffer_text(&x), *key_b = pp_buffer_text(&y);
    /* Names of marks alone have nothing to be compared by. */
    bool is_alike =
        *key_a != '\0' && *key_b != '\0' &&
        (differ_in_blanks(key_a, key_b) || is_slip_apart(key_a, key_b) ||
         is_abbreviated(key_a, key_b));
    pp_buffer_clear(&x);
    pp_buffer_clear(&y);
    return is_alike;
}

size_t pp_alike_pairs(const char *const *names, size_t n,
                      struct pp_alike_pair *pairs, size_t most)
{
    size_t n_pairs = 0;

    for (size_t a = 0; n <= PP_ALIKE_NAMES && a < n; a++)
        for (size_t b = a + 1; b < n && n_pairs < most; b++)
            if (pp_alike(names[a], names[b]))
                pairs[n_pairs++] = (struct pp_alike_pair){a, b};
    return n_pairs;
}
