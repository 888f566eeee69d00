#include "prepost/stats/quadrature.h"

/* To 18 digits, from the roots of the Legendre polynomial. */
const double pp_gauss_legendre[PP_GAUSS_HALF][2] = {
    {0.995187219997021360, 0.0123412297999871995},
    {0.974728555971309498, 0.0285313886289336632},
    {0.938274552002732759, 0.0442774388174198062},
    {0.886415527004401034, 0.0592985849154367807},
    {0.820001985973902922, 0.0733464814110803057},
    {0.740124191578554364, 0.0861901615319532759},
    {0.648093651936975569, 0.0976186521041138883},
    {0.545421471388839536, 0.107444270115965635},
    {0.433793507626045138, 0.115505668053725601},
    {0.315042679696163374, 0.121670472927803391},
    {0.191118867473616309, 0.125837456346828296},
    {0.0640568928626056261, 0.127938195346752157}};

double pp_quadrature(double (*f)(double x, const void *ctx), const void *ctx,
                     double from, double to, int n_pieces)
{
    double half = 0.5 * (to - from) / n_pieces, sum = 0;

    for (int piece = 0; piece < n_pieces; piece++) {
        double middle = from + (2 * piece + 1) * half;
        for (int i = 0; i < PP_GAUSS_HALF; i++) {
            double reach = half * pp_gauss_legendre[i][0];
            sum += pp_gauss_legendre[i][1] *
                   (f(middle - reach, ctx) + f(middle + reach, ctx));
        }
    }
    return half * sum;
}
