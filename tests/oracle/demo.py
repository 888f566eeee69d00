#!/usr/bin/env python3
"""The demo's numbers, worked out from its CSV files without prepost.

    scripts/demo-data DIR && tests/oracle/demo.py DIR >tests/oracle/demo.tsv
    tests/oracle/demo.py DIR --alphas    two alphas of the same people, Feldt 1980

Scores by the published keys; pairs by code; the mean change with the CR2
standard error and Satterthwaite degrees of freedom from the projection matrix
of an intercept-only regression (Bell and McCaffrey 2002), in matrices and not
by the closed form that prepost uses; t quantiles from SciPy.
"""
import csv
import glob
import sys

import numpy as np
from scipy import stats

LABELS = {
    "Not at all": 0, "Several days": 1, "More than half the days": 2,
    "Nearly every day": 3, "Hardly ever or never": 1, "Some of the time": 2,
    "Often": 3, "Strongly disagree": 1, "Disagree": 2, "Agree": 3,
    "Strongly agree": 4}
SCALES = [  # outcome, items, items turned round (of 1 to 4), divisor
    ("hhi.total", 12, [3, 6], 1),
    ("empowerment28.total", 28, [4, 7, 8, 10, 16, 17, 21, 22, 23], 28),
    ("phq9.total", 9, [], 1), ("gad7.total", 7, [], 1),
    ("ucla3.total", 3, [], 1), ("ons4.satisfaction", 1, [], 1),
    ("ons4.worthwhile", 1, [], 1), ("ons4.happiness", 1, [], 1),
    ("ons4.anxiety", 1, [], 1)]
# PHQ-9 and, by its rule, no other: up to two answers stand for their mean.
PRORATED = {"phq9.total": 2}


def answers(cells, turned):
    values = [None if c == "" else LABELS.get(c) if c in LABELS else int(c)
              for c in cells]
    return [5 - v if v is not None and i + 1 in turned else v
            for i, v in enumerate(values)]


def score(values, divisor, allowed):
    answered = [v for v in values if v is not None]
    if len(values) - len(answered) > allowed:
        return None
    return sum(answered) / len(answered) * len(values) / divisor


def alpha(items):
    k = items.shape[1]
    s = np.cov(items.T)
    return k / (k - 1) * (1 - np.trace(s) / s.sum())


def cr2(change, group):
    """Standard error and df of the mean, groups allowed for."""
    n = len(change)
    x = np.ones((n, 1))
    hat = x @ x.T / n
    residual = change - change.mean()
    names = sorted(set(group))
    if len(names) < 4:
        raise SystemExit("too few groups")
    total, vectors = 0.0, []
    for name in names:
        rows = np.array([g == name for g in group])
        block = np.eye(rows.sum()) - hat[np.ix_(rows, rows)]
        value, vector = np.linalg.eigh(block)
        adjust = vector @ np.diag(value ** -0.5) @ vector.T
        weight = x[rows].T @ adjust / n
        total += float(weight @ residual[rows]) ** 2
        vectors.append((np.eye(n) - hat)[:, rows] @ weight.ravel())
    p = np.array(vectors) @ np.array(vectors).T
    return total ** 0.5, np.trace(p) ** 2 / (p ** 2).sum()


people = {}
for path in sorted(glob.glob(sys.argv[1] + "/*.csv")):
    wave = 1 if path.endswith("-after.csv") else 0
    with open(path, encoding="utf-8") as file:
        for row in list(csv.reader(file))[1:]:
            first = 5
            entry = people.setdefault(row[1], {})
            entry.setdefault("group", row[2])
            entry.setdefault("region", path.split("/")[-1].split("-")[0])
            for outcome, n, turned, divisor in SCALES:
                values = answers(row[first:first + n], turned)
                entry[outcome, wave] = score(values, divisor,
                                             PRORATED.get(outcome, 0))
                entry["items", outcome, wave] = values
                first += n

if "--alphas" in sys.argv:
    print("outcome\tn\tbefore\tafter\tp")
    for outcome, k, *_ in SCALES:
        rows = [[p["items", outcome, 0], p["items", outcome, 1]]
                for p in people.values()
                if ("items", outcome, 0) in p and ("items", outcome, 1) in p]
        both = np.array([r for r in rows if None not in r[0] + r[1]], float)
        if k == 1:
            continue
        a, b = alpha(both[:, 0]), alpha(both[:, 1])
        rho = np.corrcoef(both[:, 0].sum(1), both[:, 1].sum(1))[0, 1]
        t = (a - b) * (len(both) - 2) ** 0.5 / (
            4 * (1 - a) * (1 - b) * (1 - rho ** 2)) ** 0.5
        print(outcome, len(both), repr(a), repr(b),
              repr(2 * stats.t.sf(abs(t), len(both) - 2)), sep="\t")
    sys.exit()

if "--pairs" in sys.argv:  # for tests/oracle/regions.R
    print("outcome\tregion\tgroup\tpre\tpost")
    for outcome, *_ in SCALES:
        for p in people.values():
            pre, post = p.get((outcome, 0)), p.get((outcome, 1))
            if pre is not None and post is not None:
                print(outcome, p["region"], p["group"], repr(pre), repr(post),
                      sep="\t")
    sys.exit()

print("# outcome\tn\tpre\tpost\tchange\tse\tdf\tlo\thi")
for outcome, *_ in SCALES:
    both = [p for p in people.values()
            if p.get((outcome, 0)) is not None
            and p.get((outcome, 1)) is not None]
    pre = np.array([p[outcome, 0] for p in both])
    post = np.array([p[outcome, 1] for p in both])
    change = post - pre
    se, df = cr2(change, [p["group"] for p in both])
    half = stats.t.ppf(0.975, df) * se
    print("\t".join([outcome, str(len(both))] + [
        repr(float(v)) for v in (pre.mean(), post.mean(), change.mean(), se,
                                 df, change.mean() - half,
                                 change.mean() + half)]))
