#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <minizip/unzip.h>

#include "prepost/base/zip_writer.h"

/* What minizip, another program's reader, finds in the archive. */
static void read_back(const struct pp_buffer *zip, const char *name,
                      const char *bytes, size_t n)
{
    char path[] = "/tmp/prepost-zip-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, zip->data, zip->length), (ssize_t)zip->length);
    close(fd);
    unzFile file = unzOpen64(path);
    assert_non_null(file);
    assert_int_equal(unzLocateFile(file, name, 1), UNZ_OK);
    assert_int_equal(unzOpenCurrentFile(file), UNZ_OK);
    char *found = malloc(n + 1);
    assert_int_equal(unzReadCurrentFile(file, found, (unsigned)n + 1), (int)n);
    assert_memory_equal(found, bytes, n);
    assert_int_equal(unzCloseCurrentFile(file), UNZ_OK); /* checks the CRC */
    free(found);
    unzClose(file);
    unlink(path);
}

static void parts(void **state)
{
    (void)state;
    struct pp_zip_writer zip = PP_ZIP_WRITER_INIT;
    struct pp_buffer out = PP_BUFFER_INIT;
    char *many = malloc(100000);
    memset(many, 'x', 100000);

    pp_zip_add(&zip, "mimetype", "text/plain", 10, PP_ZIP_STORED);
    pp_zip_add(&zip, "a/many.txt", many, 100000, PP_ZIP_DEFLATED);
    pp_zip_add(&zip, "empty", "", 0, PP_ZIP_DEFLATED);
    pp_zip_finish(&zip, &out);
    assert_memory_equal(out.data + 30, "mimetypetext/plain", 18);
    assert_true(out.length < 1000);
    read_back(&out, "mimetype", "text/plain", 10);
    read_back(&out, "a/many.txt", many, 100000);
    read_back(&out, "empty", "", 0);
    free(many);
    pp_buffer_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(parts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
