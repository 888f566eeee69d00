#!/usr/bin/env python3
"""How often what is told of scores pins how many people are beyond a cut-off.

Every set of n whole scores from 0 to 6, cut-off 3: of those in which 1 to 4
people are beyond it, or short of it, and 5 or more do not share the commonest
score, the share in which every set that is told the same has as many beyond.
Told: average and standard deviation to the last digit; those, and the middle
person; those to one decimal, and median and quartiles (type 7).

  python3 tests/oracle/pinned.py     (minutes; standard library alone)
"""
import collections
import itertools
import math


def quantile(x, p):
    at = (len(x) - 1) * p
    k = int(at)
    return x[k] + (at - k) * (x[min(k + 1, len(x) - 1)] - x[k])


def one_decimal(x):
    return math.floor(x * 10 + 0.5 + 1e-9)


def exact(x, n):
    return sum(x), sum(v * v for v in x)


def exact_and_median(x, n):
    return exact(x, n) + (quantile(x, 0.5),)


def printed_and_quartiles(x, n):
    mean = sum(x) / n
    sd = math.sqrt(max(0, sum(v * v for v in x) - n * mean * mean) / (n - 1))
    return (one_decimal(mean), one_decimal(sd)) + tuple(
        quantile(x, p) for p in (0.25, 0.5, 0.75))


def pinned(n, told):
    sets = collections.defaultdict(list)
    for x in itertools.combinations_with_replacement(range(7), n):
        beyond = sum(v >= 3 for v in x)
        is_asked = n - max(map(x.count, set(x))) >= 5 and (
            0 < beyond < 5 or 0 < n - beyond < 5)
        sets[told(x, n)].append((beyond, is_asked))
    asked = certain = 0
    for alike in sets.values():
        k = sum(is_asked for _, is_asked in alike)
        asked += k
        if len({beyond for beyond, _ in alike}) == 1:
            certain += k
    return certain / asked


if __name__ == "__main__":
    for n, told in ((10, exact), (10, exact_and_median),
                    (20, printed_and_quartiles), (26, printed_and_quartiles)):
        print(f"{n}\t{told.__name__}\t{pinned(n, told):.4f}", flush=True)
