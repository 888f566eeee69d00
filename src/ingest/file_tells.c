#include "file_tells.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "prepost/base/buffer.h"
#include "prepost/base/hash.h"
#include "prepost/ingest/identifier.h"

enum { SHORTEST_CODE = 4, MOST_WORDS = 12 };

static bool is_of_few(const struct pp_batch *batch)
{
    return batch->n_file_rows < PP_FEW_ROWS;
}

/* Letters beyond ASCII are part of a word. */
static bool is_in_word(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* Where the name's words begin and end, without what follows its last dot. */
static size_t words_of(const char *name, size_t begin[MOST_WORDS],
                       size_t end[MOST_WORDS])
{
    const char *dot = strrchr(name, '.');
    size_t length = dot != NULL ? (size_t)(dot - name) : strlen(name), n = 0;

    for (size_t i = 0; i < length && n < MOST_WORDS; i++) {
        if (!is_in_word(name[i]))
            continue;
        begin[n] = i;
        while (i < length && is_in_word(name[i]))
            i++;
        end[n++] = i;
    }
    return n;
}

static bool is_code_of(const struct pp_key *key, const struct pp_batch *batch,
                       const char *text, size_t length)
{
    unsigned char pseudonym[PP_PSEUDONYM_SIZE];
    struct pp_buffer code = PP_BUFFER_INIT;
    bool is_found = false;

    pp_identifier_normalise(text, length, &code);
    bool is_number =
        code.length > 0 && strspn(code.data, "0123456789-") == code.length;
    if (code.length >= SHORTEST_CODE && (!is_number || is_of_few(batch))) {
        pp_identifier_pseudonym(key, code.data, code.length, pseudonym);
        for (size_t i = 0; i < batch->n_people && !is_found; i++)
            is_found =
                memcmp(batch->pseudonyms[i], pseudonym, sizeof pseudonym) == 0;
    }
    pp_buffer_clear(&code);
    return is_found;
}

int pp_file_name_check(const struct pp_key *key, const struct pp_batch *batch,
                       struct pp_error *err)
{
    size_t begin[MOST_WORDS], end[MOST_WORDS];
    size_t n = words_of(batch->file, begin, end);

    for (size_t i = 0; i < n; i++)
        for (size_t k = i; k < n; k++)
            if (is_code_of(key, batch, batch->file + begin[i],
                           end[k] - begin[i]))
                return pp_fail(err, PP_EDATA,
                               "%s: the file's name holds the code of somebody "
                               "in it (\"%.*s\"), and names of files are kept "
                               "and printed in reports. Give the file another "
                               "name and import it again",
                               batch->file, (int)(end[k] - begin[i]),
                               batch->file + begin[i]);
    return 0;
}

void pp_file_hash_guard(const struct pp_key *key, struct pp_batch *batch)
{
    memcpy(batch->other_hash, batch->hash, sizeof batch->hash);
    pp_hash_under_key(key->files,
                      is_of_few(batch) ? batch->hash : batch->other_hash);
}
