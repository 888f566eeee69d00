"""How many people: by SciPy's noncentral t and numerical integration.

python3 tests/oracle/planning.py > tests/oracle/planning.csv
Columns: case, sd_change, sesoi, level, n_tests, group_size, icc, arms, power,
n for a change, n for none that matters, n to decide, and at n = 40 (per arm):
power for a change, power for none, detectable change.
Independent of the C code: scipy.stats.nct and t; equivalence by integrating
over the chi distribution of the SD (scipy.integrate); plain search from below.
Where there are neither groups nor arms nor several tests, statsmodels agrees
(asserted).
"""
import math
from scipy import stats, integrate, optimize
from statsmodels.stats.power import TTestPower


def se_df(c, n):
    sd, sesoi, level, m, size, icc, arms = c
    deff = 1 + (size - 1) * icc if size > 1 else 1
    se = sd * math.sqrt(arms * deff / n)
    if size > 1:
        groups = arms * n / size
        return se, groups - arms if groups >= 4 else float("nan")
    return se, (n - 1 if arms == 1 else 2 * n - 3)


def power(c, change, n):
    se, df = se_df(c, n)
    if not df > 0:
        return 0
    limit = stats.t.isf((1 - c[2]) / c[3] / 2, df)
    ncp = change / se
    return stats.nct.sf(limit, df, ncp) + stats.nct.cdf(-limit, df, ncp)


def none(c, n):
    se, df = se_df(c, n)
    if not df > 0:
        return 0
    limit = stats.t.isf(1 - c[2], df)
    b = c[1] / se

    def given(s):  # s: estimated over true SD
        reach = b - limit * s
        if reach <= 0:
            return 0
        return (2 * stats.norm.cdf(reach) - 1) * 2 * df * s * \
            stats.chi2.pdf(df * s * s, df)
    return integrate.quad(given, 0, b / limit, limit=400, epsabs=1e-13,
                          epsrel=1e-12, points=[min(1, b / limit * .999)])[0]


def decides(c, n):
    se, df = se_df(c, n)
    return df > 0 and c[1] >= (stats.t.isf((1 - c[2]) / c[3] / 2, df) +
                               stats.t.isf(1 - c[2], df)) * se


def fewest(ok):
    n = 6
    while not ok(n):
        n += 1
    return n


cases = {
    # CONVENTIONS section 4: 17, 66, 171 pairs; in a family of six 24, 92, 241
    "phq9": (5.3, 5, .95, 1, 0, 0, 1), "hhi": (4.4, 2, .95, 1, 0, 0, 1),
    "swemwbs": (1.8, .5, .95, 1, 0, 0, 1),
    "phq9 of six": (5.3, 5, .95, 6, 0, 0, 1),
    "hhi of six": (4.4, 2, .95, 6, 0, 0, 1),
    "swemwbs of six": (1.8, .5, .95, 6, 0, 0, 1),
    "half an sd": (1, .5, .95, 1, 0, 0, 1),
    "large": (1, 3, .95, 1, 0, 0, 1),
    "level 90": (2, 1, .90, 2, 0, 0, 1),
    "groups": (4.4, 2, .95, 1, 10, .05, 1),
    "small groups": (4.4, 2, .95, 2, 4, .2, 1),
    "two arms": (4.8, 2, .95, 1, 0, 0, 2),
    "two arms and three tests": (4.8, 2, .95, 3, 0, 0, 2),
    "two arms in groups": (4.8, 2.5, .95, 1, 8, .1, 2),
}
for name, c in cases.items():
    for p in (.8, .9):
        n1 = fewest(lambda n: power(c, c[1], n) >= p)
        n2 = fewest(lambda n: none(c, n) >= p)
        n3 = fewest(lambda n: decides(c, n))
        at = 40
        d = optimize.brentq(lambda x: power(c, x, at) - p, 1e-6, 50, xtol=1e-14)
        if c[3] == 1 and c[4] == 0 and c[6] == 1:
            sm = TTestPower().power(c[1] / c[0], at, 1 - c[2])
            assert abs(sm - power(c, c[1], at)) < 1e-8, (sm, power(c, c[1], at))
        print(",".join([name] + ["%.15g" % x for x in
              list(c) + [p, n1, n2, n3, power(c, c[1], at), none(c, at), d]]))
