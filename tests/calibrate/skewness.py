#!/usr/bin/python3
"""What the rule of skewness costs and what it gains: makes skewness.md.

    tests/calibrate/skewness.py >tests/calibrate/skewness.md

A change must also hold in Hall's (1992) test where the changes reach further
against it, by K standard errors of their skewness; F multiplies the skewness.
src/analysis/verdict.c has F 1.75 and K 1, from 30 people on. Beside it other
tests and limits, a stricter level, and what no rule with the power of t can be
better than. Needs NumPy and SciPy; independent of the program's own code.
"""

import numpy as np
from scipy import stats

RNG = np.random.default_rng(20261128)
OUTCOMES = 6
ALPHA = 0.05 / OUTCOMES
RULES = [None, (1.25, 1), (1.75, 1), (2, 1), (2, 0)]
# Share who fall, by how many SD: all others rise a little, no change on average.
FALLS = [(0.15, 2.5), (0.10, 2), (0.12, 3), (0.10, 3), (0.08, 4)]
PARTS = [0.5, 0.4]
SD = 6
R = 0.6


def falling(share, far, people=400_000):
    """Changes in whole points of a population of whom few fall far, and those
    of the people who do not."""
    change = RNG.standard_normal(people) * 0.8 * np.sqrt(2 * (1 - R))
    falls = RNG.random(people) < share
    change[falls] -= far
    whole = np.round((change - change.mean()) * SD)
    whole -= whole.mean()
    return whole, whole[~falls]


def of_six(one):
    """Percent of evaluations of six such outcomes."""
    return 100 * (1 - (1 - one) ** OUTCOMES)


def samples(draw, n, wanted):
    """Samples of n, some at a time; their t, G1 and p."""
    done = 0
    while done < wanted:
        rows = min(wanted - done, 4_000_000 // n)
        x = draw((rows, n))
        off = x - x.mean(1, keepdims=True)
        m2, m3 = (off**2).mean(1), (off**3).mean(1)
        t = x.mean(1) / (x.std(1, ddof=1) / np.sqrt(n))
        g1 = m3 / m2**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
        yield x, t, g1, 2 * stats.t.sf(np.abs(t), n - 1)
        done += rows


def improved(t, g1, p, n, rule):
    """Which samples are said to have improved."""
    said = (p < ALPHA) & (t > 0)
    if rule is None:
        return said
    factor, errors = rule
    se = np.sqrt(6 * n * (n - 1) / ((n - 2) * (n + 1) * (n + 3)))
    g = factor * g1 / np.sqrt(n)
    moved = t + g * (t * t / 3 + 1 / 6) + g * g * t**3 / 27
    holds = (2 * stats.t.sf(np.abs(moved), n - 1) < ALPHA) & (moved > 0)
    return said & (holds | (-g1 <= errors * se))


def bootstrap_t(x, t, resamples=1999):
    """Whether 0 is below the bootstrap-t limit (Efron 1981) of one sample."""
    n = len(x)
    y = x[RNG.integers(0, n, (resamples, n))]
    spread = y.std(1, ddof=1)
    some = np.where(spread > 0, spread, 1)
    beyond = np.where(spread > 0, (y.mean(1) - x.mean()) / some * np.sqrt(n),
                      np.inf) >= t
    return (1 + beyond.sum()) / (resamples + 1) < ALPHA / 2


def empirical_likelihood(x):
    """Whether 0 is below its empirical likelihood limit (Owen 1990; F)."""
    if x.min() >= 0:
        return True
    low, high = -1 / x.max() + 1e-9, -1 / x.min() - 1e-9
    for _ in range(60):
        middle = (low + high) / 2
        if (x / (1 + middle * x)).sum() > 0:
            low = middle
        else:
            high = middle
    return (2 * np.log1p(middle * x).sum()
            > stats.f.isf(ALPHA, 1, len(x) - 1))


def sign_flips(x, resamples=4999):
    """Whether chance signs put the sum of one sample that high as seldom."""
    signs = 2.0 * RNG.integers(0, 2, (resamples, len(x)), dtype=np.int8) - 1
    beyond = signs @ x >= x.sum() - 1e-9
    return (1 + beyond.sum()) / (resamples + 1) < ALPHA / 2


def shares(draw, n, wanted, others=0):
    """By rule, the share of samples said to have improved; and by the other
    limits, of the first so many that t finds."""
    said = np.zeros(len(RULES))
    seen, found = 0, []
    for x, t, g1, p in samples(draw, n, wanted):
        by_t = improved(t, g1, p, n, None)
        said += [improved(t, g1, p, n, rule).sum() for rule in RULES]
        seen += len(t)
        if len(found) < others:
            found += list(zip(x[by_t], t[by_t]))
    said /= seen
    if not others:
        return said
    found = found[:others]
    return np.append(said[[0, 2]], [
        said[0] * np.mean([bootstrap_t(x, t) for x, t in found]),
        said[0] * np.mean([empirical_likelihood(x) for x, _ in found]),
        said[0] * np.mean([sign_flips(x) for x, _ in found])])


def cells(n, n_false, n_power, others=0):
    false = [of_six(shares(lambda size: RNG.choice(falling(*fall)[0], size), n,
                           n_false, others)) for fall in FALLS]
    lost = []
    for power in (0.5, 0.8):
        d = (stats.t.isf(ALPHA / 2, n - 1) + stats.norm.ppf(power)) / np.sqrt(n)
        has = shares(
            lambda size: np.round(SD * (RNG.standard_normal(size) + d)),
            n, n_power, others)
        lost.append(100 * (has[0] - has))
    return ["/".join("%.1f" % f[k] for f in false)
            + " (" + "/".join("%.1f" % g[k] for g in lost) + ")"
            for k in range(len(false[0]))]


def least(n, share, far):
    """No faller in the sample, and what t says of those who rise."""
    rising = falling(share, far)[1]
    return of_six((1 - share) ** n * shares(
        lambda size: RNG.choice(rising, size), n, 20_000)[0])


def stricter(n):
    """As cells(), of t at parts of its level."""
    def said(draw, wanted):
        seen, found = 0, np.zeros(1 + len(PARTS))
        for _, t, _, p in samples(draw, n, wanted):
            seen += len(t)
            found += [((p < part * ALPHA) & (t > 0)).sum()
                      for part in [1] + PARTS]
        return found / seen

    false = [of_six(said(lambda size: RNG.choice(falling(*fall)[0], size),
                         120_000)) for fall in FALLS]
    lost = []
    for power in (0.5, 0.8):
        d = (stats.t.isf(ALPHA / 2, n - 1) + stats.norm.ppf(power)) / np.sqrt(n)
        has = said(lambda size: np.round(SD * (RNG.standard_normal(size) + d)),
                   60_000)
        lost.append(100 * (has[0] - has))
    return ["/".join("%.1f" % f[k] for f in false)
            + " (" + "/".join("%.1f" % g[k] for g in lost) + ")"
            for k in range(len(false[0]))]


def table(head, rows):
    print("| " + " | ".join(head) + " |\n" + "|---" * len(head) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def main():
    who = ", ".join("%g %% fall by %g SD" % (100 * s, f) for s, f in FALLS)
    print("# The rule of skewness: what it gains and costs\n")
    print("Made by tests/calibrate/skewness.py. Of 100 evaluations of six "
          "outcomes without change on average, in\nhow many is some outcome "
          "said to have improved, where of the people\n" + who
          + ", and all others\nrise a little. In brackets, points of power "
          "lost where changes are not skewed and the t test has 50 and\n80 %, "
          "at the 5/6 % of the first step of Holm. The program has 1.75, "
          "beyond 1 SE, from 30 people on.\n")
    table(["n", "t test alone"] + ["%g, beyond %g SE" % r for r in RULES[1:]],
          ([str(n)] + cells(n, 120_000, 60_000)
           for n in (12, 20, 26, 30, 35, 40, 45, 50, 60, 80, 100)))
    print("\n## Other tests and limits\n\nThe same where a finding of t must also "
          "hold in another (of 600 findings; 1,999 resamples,\n4,999 sets of "
          "signs).\n")
    table(["n", "t test alone", "1.75, beyond 1 SE", "bootstrap-t",
           "empirical likelihood", "sign flips"],
          ([str(n)] + cells(n, 60_000, 15_000, 600) for n in (30, 40, 50)))
    print("""
## What no rule with the power of t can be better than

Where a share p falls, nobody who falls is in (1 - p)^n of the samples. Such a
sample is one of a population in which all rise, and there to say "improved" is
right: a rule says it of so many as its power there is. In the population in
which p fall it says it falsely at least (1 - p)^n times that power. Below: of
100 evaluations of six outcomes, at least in how many, for a rule that has the
power of t among those who rise.
""")
    table(["n"] + ["%g %% fall by %g SD" % (100 * s, f) for s, f in FALLS],
          ([str(n)] + ["%.1f" % least(n, *fall) for fall in FALLS]
           for n in (12, 16, 20, 26, 30, 35, 40, 45, 50, 60, 80)))
    print("\n## A stricter level\n\nThe same where p must be under a part of "
          "the level.\n")
    table(["n", "t test alone"] + ["%g of the level" % f for f in PARTS],
          ([str(n)] + stricter(n) for n in (12, 20, 26, 29)))
    print("""
With up to about 20 people most of the false findings are those of samples in
which nobody fell, and a rule that has 3 % there has it by not finding what it
should. Where 10 % fall by 3 SD that holds at 40 people still, where 8 % fall by
4 SD at 50.

So the rule acts from 30 people on. There it takes back between an eighth and a
half of the false findings, for 5 points of power; without it there would be 5
to 18 % of them, with it 4 to 16 %. A wrong claim harms more than a finding that
is lost. It comes within about 2 points of what is possible at 30 people as at
40 with the power of t, where it costs about 3 points of power, and less with
more. From 40 on a factor of 2 would gain at most 0.2 points more for 0.5 to 0.8
points of power: no bargain, and what is left is near what is possible. At 30 a
factor of 1.25 would save 2 points of power for half a point of what is false;
bootstrap-t and empirical likelihood cost as much and gain as much or less;
signs at random, which take changes to be symmetric, gain next to nothing.

Below 30 the rule would cost 5 points and more and take back little. Half of the
level would take back between a quarter and nearly half, and cost everybody with
so few people 9 to 12 points of power, whether few fall far or none do. The
conventions' operating characteristics are those of t at its level, and are kept
there: so no rule acts, and the technical report says what so few people cannot
show.""")


if __name__ == "__main__":
    main()
