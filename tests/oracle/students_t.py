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
