#!/usr/bin/env python3
"""How often averages and spreads pin how many got worse by an amount.

Made-up changes of 30 people on scales of so many steps, of whom 5 to 7 got
worse at all, which is told, and fewer than 5 by the amount (a fifth of the
scale), which is hidden; how many got better by it is told. Counted is how often
average and spread of the changes leave fewer than five numbers: with all
digits, and of those, how often only with all digits and not to one decimal
(which takes too long to try where there are more steps).

  python3 tests/oracle/pinned_counts.py     (minutes; standard library alone)
"""
import functools
import math
import random

PEOPLE, THRESHOLD, MOST_STEPS = 30, 5, 15


@functools.lru_cache(maxsize=None)
def sums(n, least, most):
    """Of n changes of least to most: by their sum, those of squares, as bits."""
    if n == 0:
        return {0: 1}
    out = {}
    for total, squares in sums(n - 1, least, most).items():
        for x in range(least, most + 1):
            out[total + x] = out.get(total + x, 0) | squares << x * x
    return out


def bits(x):
    while x:
        low = x & -x
        yield low.bit_length() - 1
        x ^= low


def can_be(parts, total, squares):
    """Whether changes of these parts, (sums, sign), come to both."""
    (first, sign), rest = parts[0], parts[1:]
    if not rest:
        return squares >= 0 and first.get(sign * total, 0) >> squares & 1
    return any(
        can_be(rest, total - sign * t, squares - s)
        for t, found in first.items()
        for s in bits(found)
        if s <= squares)


def possible(change, amount, steps, totals):
    """How many may have got worse by the amount, of sums and squares that are
    one of `totals`."""
    n_worse = sum(x < 0 for x in change)
    n_better = sum(x > 0 for x in change)
    n_much = sum(x >= amount for x in change)
    is_possible = set()
    for k in range(n_worse + 1):
        parts = [(sums(k, amount, steps), -1),
                 (sums(n_worse - k, 1, amount - 1), -1),
                 (sums(n_better - n_much, 1, amount - 1), 1),
                 (sums(n_much, amount, steps), 1)]
        if any(can_be(parts, t, s) for t, s in totals):
            is_possible.add(k)
    return is_possible


def as_printed(change):
    n, total = len(change), sum(change)
    sd = math.sqrt((sum(x * x for x in change) - total * total / n) / (n - 1))
    for t in range(math.ceil(total - n / 20), math.floor(total + n / 20) + 1):
        least = (n - 1) * max(0, sd - 0.05) ** 2 + t * t / n
        most = (n - 1) * (sd + 0.05) ** 2 + t * t / n
        for s in range(math.ceil(least), math.floor(most) + 1):
            yield t, s


def draw(rng, steps, amount):
    while True:
        x = [max(-steps, min(steps, round(rng.gauss(0.12 * steps, 0.2 * steps))))
             for _ in range(PEOPLE)]
        n_worse = sum(v < 0 for v in x)
        if (THRESHOLD <= n_worse < THRESHOLD + 3 and
                sum(v <= -amount for v in x) < THRESHOLD and
                sum(v >= amount for v in x) >= THRESHOLD):
            return x


def main():
    rng = random.Random(1)
    for steps in (6, 10, 15, 21, 27):
        amount, n, exact, only = -(-steps // 5), 60, 0, 0
        for _ in range(n):
            x = draw(rng, steps, amount)
            sure = [(sum(x), sum(v * v for v in x))]
            if len(possible(x, amount, steps, sure)) < THRESHOLD:
                exact += 1
                only += steps <= MOST_STEPS and len(possible(
                    x, amount, steps, as_printed(x))) >= THRESHOLD
        print(f"{steps} steps: fewer than five {exact} of {n} times" +
              (f", only with all digits {only}" if steps <= MOST_STEPS else ""),
              flush=True)


main()
