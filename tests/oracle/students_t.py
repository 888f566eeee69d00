"""Tails of Student's t in 40 digits: t, df, P(T > t).
Run: python3 tests/oracle/students_t.py > tests/oracle/students_t.csv"""
import mpmath as mp

mp.mp.dps = 40
for df in ("0.5", "1", "2.8125", "5.5", "9", "30", "31", "68", "140.45",
           "1999", "2001", "100000"):
    for t in ("0.3", "1.9", "4.5", "13.5"):
        v, x = mp.mpf(df), mp.mpf(t)
        tail = mp.betainc(v / 2, mp.mpf(1) / 2, 0, v / (v + x * x),
                          regularized=True) / 2
        print(t, df, mp.nstr(tail, 17), sep=",")

# Far out, where betainc's series goes on for long, by the series in x; and at
# a million degrees of freedom in the middle, 1/2 less the series in 1 - x.
half = mp.mpf(1) / 2
for df, t in (("1", "1e199"), ("1.3", "1e60"), ("1.3", "250"), ("5.5", "1e30"),
              ("31", "1e5"), ("100", "30"), ("2001", "38"), ("10000", "38"),
              ("300000", "20"), ("1000000", "0.01"), ("1000000", "1.5"),
              ("1000000", "2.5"), ("1000000", "37")):
    v, x = mp.mpf(df), mp.mpf(float(t))
    is_far = x > 3
    a, y = v / 2, v / (v + x * x)
    b, z = (a, y) if is_far else (half, 1 - y)
    term, total, n = mp.mpf(1), mp.mpf(0), 0
    while term > total * mp.mpf(10) ** -25:
        total += term
        term *= z * (a + n + half) / (b + n + 1)
        n += 1
    tail = y ** a * mp.sqrt(1 - y) * total / (2 * b * mp.beta(a, half))
    print(t, df, mp.nstr(tail if is_far else half - tail, 17), sep=",")
