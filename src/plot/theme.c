#include "prepost/plot/theme.h"

#include <math.h>

#define INK  0x222222
#define SOFT 0x555555

#define FACES                                                                  \
    .title = {17, PP_BOLD, PP_UPRIGHT, INK},                                   \
    .subtitle = {12, PP_REGULAR, PP_UPRIGHT, SOFT},                            \
    .label = {12, PP_REGULAR, PP_UPRIGHT, INK},                                \
    .strong = {12, PP_BOLD, PP_UPRIGHT, INK},                                  \
    .tick = {11, PP_REGULAR, PP_UPRIGHT, 0x4D4D4D},                            \
    .note = {11, PP_REGULAR, PP_UPRIGHT, 0x5E5E5E}, .ink = INK, .soft = SOFT

static const struct pp_theme COLOUR = {
    FACES,
    .grid = {0xE5E5E5, 1},
    .baseline = {0x8C8C8C, 1},
    .rule = {0xBFBFBF, 1},
    .stripe = {0xF5F6F7, 1},
    .band = {0x009E73, 0.13},
    .before = 0xE69F00,
    .after = 0x0072B2,
    .better = 0x0072B2,
    .same = 0x8A8A8A,
    .worse = 0xD55E00,
    .better_text = 0x005A8E,
    .worse_text = 0xA84A00,
    .box = {0xEBF3FA, 0x0072B2},
    .aside = {0xF4F4F4, 0x8C8C8C},
    .last = {0xE6F5F0, 0x00805E},
    .quiet_line = {0x6E6E6E, 0.4},
    .worse_line = {0xD55E00, 0.5},
    .series = {{0x0072B2, 0x005A8E, PP_MARK_SQUARE},
               {0xD55E00, 0xA84A00, PP_MARK_CIRCLE},
               {0x009E73, 0x006B4E, PP_MARK_TRIANGLE},
               {0xCC79A7, 0x8F3F6C, PP_MARK_DIAMOND},
               {0x56B4E9, 0x1A6A97, PP_MARK_WEDGE},
               {0x555555, 0x444444, PP_MARK_CROSS}},
};

static const struct pp_theme MONOCHROME = {
    FACES,
    .grid = {0xE2E2E2, 1},
    .baseline = {0x808080, 1},
    .rule = {0xB0B0B0, 1},
    .stripe = {0xF5F5F5, 1},
    .band = {0x000000, 0.09},
    .before = 0xA6A6A6,
    .after = 0x4A4A4A,
    .better = 0x303030,
    .same = 0x8A8A8A,
    .worse = 0x111111,
    .better_text = 0x222222,
    .worse_text = 0x222222,
    .box = {0xFFFFFF, 0x333333},
    .aside = {0xF2F2F2, 0x8C8C8C},
    .last = {0xE4E4E4, 0x333333},
    .quiet_line = {0x909090, 0.55},
    .worse_line = {0x111111, 0.5},
    .series = {{0x2B2B2B, 0x222222, PP_MARK_SQUARE},
               {0x7A7A7A, 0x444444, PP_MARK_CIRCLE},
               {0x4F4F4F, 0x333333, PP_MARK_TRIANGLE},
               {0x969696, 0x4D4D4D, PP_MARK_DIAMOND},
               {0x636363, 0x3A3A3A, PP_MARK_WEDGE},
               {0x000000, 0x222222, PP_MARK_CROSS}},
};

const struct pp_theme *pp_theme_of(const struct pp_plot_style *style)
{
    return style->theme == PP_THEME_MONOCHROME ? &MONOCHROME : &COLOUR;
}

struct pp_face pp_face_in(struct pp_face face, uint32_t rgb)
{
    face.rgb = rgb;
    return face;
}

static double linear(uint32_t channel)
{
    double c = (double)(channel & 0xFF) / 255;

    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(uint32_t rgb)
{
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) +
           0.0722 * linear(rgb);
}

double pp_contrast(uint32_t a, uint32_t b)
{
    double x = luminance(a), y = luminance(b);

    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

uint32_t pp_readable_on(uint32_t rgb)
{
    if (pp_contrast(0xFFFFFF, rgb) >= 4.5)
        return 0xFFFFFF;
    return pp_contrast(INK, rgb) >= 4.5 ? INK : 0x000000;
}
