/*
 * Reads a whole corpus once, without a fuzzer: `make test` links this to each
 * fuzz target. The program test_<reader> takes tests/fuzz/corpus/<reader>, or
 * the files that it is given.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "prepost/base/buffer.h"
#include "prepost/base/file.h"

static int replay(const char *path)
{
    struct pp_buffer bytes = PP_BUFFER_INIT;
    struct pp_error err = {0};

    if (pp_file_read(path, 1 << 26, &bytes, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput((const uint8_t *)bytes.data, bytes.length);
    pp_buffer_clear(&bytes);
    return 0;
}

static int replay_folder(const char *folder, size_t *n)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort), status = 0;

    for (int i = 0; i < count; i++) {
        char path[600];

        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.') {
            status |= replay(path);
            ++*n;
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return status;
}

int main(int argc, char **argv)
{
    const char *reader = strrchr(argv[0], '/');
    char folder[200];
    size_t n = 0;
    int status = 0;

    reader = reader != NULL ? reader + 1 : argv[0];
    reader += strncmp(reader, "test_", 5) == 0 ? 5 : 0;
    snprintf(folder, sizeof folder, "tests/fuzz/corpus/%s", reader);
    if (argc == 1)
        status = replay_folder(folder, &n);
    for (int i = 1; i < argc; i++, n++)
        status |= replay(argv[i]);
    /* A corpus that is not there would be a test of nothing. */
    if (n == 0)
        status = 1;
    printf("%sok 1 - %s: %zu files\n", status != 0 ? "not " : "", reader, n);
    return status != 0;
}
