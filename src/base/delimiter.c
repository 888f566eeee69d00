#include "prepost/base/delimiter.h"

#include <string.h>

/* This many records tell. */
enum { MAX_RECORDS = 200, N_CANDIDATES = 4 };

/* A quote that is open for so many lines is a stray one. */
enum { MAX_QUOTED_LINES = 50 };

static const char candidates[N_CANDIDATES] = {',', ';', '\t', '|'};

struct counts {
    unsigned of[N_CANDIDATES][MAX_RECORDS];
    size_t n;
};

static void end_record(struct counts *counts, unsigned now[N_CANDIDATES],
                       int *has_text)
{
    if (*has_text) {
        for (size_t c = 0; c < N_CANDIDATES; c++)
            counts->of[c][counts->n] = now[c];
        counts->n++;
    }
    memset(now, 0, N_CANDIDATES * sizeof *now);
    *has_text = 0;
}

static void count(struct counts *counts, const char *text, size_t length)
{
    unsigned now[N_CANDIDATES] = {0};
    int has_text = 0, quoted = 0, quoted_lines = 0;

    for (size_t i = 0; i < length && counts->n < MAX_RECORDS; i++) {
        char b = text[i];
        if (b == '"') {
            quoted = !quoted;
            quoted_lines = 0;
        }
        if (quoted && b == '\n' && ++quoted_lines > MAX_QUOTED_LINES)
            quoted = 0;
        if (quoted)
            continue;
        if (b == '\n' || b == '\r') {
            end_record(counts, now, &has_text);
            continue;
        }
        has_text = 1;
        const char *found = memchr(candidates, b, N_CANDIDATES);
        if (found != NULL)
            now[found - candidates]++;
    }
    if (counts->n == 0) /* one line, without an end */
        end_record(counts, now, &has_text);
}

/* How many records agree with the count that most of them have. */
static size_t agreement(const unsigned *of, size_t n, unsigned *most)
{
    size_t best = 0;

    *most = 0;
    for (size_t i = 0; i < n; i++) {
        size_t same = 0;
        for (size_t j = 0; j < n; j++)
            same += of[j] == of[i];
        if (of[i] > 0 && (same > best || (same == best && of[i] > *most))) {
            best = same;
            *most = of[i];
        }
    }
    return best;
}

char pp_delimiter_find(const char *text, size_t length)
{
    struct counts counts = {.n = 0};
    size_t best = 0;
    unsigned best_most = 0;
    char found = ',';

    count(&counts, text, length);
    for (size_t c = 0; c < N_CANDIDATES; c++) {
        unsigned most;
        size_t agree = agreement(counts.of[c], counts.n, &most);
        if (agree > best || (agree == best && most > best_most)) {
            best = agree;
            best_most = most;
            found = candidates[c];
        }
    }
    return found;
}

static const struct {
    const char *name;
    char delimiter;
} names[] = {
    {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'},  {"bar", '|'},
    {"pipe", '|'},  {"space", ' '},     {"colon", ':'}, {"\\t", '\t'},
};

const char *pp_delimiter_name(char delimiter)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].delimiter == delimiter)
            return names[i].name;
    return "another character";
}

char pp_delimiter_of(const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, name) == 0)
            return names[i].delimiter;
    /* Any character of ASCII that is no letter, digit, quote or line end. */
    char c = name[0];
    int fits = (c >= '!' && c <= '/') || (c >= ':' && c <= '@') ||
               (c >= '[' && c <= '`') || (c >= '{' && c <= '~') || c == '\t' ||
               c == ' ';
    return fits && c != '"' && name[1] == '\0' ? c : '\0';
}
