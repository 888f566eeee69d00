"""BCa of the mean over ALL resamples: the n-fold convolution of the
differences, in whole numbers; no resample is drawn. Prints bootstrap.csv.

Ties with the estimate count half in z0. Quantiles: inverse of the
distribution function, the mean of both neighbours at a jump.
"""
from fractions import Fraction as F
from math import sqrt
from scipy.stats import norm, t as student


def distribution(d):
    ways = {0: 1}
    for _ in d:
        new = {}
        for s, w in ways.items():
            for x in d:
                new[s + x] = new.get(s + x, 0) + w
        ways = new
    total = len(d) ** len(d)
    return [(s, F(ways[s], total)) for s in sorted(ways)]


def quantile(dist, level, n):
    level, cum = F(level), F(0)
    for i, (s, p) in enumerate(dist):
        cum += p
        if cum > level:
            return s / n
        if cum == level:
            return (s + dist[i + 1][0]) / 2 / n
    return dist[-1][0] / n


def bca(d, expanded, conf=.95):
    n, dist = len(d), distribution(d)
    below = sum(p for s, p in dist if s < sum(d)) + sum(p for s, p in dist if s == sum(d)) / 2
    u = [x - F(sum(d), n) for x in d]
    a = float(sum(x ** 3 for x in u)) / (6 * float(sum(x ** 2 for x in u)) ** 1.5)
    z0 = norm.ppf(float(below))
    z = sqrt(n / (n - 1)) * student.ppf(1 - (1 - conf) / 2, n - 1) if expanded else norm.ppf(1 - (1 - conf) / 2)
    out = []
    for q in (-z, z):
        level = norm.cdf(z0 + (z0 + q) / (1 - a * (z0 + q)))
        out += [level, quantile(dist, level, n)]
    return float(below), a, out


sets = {
    "O19": [-2, 1, 3, 4, 4, 7],
    "A": [2, 0, 4, -1, 1, 3, 2, 0, 5, -3, 2, 1],
    "B": [-3, 0, -6, -1, -2, -4, 0, 1, 0, -3, -1, -1, -2, 0, -2, 0],
    "C": [3, 2, -3, 3, 0, 5, 2, 1],
    "N20": [(7 * i + 2) % 12 - 4 for i in range(20)],
    "N30": [(7 * i * i + 2) % 13 - 3 for i in range(30)],
}
print("set,expanded,below,a,level_lo,lo,level_hi,hi")
for name, d in sets.items():
    for expanded in (False, True):
        below, a, out = bca(d, expanded)
        print(name, int(expanded), repr(below), repr(a), *[repr(float(x)) for x in out], sep=",")
