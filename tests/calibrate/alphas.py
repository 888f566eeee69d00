#!/usr/bin/env python3
"""How often Feldt's test (1980) calls two alphas different that are alike.

    tests/calibrate/alphas.py        a minute; NumPy and SciPy

150 people answer k items twice: item = trait + error, alike in both waves, the
trait correlated 0.6 over time, alpha 0.8; as they are, or cut into four answers
of which most give the first (at the floor). In %, of 2,000 samples, at 5 %.
"""
import numpy as np
from scipy import stats

PEOPLE, SAMPLES = 150, 2000
rng = np.random.default_rng(1)


def alpha(x):
    k, s = x.shape[1], np.cov(x.T)
    return k / (k - 1) * (1 - np.trace(s) / s.sum())


def feldt(before, after):
    n = len(before)
    a, b = alpha(before), alpha(after)
    rho = np.corrcoef(before.sum(1), after.sum(1))[0, 1]
    t = (a - b) * np.sqrt(n - 2) / np.sqrt(4 * (1 - a) * (1 - b) *
                                           (1 - rho ** 2))
    return 2 * stats.t.sf(abs(t), n - 2)


def sample(k, cuts):
    error = np.sqrt(k * (1 - 0.8) / 0.8)
    first = rng.standard_normal(PEOPLE)
    second = 0.6 * first + 0.8 * rng.standard_normal(PEOPLE)
    waves = [t[:, None] + error * rng.standard_normal((PEOPLE, k))
             for t in (first, second)]
    if cuts is None:
        return waves
    return [np.digitize(w / np.sqrt(1 + error ** 2), cuts).astype(float)
            for w in waves]


for name, cuts in (("normal", None), ("skewed", (0.3, 1.0, 1.6)),
                   ("very skewed", (1.0, 1.6, 2.1))):
    for k in (3, 9):
        p = np.array([feldt(*sample(k, cuts)) for _ in range(SAMPLES)])
        print(f"{name}, {k} items: {100 * np.mean(p < 0.05):.0f}")
