#include "prepost/base/png_writer.h"

#include <png.h>

#include "prepost/base/alloc.h"

enum { MOST_COLOURS = 256, N_SLOTS = 1024, LEVEL = 3 };

/* --- colours -------------------------------------------------------------- */

struct palette {
    png_color colours[MOST_COLOURS];
    int n;
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

static png_color parts_of(uint32_t colour)
{
    return (png_color){(png_byte)(colour >> 16), (png_byte)(colour >> 8),
                       (png_byte)colour};
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
            p->slots[slot].index = p->n;
            p->colours[p->n++] = parts_of(colour);
        }
    return 0;
}

/* --- rows ----------------------------------------------------------------- */

static void fill_rgb(const struct pp_png *png, size_t y, png_byte *row)
{
    for (size_t x = 0; x < png->width; x++) {
        png_color c = parts_of(pixel(png, x, y));
        *row++ = c.red;
        *row++ = c.green;
        *row++ = c.blue;
    }
}

static void fill_indices(const struct pp_png *png, const struct palette *p,
                         size_t y, png_byte *row)
{
    uint32_t last = pixel(png, 0, y);
    png_byte index = (png_byte)p->slots[slot_of(p, last)].index;

    for (size_t x = 0; x < png->width; x++) {
        uint32_t colour = pixel(png, x, y);
        if (colour != last)
            index = (png_byte)p->slots[slot_of(p, colour)].index;
        last = colour;
        row[x] = index;
    }
}

/* --- the file ------------------------------------------------------------- */

static void append(png_structp writer, png_bytep bytes, size_t n)
{
    pp_buffer_append(png_get_io_ptr(writer), (const char *)bytes, n);
}

static void flush(png_structp writer)
{
    (void)writer; /* memory needs none */
}

static png_voidp get_memory(png_structp writer, size_t size)
{
    (void)writer;
    return pp_alloc(size);
}

static void give_back(png_structp writer, png_voidp memory)
{
    (void)writer;
    pp_free(memory);
}

/* What it is given is in order, so only zlib's want of memory is left. */
static void stop(png_structp writer, png_const_charp message)
{
    (void)writer;
    (void)message;
    pp_out_of_memory();
}

static void ignore(png_structp writer, png_const_charp message)
{
    (void)writer;
    (void)message;
}

void pp_png_write(const struct pp_png *png, struct pp_buffer *out)
{
    struct palette palette;
    int has_palette = find_colours(png, &palette) == 0;
    png_structp writer = png_create_write_struct_2(
        PNG_LIBPNG_VER_STRING, NULL, stop, ignore, NULL, get_memory, give_back);
    png_infop info = png_create_info_struct(writer);
    png_byte *row = pp_alloc_array(png->width, 3);

    png_set_write_fn(writer, out, append, flush);
    png_set_IHDR(writer, info, (png_uint_32)png->width,
                 (png_uint_32)png->height, 8,
                 has_palette ? PNG_COLOR_TYPE_PALETTE : PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (has_palette)
        png_set_PLTE(writer, info, palette.colours, palette.n);
    png_set_pHYs(writer, info, png->pixels_per_metre, png->pixels_per_metre,
                 PNG_RESOLUTION_METER);
    png_set_filter(writer, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
    png_set_compression_level(writer, LEVEL);
    png_write_info(writer, info);
    for (size_t y = 0; y < png->height; y++) {
        if (has_palette)
            fill_indices(png, &palette, y, row);
        else
            fill_rgb(png, y, row);
        png_write_row(writer, row);
    }
    png_write_end(writer, NULL);
    pp_free(row);
    png_destroy_write_struct(&writer, &info);
}
