#!/usr/bin/env python3
"""JZS Bayes factors to 20 digits, for test_bayes_factor.c.

30-digit quadrature over the effect size delta itself: a Cauchy prior of
scale r on delta, and the noncentral t density of the observed t, each as an
integral of its own. The program computes the same number as one integral over
the prior's variance (Rouder et al. 2009, eq. 1), so the two share no formula.
"""
from mpmath import mp, mpf, quad, exp, log, sqrt, pi, loggamma

mp.dps = 30
ROWS = [("4.0621276833820388", 9, 10, "0.70710678118654752440"),
        ("3.5", 19, 20, "0.707"), ("3.5", 19, 20, "1"),
        ("2.03", 79, 80, "1"), ("0", 5, 6, "0.70710678118654752440"),
        ("-2.2", 30, 31, "0.5"), ("12", 199, 200, "0.70710678118654752440")]


def t_density(t, v, ncp):
    # integral over s = sqrt(chi2_v / v) of s phi(t s - ncp) f(s)
    c = log(2) + v / 2 * log(v / 2) - loggamma(v / 2)
    f = lambda s: s * exp(-(t * s - ncp) ** 2 / 2 + c
                          + (v - 1) * log(s) - v * s * s / 2) / sqrt(2 * pi)
    w = 1 / sqrt(2 * v)
    points = [p for p in (1 - 12 * w, 1 - 6 * w, 1 - 2 * w, 1, 1 + 2 * w,
                          1 + 6 * w, 1 + 12 * w) if p > 0]
    return quad(f, [0] + points + [points[-1] + 20 * w])


def central_density(t, v):
    # in closed form: quad's tolerance is absolute, and this can be 1e-26
    return exp(loggamma((v + 1) / 2) - loggamma(v / 2)
               - (v + 1) / 2 * log(1 + t * t / v)) / sqrt(v * pi)


for text, v, n, r_text in ROWS:
    t, r, v = mpf(text), mpf(r_text), mpf(v)
    prior = lambda d: 1 / (pi * r * (1 + (d / r) ** 2))
    centre, width = t / sqrt(n), 1 / sqrt(mpf(n))
    points = sorted([centre + k * width for k in (-14, -8, -4, -2, 0, 2, 4, 8, 14)])
    g = lambda d: prior(d) * t_density(t, v, d * sqrt(n))
    mp.dps = 20
    numerator = quad(g, [points[0] - 40 * width] + points + [points[-1] + 40 * width])
    print(text, int(v), n, r_text, mp.nstr(numerator / central_density(t, v), 17),
          flush=True)
