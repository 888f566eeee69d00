#include "readability.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/*
 * Words that the rules below count wrongly and reports use often.
 */
static const struct {
    const char *word;
    size_t syllables;
} EXCEPTIONS[] = {
    {"people", 2},        {"being", 2},          {"every", 2},
    {"questionnaire", 3}, {"questionnaires", 3}, {"anxious", 2},
    {"anxiety", 4},       {"empowerment", 4},    {"loneliness", 3},
    {"having", 2},        {"going", 2},          {"doing", 2},
    {"different", 2},     {"evening", 2},        {"something", 2},
    {"someone", 2},       {"everyone", 3},       {"anyone", 3},
    {"likely", 2},        {"lonely", 2},         {"reason", 2},
    {"reading", 2},       {"area", 3},           {"idea", 3},
    {"society", 4},       {"science", 2},        {"quiet", 2},
};

static int is_vowel(char c)
{
    return strchr("aeiouy", c) != NULL && c != '\0';
}

static size_t exception(const char *word)
{
    for (size_t i = 0; i < sizeof EXCEPTIONS / sizeof EXCEPTIONS[0]; i++) {
        if (strcmp(EXCEPTIONS[i].word, word) == 0)
            return EXCEPTIONS[i].syllables;
    }
    return 0;
}

static int ends_with(const char *word, size_t n, const char *end)
{
    size_t m = strlen(end);

    return n >= m && strcmp(word + n - m, end) == 0;
}

/* A final silent e, -ed not after t or d, -es not after s x z c g h. */
static size_t silent_end(const char *word, size_t n)
{
    if (n < 3)
        return 0;
    if (ends_with(word, n, "ed"))
        return !is_vowel(word[n - 3]) && strchr("td", word[n - 3]) == NULL;
    if (ends_with(word, n, "es"))
        return !is_vowel(word[n - 3]) && strchr("sxzcgh", word[n - 3]) == NULL;
    if (word[n - 1] != 'e' || is_vowel(word[n - 2]))
        return 0;
    /* "ta-ble", not "sale": a consonant before -le makes a syllable. */
    return !(word[n - 2] == 'l' && !is_vowel(word[n - 3]));
}

size_t pp_readability_syllables(const char *text, size_t length)
{
    enum { LONGEST_WORD = 64 };
    char word[LONGEST_WORD];
    size_t n = 0, runs = 0;

    for (size_t i = 0; i < length && n + 1 < sizeof word; i++) {
        int c = tolower((unsigned char)text[i]);
        if (c >= 'a' && c <= 'z')
            word[n++] = (char)c;
    }
    word[n] = '\0';
    if (exception(word) > 0)
        return exception(word);
    for (size_t i = 0; i < n; i++)
        runs += is_vowel(word[i]) && (i == 0 || !is_vowel(word[i - 1]));
    size_t silent = silent_end(word, n);
    return runs > silent ? runs - silent : 1;
}

/* --- sentences --------------------------------------------------------------
 */

static void end_sentence(struct pp_readability *r, size_t *in_sentence,
                         const char *start, const char *end)
{
    if (*in_sentence == 0)
        return;
    r->sentences++;
    if (*in_sentence > r->longest_sentence) {
        r->longest_sentence = *in_sentence;
        snprintf(r->longest, sizeof r->longest, "%.*s", (int)(end - start),
                 start);
    }
    *in_sentence = 0;
}

static int is_word_byte(unsigned char c)
{
    return isalnum(c) || c >= 0x80 || c == '\'' || c == '-';
}

/* A point between digits is in a number; 1,234 is one too. */
static size_t word_length(const char *p)
{
    size_t n = 0;

    while (p[n] != '\0' && (is_word_byte((unsigned char)p[n]) ||
                            (n > 0 && strchr(".,", p[n]) != NULL &&
                             isdigit((unsigned char)p[n - 1]) &&
                             isdigit((unsigned char)p[n + 1]))))
        n++;
    return n;
}

static void add_word(struct pp_readability *r, const char *word, size_t n)
{
    int has_digit = 0;

    for (size_t i = 0; i < n; i++)
        has_digit |= isdigit((unsigned char)word[i]);
    size_t syllables = has_digit ? 1 : pp_readability_syllables(word, n);
    r->words++;
    r->syllables += syllables;
    r->long_words += syllables >= 3;
}

void pp_readability_add_text(struct pp_readability *r, const char *text)
{
    size_t in_sentence = 0;
    const char *start = text, *p = text;

    while (*p != '\0') {
        size_t n = word_length(p);
        if (n > 0) {
            add_word(r, p, n);
            if (in_sentence++ == 0)
                start = p;
            p += n;
            continue;
        }
        if (strchr(".!?\n", *p) != NULL)
            end_sentence(r, &in_sentence, start, p);
        p++;
    }
    end_sentence(r, &in_sentence, start, p);
}

void pp_readability_add_block(struct pp_readability *r,
                              const struct pp_block *b)
{
    struct pp_buffer text = PP_BUFFER_INIT;

    switch (b->kind) {
    case PP_BLOCK_PARAGRAPH:
    case PP_BLOCK_LEAD:
    case PP_BLOCK_SMALL:
        pp_prose_plain(&b->prose, &text);
        pp_readability_add_text(r, pp_buffer_text(&text));
        break;
    default:
        for (const struct pp_block *c = b->children.first; c != NULL;
             c = c->next)
            pp_readability_add_block(r, c);
    }
    pp_buffer_clear(&text);
}

void pp_readability_finish(struct pp_readability *r)
{
    double w = (double)r->words, s = (double)r->sentences;

    r->words_per_sentence = w / s;
    /* Kincaid et al. 1975; McLaughlin 1969. */
    r->fk_age = 0.39 * w / s + 11.8 * (double)r->syllables / w - 15.59 + 5;
    r->smog_age = 1.0430 * sqrt(30 * (double)r->long_words / s) + 3.1291 + 5;
}
