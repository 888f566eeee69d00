#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <zlib.h>

#include "prepost/base/alloc.h"
#include "prepost/base/png_writer.h"

static uint32_t number_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
           (uint32_t)bytes[2] << 8 | bytes[3];
}

/* The chunk of that type, its sum checked (PNG, section 5.3). */
static const unsigned char *chunk(const struct pp_buffer *png, const char *type,
                                  size_t *n)
{
    const unsigned char *bytes = (const unsigned char *)png->data;

    for (size_t at = 8; at < png->length; at += *n + 12) {
        *n = number_at(bytes + at);
        assert_true(crc32(0, bytes + at + 4, (unsigned)(*n + 4)) ==
                    number_at(bytes + at + 8 + *n));
        if (memcmp(bytes + at + 4, type, 4) == 0)
            return bytes + at + 8;
    }
    return NULL;
}

/* Writes it, reads it by the standard (sections 7, 9.2), compares. */
static void check(const struct pp_png *png, int kind)
{
    struct pp_buffer out = PP_BUFFER_INIT;
    size_t n, n_palette = 0, each = kind == 2 ? 3 : 1;

    pp_png_write(png, &out);
    assert_memory_equal(out.data, "\x89PNG\r\n\x1a\n", 8);
    const unsigned char *head = chunk(&out, "IHDR", &n);
    assert_int_equal(number_at(head), png->width);
    assert_int_equal(number_at(head + 4), png->height);
    assert_int_equal(head[8], 8);
    assert_int_equal(head[9], kind);
    assert_int_equal(number_at(chunk(&out, "pHYs", &n)), 11811);
    assert_non_null(chunk(&out, "IEND", &n));
    const unsigned char *palette = chunk(&out, "PLTE", &n_palette);
    assert_true((palette != NULL) == (kind == 3));
    const unsigned char *data = chunk(&out, "IDAT", &n);
    size_t row_bytes = png->width * each + 1;
    uLongf n_rows = png->height * row_bytes;
    unsigned char *rows = pp_alloc(n_rows);
    assert_int_equal(uncompress(rows, &n_rows, data, n), Z_OK);
    assert_int_equal(n_rows, png->height * row_bytes);
    for (size_t y = 0; y < png->height; y++) {
        unsigned char *row = rows + y * row_bytes;
        assert_true(row[0] == 0 || (row[0] == 2 && y > 0));
        for (size_t i = 1; row[0] == 2 && i < row_bytes; i++)
            row[i] = (unsigned char)(row[i] + row[i - row_bytes]);
        for (size_t x = 0; x < png->width; x++) {
            const unsigned char *rgb =
                kind == 2 ? row + 1 + 3 * x : palette + 3 * row[1 + x];
            assert_int_equal((uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 |
                                 rgb[2],
                             png->pixels[y * png->stride + x] & 0xffffff);
        }
    }
    pp_free(rows);
    pp_buffer_clear(&out);
}

enum { WIDTH = 40, STRIDE = 43, HEIGHT = 20 };

/* n colours over and over, the last rows all alike; beyond the width, junk. */
static void picture(uint32_t *pixels, size_t n)
{
    for (size_t y = 0; y < HEIGHT; y++)
        for (size_t x = 0; x < STRIDE; x++) {
            uint32_t k = (uint32_t)((y < 15 ? y * WIDTH + x : x) % n);
            pixels[y * STRIDE + x] = x < WIDTH ? 0xff000000u | k * 65793u / 2
                                               : (uint32_t)(y * 7919 + x);
        }
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        size_t n_colours;
        int kind;
    } rows[] = {{1, 3}, {2, 3}, {255, 3}, {256, 3}, {257, 2}, {500, 2}};
    uint32_t pixels[STRIDE * HEIGHT];

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        print_message("# %zu colours\n", rows[i].n_colours);
        picture(pixels, rows[i].n_colours);
        check(&(struct pp_png){pixels, WIDTH, HEIGHT, STRIDE, 11811},
              rows[i].kind);
    }
}

static void test_one_pixel(void **state)
{
    (void)state;
    uint32_t pixel = 0x123456;

    check(&(struct pp_png){&pixel, 1, 1, 1, 11811}, 3);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_one_pixel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
