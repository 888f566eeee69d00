#include "bracket.h"

#include <math.h>

void pp_bracket_look(struct pp_bracket *b, int64_t at,
                     double (*f)(void *ctx, int64_t at), void *ctx)
{
    if (at <= b->low || at >= b->high)
        return;
    double y = f(ctx, at);
    if (y > 0.0) {
        b->high = at;
        b->f_high = y;
    } else {
        b->low = at;
        b->f_low = y;
    }
}

void pp_bracket_narrow(struct pp_bracket *b, double (*f)(void *ctx, int64_t at),
                       void *ctx, double enough)
{
    while (b->high - b->low > 1 && b->f_high - b->f_low > enough) {
        double width = (double)(b->high - b->low);
        double rise = (b->f_high - b->f_low) / width;
        int64_t low = b->low;
        double miss = -b->f_low / rise;
        int64_t at = low + (int64_t)fmin(fmax(miss, 1.0), width - 1.0);
        pp_bracket_look(b, at, f, ctx);
        double left = at == b->low ? -b->f_low : -b->f_high;
        pp_bracket_look(b, at + (int64_t)(2.0 * left / rise), f, ctx);
        if ((double)(b->high - b->low) > width / 4.0)
            pp_bracket_look(b, b->low + (b->high - b->low) / 2, f, ctx);
    }
}
