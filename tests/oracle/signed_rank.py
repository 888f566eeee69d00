"""Signed-rank test by whole-number arithmetic: nothing is rounded before the
last step, and no code is shared with src/stats.

p: number of sign patterns (Python integers) with W at least as extreme.
Interval: every distinct Walsh average and every midpoint between neighbours
is tried, from below and from above; no bisection.

Prints the table in signed_rank.csv. The differences are
D_i = (a * i + b) mod m - c, i = 0 .. n-1, on whole numbers.
"""
from fractions import Fraction as F
import sys


def tails(d, theta, policy="pratt"):
    """2 W+, P(W+ >= w), P(W+ <= w) as fractions, midranks doubled."""
    e = [F(x) - theta for x in d]
    if policy == "wilcoxon":
        e = [x for x in e if x != 0]
    sizes = sorted(abs(x) for x in e)
    first, last = {}, {}
    for i, s in enumerate(sizes, 1):
        first.setdefault(s, i)
        last[s] = i
    rank2 = {s: first[s] + last[s] for s in first}
    flips, constant, w = [], 0, 0
    for x in e:
        r = rank2[abs(x)]
        if x == 0:
            if policy == "zsplit":
                flips.append(r)
                w += F(r, 2)
            continue
        flips.append(r)
        if x > 0:
            w += r
    ways = {0: 1}
    poly = [1]
    for r in sorted(flips):
        new = poly + [0] * r
        for i in range(len(poly)):
            new[i + r] += poly[i]
        poly = new
    total = 2 ** len(flips)
    upper = sum(c for i, c in enumerate(poly) if i >= w)
    lower = sum(c for i, c in enumerate(poly) if i <= w)
    return w, sum(flips), F(upper, total), F(lower, total)


def p_value(d, policy="pratt"):
    w, s, upper, lower = tails(d, F(0), policy)
    return w / 2, (s - w) / 2, min(F(1), 2 * min(upper, lower))


def interval(d, alpha):
    walsh = sorted({F(a + b, 2) for i, a in enumerate(d) for b in d[i:]})
    places = []
    for a, b in zip(walsh, walsh[1:]):
        places += [a, (a + b) / 2]
    places.append(walsh[-1])
    every = sorted(F(a + b, 2) for i, a in enumerate(d) for b in d[i:])
    m = len(every)
    hl = (every[(m - 1) // 2] + every[m // 2]) / 2
    below = tails(d, walsh[0] - 1)[2]
    above = tails(d, walsh[-1] + 1)[3]
    lo = hi = None
    rejected = [below, above]
    if below <= alpha / 2:
        for t in places:
            tail = tails(d, t)[2]
            if tail > alpha / 2:
                inside = t in walsh
                lo = (t if inside else max(x for x in walsh if x < t), inside)
                break
            rejected[0] = max(rejected[0], tail)
    else:
        rejected[0] = 0
    if above <= alpha / 2:
        for t in reversed(places):
            tail = tails(d, t)[3]
            if tail > alpha / 2:
                inside = t in walsh
                hi = (t if inside else min(x for x in walsh if x > t), inside)
                break
            rejected[1] = max(rejected[1], tail)
    else:
        rejected[1] = 0
    return hl, lo, hi, 1 - rejected[0] - rejected[1]


def g(x):
    return repr(float(x))


def rows():
    alpha = F(1, 20)
    print("n,a,b,m,c,policy,w_plus,w_minus,p,hl,lo,lo_in,hi,hi_in,attained")
    for n, a, b, m, c in [
        (5, 7, 3, 11, 4), (6, 7, 3, 11, 3), (7, 5, 1, 9, 3), (10, 7, 2, 9, 4),
        (15, 7, 2, 12, 4), (20, 11, 0, 13, 5), (25, 3, 2, 7, 3),
        (31, 7, 3, 17, 6), (32, 7, 3, 17, 6), (33, 7, 3, 17, 6),
        (60, 13, 5, 21, 8),
    ]:
        d = [(a * i + b) % m - c for i in range(n)]
        hl, lo, hi, att = interval(d, alpha)
        for policy in ["pratt", "wilcoxon", "zsplit"]:
            wp, wm, p = p_value(d, policy)
            end = [g(hl)]
            end += [g(lo[0]), str(int(lo[1]))] if lo else ["nan", "0"]
            end += [g(hi[0]), str(int(hi[1]))] if hi else ["nan", "0"]
            end += [g(att)]
            if policy != "pratt":
                end = [g(hl)] + [""] * 5
            print(",".join(map(str, [n, a, b, m, c, policy, g(wp), g(wm),
                                     g(p)] + end)))
    # p alone: everyone up, far tails, many people
    for n, a, b, m, c in [
        (31, 1, 1, 40, 0), (32, 1, 1, 40, 0), (63, 1, 1, 70, 0),
        (64, 1, 1, 70, 0), (65, 1, 1, 70, 0), (200, 7, 3, 23, 9),
        (200, 7, 3, 23, 5), (200, 7, 3, 23, 0), (499, 11, 3, 29, 12),
        (500, 11, 3, 29, 12), (500, 11, 3, 29, 3), (500, 1, 1, 600, 0),
        (500, 1, 0, 600, 233),
    ]:
        d = [(a * i + b) % m - c for i in range(n)]
        for policy in ["pratt", "wilcoxon"]:
            wp, wm, p = p_value(d, policy)
            print(",".join(map(str, [n, a, b, m, c, policy, g(wp), g(wm),
                                     g(p)] + [""] * 6)))


if __name__ == "__main__":
    rows()
