"""Reliable change indices, person by person, straight from the papers, in
fractions and one square root; prints the table of reliable_change.csv.

JT  Jacobson & Truax 1991: (x2 - x1) / (sqrt2 S_E), S_E = s1 sqrt(1 - r)
GLN Hsu 1989 (Gulliksen-Lord-Novick): [(x2 - M) - r (x1 - M)] / (s1 sqrt(1 - r^2))
HLL Hsu 1989 (Hsu-Linn-Lord): as GLN with M2 for the score after
EN  Speer 1992 (Edwards-Nunnally): {x2 - [r (x1 - M) + M]} / S_E
NK  Nunnally & Kotsch 1983: the same over
    sqrt(r^2 s1^2 (1 - r) + s2^2 (1 - r2))
HA  Hageman & Arrindell 1999: [(x2 - x1) rDD + (M2 - M1)(1 - rDD)]
    / (sqrt(rDD) sqrt2 S_E), rDD = 1 - 2 S_E^2 / s_D^2
"""
from mpmath import mp, mpf, sqrt
mp.dps = 30
pre = [mpf(v) for v in (22, 18, 25, 14, 20, 27, 16, 19, 23, 12)]
post = [mpf(v) for v in (9, 17, 12, 13, 11, 26, 4, 21, 10, 12)]
n = len(pre)
m1, m2 = sum(pre) / n, sum(post) / n
sd = lambda x: sqrt(sum((v - sum(x) / n) ** 2 for v in x) / (n - 1))
s1, s2, sD = mpf("5.5"), sd(post), sd([b - a for a, b in zip(pre, post)])
r, r2 = mpf("0.84"), mpf("0.9")
se = s1 * sqrt(1 - r)
rdd = 1 - 2 * se ** 2 / sD ** 2
F = {
    "JT": lambda a, b: (b - a) / (sqrt(2) * se),
    "GLN": lambda a, b: ((b - m1) - r * (a - m1)) / (s1 * sqrt(1 - r * r)),
    "HLL": lambda a, b: ((b - m2) - r * (a - m1)) / (s1 * sqrt(1 - r * r)),
    "EN": lambda a, b: (b - (r * (a - m1) + m1)) / se,
    "NK": lambda a, b: (b - (r * (a - m1) + m1)) / sqrt(r * r * s1 ** 2 * (1 - r) + s2 ** 2 * (1 - r2)),
    "HA": lambda a, b: ((b - a) * rdd + (m2 - m1) * (1 - rdd)) / (sqrt(rdd) * sqrt(2) * se),
}
print("rDD", mp.nstr(rdd, 15), "JT threshold", mp.nstr(mpf("1.96") * sqrt(2) * se, 15), sep=",")
for name, f in F.items():
    c = mpf("1.65") if name == "HA" else mpf("1.96")
    v = [f(a, b) for a, b in zip(pre, post)]
    print(name, sum(x < -c for x in v), sum(abs(x) <= c for x in v), sum(x > c for x in v),
          *[mp.nstr(x, 15) for x in v], sep=",")
