#ifndef PREPOST_BASE_PNG_WRITER_H
#define PREPOST_BASE_PNG_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "prepost/base/buffer.h"

/*
 * A picture as PNG: up to 256 colours as a palette, more as RGB; no alpha.
 *
 * The door to libpng, which is told what figures are: flat areas with smoothed
 * edges. Rows as they are pack as well as the five-way choice that it makes
 * for photographs (and cairo with it), in a small part of the time.
 *
 * In         pixels: 0x00RRGGBB, rows of `stride` words; width, height >= 1
 * Out        appended to `out`; density in pixels to the metre (pHYs)
 * Errors     none; memory as everywhere
 */
struct pp_png {
    const uint32_t *pixels;
    size_t width, height, stride;
    uint32_t pixels_per_metre;
};

void pp_png_write(const struct pp_png *png, struct pp_buffer *out);

#endif
