#include "prepost/base/png_writer.h"

#include <string.h>
#include <zlib.h>

#include "prepost/base/alloc.h"

enum { MOST_COLOURS = 256, N_SLOTS = 1024 };
enum { KIND_RGB = 2, KIND_PALETTE = 3 };
enum { FILTER_NONE = 0, FILTER_UP = 2 };
enum { LEVEL = 3 };

/* --- colours -------------------------------------------------------------- */

struct palette {
    uint32_t colour[MOST_COLOURS];
    size_t n;
    struct {
        uint32_t colour;
        int index; /* -1: free */
    } slots[N_SLOTS];
};

static size_t slot_of(const struct palette *p, uint32_t colour)
{
    size_t slot = (colour * 2654435761u) >> 22;

    while (p->slots[slot].index >= 0 && p->slots[slot].colour != colour)
        slot = (slot + 1) % N_SLOTS;
    return slot;
}

static uint32_t pixel(const struct pp_png *png, size_t x, size_t y)
{
    return png->pixels[y * png->stride + x] & 0xffffffu;
}

/* Returns 0, or -1 if there are too many. */
static int find_colours(const struct pp_png *png, struct palette *p)
{
    uint32_t last = UINT32_MAX;

    p->n = 0;
    for (size_t i = 0; i < N_SLOTS; i++)
        p->slots[i].index = -1;
    for (size_t y = 0; y < png->height; y++)
        for (size_t x = 0; x < png->width; x++) {
            uint32_t colour = pixel(png, x, y);
            if (colour == last)
                continue;
            last = colour;
            size_t slot = slot_of(p, colour);
            if (p->slots[slot].index >= 0)
                continue;
            if (p->n == MOST_COLOURS)
                return -1;
            p->slots[slot].colour = colour;
            p->slots[slot].index = (int)p->n;
            p->colour[p->n++] = colour;
        }
    return 0;
}

/* --- chunks --------------------------------------------------------------- */

static void put_number(struct pp_buffer *out, uint32_t number)
{
    char bytes[4] = {(char)(number >> 24), (char)(number >> 16),
                     (char)(number >> 8), (char)number};

    pp_buffer_append(out, bytes, sizeof bytes);
}

static void put_chunk(struct pp_buffer *out, const char type[4],
                      const void *bytes, size_t n)
{
    put_number(out, (uint32_t)n);
    size_t start = out->length;
    pp_buffer_append(out, type, 4);
    pp_buffer_append(out, bytes, n);
    put_number(out, (uint32_t)crc32(0, (const unsigned char *)out->data + start,
                                    (unsigned)(n + 4)));
}

static void put_header(struct pp_buffer *out, const struct pp_png *png,
                       int kind)
{
    struct pp_buffer head = PP_BUFFER_INIT;
    const char rest[5] = {8, (char)kind, 0, 0, 0}; /* 8 bits, plain */

    put_number(&head, (uint32_t)png->width);
    put_number(&head, (uint32_t)png->height);
    pp_buffer_append(&head, rest, sizeof rest);
    put_chunk(out, "IHDR", head.data, head.length);
    head.length = 0;
    put_number(&head, png->pixels_per_metre);
    put_number(&head, png->pixels_per_metre);
    pp_buffer_append(&head, "\1", 1); /* the metre */
    put_chunk(out, "pHYs", head.data, head.length);
    pp_buffer_clear(&head);
}

static void put_palette(struct pp_buffer *out, const struct palette *p)
{
    unsigned char bytes[3 * MOST_COLOURS];

    for (size_t i = 0; i < p->n; i++) {
        bytes[3 * i] = (unsigned char)(p->colour[i] >> 16);
        bytes[3 * i + 1] = (unsigned char)(p->colour[i] >> 8);
        bytes[3 * i + 2] = (unsigned char)p->colour[i];
    }
    put_chunk(out, "PLTE", bytes, 3 * p->n);
}

/* --- rows ----------------------------------------------------------------- */

static void fill_rgb(const struct pp_png *png, size_t y, unsigned char *row)
{
    for (size_t x = 0; x < png->width; x++) {
        uint32_t colour = pixel(png, x, y);
        *row++ = (unsigned char)(colour >> 16);
        *row++ = (unsigned char)(colour >> 8);
        *row++ = (unsigned char)colour;
    }
}

static void fill_indices(const struct pp_png *png, const struct palette *p,
                         size_t y, unsigned char *row)
{
    uint32_t last = pixel(png, 0, y);
    unsigned char index = (unsigned char)p->slots[slot_of(p, last)].index;

    for (size_t x = 0; x < png->width; x++) {
        uint32_t colour = pixel(png, x, y);
        if (colour != last)
            index = (unsigned char)p->slots[slot_of(p, colour)].index;
        last = colour;
        row[x] = index;
    }
}

static int is_row_as_above(const struct pp_png *png, size_t y)
{
    return y > 0 && memcmp(png->pixels + y * png->stride,
                           png->pixels + (y - 1) * png->stride,
                           png->width * sizeof *png->pixels) == 0;
}

/* All rows, each with its filter before it; palette NULL: RGB. */
static unsigned char *rows_of(const struct pp_png *png,
                              const struct palette *palette, size_t *n)
{
    size_t width = png->width * (palette != NULL ? 1 : 3);
    unsigned char *rows = pp_alloc_zero(png->height, width + 1);

    for (size_t y = 0; y < png->height; y++) {
        unsigned char *row = rows + y * (width + 1);
        if (is_row_as_above(png, y))
            row[0] = FILTER_UP; /* and no difference */
        else if (palette != NULL)
            fill_indices(png, palette, y, row + 1);
        else
            fill_rgb(png, y, row + 1);
    }
    *n = png->height * (width + 1);
    return rows;
}

void pp_png_write(const struct pp_png *png, struct pp_buffer *out)
{
    struct palette palette;
    int has_palette = find_colours(png, &palette) == 0;
    size_t n;
    unsigned char *rows = rows_of(png, has_palette ? &palette : NULL, &n);
    uLongf packed = compressBound(n);
    unsigned char *bytes = pp_alloc(packed);

    pp_buffer_append(out, "\x89PNG\r\n\x1a\n", 8);
    put_header(out, png, has_palette ? KIND_PALETTE : KIND_RGB);
    if (has_palette)
        put_palette(out, &palette);
    if (compress2(bytes, &packed, rows, n, LEVEL) != Z_OK)
        pp_out_of_memory(); /* the only reason there is */
    put_chunk(out, "IDAT", bytes, packed);
    put_chunk(out, "IEND", "", 0);
    pp_free(bytes);
    pp_free(rows);
}
