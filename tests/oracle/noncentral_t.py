#!/usr/bin/env python3
"""Both tails of the noncentral t distribution to 20 digits, for test_noncentral_t.

Writes noncentral_t.csv: df, ncp, t, lower, upper. Needs mpmath.

Route 1 (all rows): 30-digit quadrature of
    P(T > t) = integral over s > 0 of Phi(ncp - t s) f(s) ds,
f the density of sqrt(chi2_df / df), cut into pieces of a few widths of the
narrower factor, each piece doubled in degree until it stands still.
Route 2 (rows with df <= 200 and |ncp| <= 10, t > 0): the series of incomplete
beta functions (Guenther 1978), summed at 120 digits. The program stops if the
two routes differ by more than 1e-18.
"""
import csv
import os
import sys
from multiprocessing import Pool

import mpmath
from mpmath import mp, mpf

DFS = ["1", "1.3", "2", "2.8125", "5", "9", "19", "49", "199", "1000",
       "30000", "699999", "1000000"]
NCPS = ["-3", "0", "0.5", "2", "6", "10", "37", "38.5", "120", "345", "500"]
STEPS = [-25, -9, -4, -2, 0, 1, 3, 7, 20]


def log_integrand(u, df, t, ncp, sign):
    s = mp.exp(u)
    z = sign * (t * s - ncp)
    phi = (mp.log(mp.erfc(-z / mp.sqrt(2)) / 2) if z > -200
           else -z * z / 2 - mp.log(-z))
    return df * (u - (s * s - 1) / 2) + phi


def quadrature(df, t, ncp, sign):
    f = lambda u: log_integrand(u, df, t, ncp, sign)
    mp.dps = 15
    lo, hi = mpf(-60), mpf(6)
    for _ in range(90):                     # the mode, by golden section
        a, b = lo + (hi - lo) * 0.382, lo + (hi - lo) * 0.618
        if f(a) > f(b):
            hi = b
        else:
            lo = a
    mode, top = (lo + hi) / 2, f((lo + hi) / 2)

    def end(direction):
        near, far = mpf(0), mpf(1) / 1000
        while top - f(mode + direction * far) < 75:
            far *= 2
        for _ in range(20):
            mid = (near + far) / 2
            if top - f(mode + direction * mid) < 75:
                near = mid
            else:
                far = mid
        return mode + direction * far

    a, b = end(-1), end(+1)
    mp.dps = 30
    # pieces: even ones over the support, and fine ones where Phi turns
    points = [a + (b - a) * i / 12 for i in range(13)] + [mode]
    if ncp > 0:
        for k in range(-12, 13):
            s = (ncp + mpf(k)) / t
            if s > 0:
                points.append(mp.log(s))
    points = sorted(p for p in set(points) if a <= p <= b)
    constant = 2 * mp.exp(df / 2 * mp.log(df / 2) - mp.loggamma(df / 2) - df / 2)
    # quad's tolerance is absolute: make the height of the integrand 1
    g = lambda u: mp.exp(f(u) - top)
    value, error = mp.quad(g, points, method="gauss-legendre", error=True,
                           maxdegree=7)
    again = mp.quad(g, points, method="gauss-legendre", maxdegree=8)
    assert abs(value - again) <= abs(again) * mpf(10) ** -20, (df, t, ncp)
    return constant * again * mp.exp(top)


def tails(df, t, ncp):
    if t == 0:
        return mp.ncdf(-ncp), mp.ncdf(ncp)
    if t < 0:
        lower, upper = tails(df, -t, -ncp)
        return upper, lower
    return quadrature(df, t, ncp, +1), quadrature(df, t, ncp, -1)


def series_lower(df, t, ncp):
    mp.dps = 120
    x = t * t / (t * t + df)
    half = ncp * ncp / 2
    total, j = mp.erfc(ncp / mp.sqrt(2)) / 2, 0
    while True:
        p = mp.exp(-half) * half ** j / mp.factorial(j) if half or not j else 0
        q = (ncp / mp.sqrt(2) * mp.exp(-half) * half ** j
             / mp.gamma(j + mpf(3) / 2)) if ncp else 0
        term = (p * mp.betainc(j + mpf(1) / 2, df / 2, 0, x, regularized=True)
                + q * mp.betainc(j + 1, df / 2, 0, x, regularized=True)) / 2
        total += term
        j += 1
        if j > half + 10 and abs(term) < abs(total) * mpf(10) ** -100:
            break
    return total


def row(case):
    df_text, ncp_text, t_text = case
    mp.dps = 30
    df, ncp, t = mpf(df_text), mpf(ncp_text), mpf(t_text)
    lower, upper = tails(df, t, ncp)
    assert abs(lower + upper - 1) < mpf(10) ** -18, case
    if df <= 200 and abs(ncp) <= 10 and t > 0:
        other = series_lower(df, t, ncp)
        mp.dps = 120
        assert abs(other - lower) < mpf(10) ** -18 * lower, (case, lower)
        assert abs(1 - other - upper) < mpf(10) ** -18 * upper, (case, upper)
        mp.dps = 30
    return [df_text, ncp_text, t_text,
            mp.nstr(lower, 20), mp.nstr(upper, 20)]


def cases():
    for df in DFS:
        for ncp in NCPS:
            for k in STEPS:
                d, v = float(ncp), float(df)
                scale = (1 + d * d / (2 * v)) ** 0.5
                t = d + k * scale
                yield df, ncp, repr(float("%.4g" % t))


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    with Pool() as pool:
        rows = pool.map(row, list(cases()), chunksize=4)
    rows = [r for r in rows if float(r[3]) > 1e-290 and float(r[4]) > 1e-290]
    with open(os.path.join(here, "noncentral_t.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["df", "ncp", "t", "lower", "upper"])
        writer.writerows(rows)
    print(len(rows), "rows", file=sys.stderr)
