#include "fuzz.h"

#include <string.h>

#include "prepost/base/delimiter.h"
#include "prepost/base/encoding.h"
#include "prepost/base/utf8.h"

static void decode(enum pp_encoding encoding, const char *bytes, size_t n,
                   size_t piece, struct pp_buffer *out)
{
    struct pp_decoder decoder = {.encoding = encoding};

    pp_buffer_puts(out, "");
    for (size_t at = 0; at < n; at += piece)
        pp_decode(&decoder, bytes + at, n - at < piece ? n - at : piece, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *text = (const char *)bytes;
    struct pp_encoding_look look = {0}, slow = {0};
    size_t mark, slow_mark;

    pp_encoding_look(&look, text, n);
    for (size_t i = 0; i < n; i++)
        pp_encoding_look(&slow, text + i, 1);
    enum pp_encoding encoding = pp_encoding_found(&look, &mark);
    FUZZ_CHECK(pp_encoding_found(&slow, &slow_mark) == encoding);
    FUZZ_CHECK(slow_mark == mark && mark <= n);

    /* However it is cut into pieces, the text is the same. */
    for (int i = PP_ENCODING_UTF8; i <= PP_ENCODING_WINDOWS_1252; i++) {
        struct pp_buffer whole = PP_BUFFER_INIT, parts = PP_BUFFER_INIT;

        decode((enum pp_encoding)i, text, n, n + 1, &whole);
        decode((enum pp_encoding)i, text, n, 1 + n % 5, &parts);
        FUZZ_CHECK(whole.length == parts.length);
        FUZZ_CHECK(memcmp(whole.data, parts.data, whole.length) == 0);
        pp_delimiter_find(whole.data, whole.length);
        pp_buffer_clear(&whole);
        pp_buffer_clear(&parts);
    }
    return 0;
}
