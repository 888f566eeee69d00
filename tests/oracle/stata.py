"""Stata files as pandas writes them, for tests/ingest/test_stata.c:

    python3 tests/oracle/stata.py tests/data/stata
"""
import datetime
import sys

import pandas

labels = {0: "Hardly ever", 1: "Sometimes", 2: "Often"}
people = pandas.DataFrame({
    "code": ["a1", "b\u00e4r", "c3"],
    "q1": pandas.Categorical.from_codes([0, 1, 2], list(labels.values())),
    "q2": pandas.Categorical.from_codes([2, -1, 1], list(labels.values())),
    "q3": pandas.Categorical.from_codes([2, -1, 0], list(labels.values())),
    "day": [datetime.datetime(2025, 3, 31, 14, 5), None,
            datetime.datetime(1959, 12, 31)],
    "score": [6.5, -1.25, 1e6],
})
for version in (114, 117, 118, 119):
    people.to_stata(f"{sys.argv[1]}/pandas-{version}.dta", version=version,
                    write_index=False, convert_dates={"day": "tc"},
                    variable_labels={"code": "Your code",
                                     "q1": "lack companionship",
                                     "q2": "left out",
                                     "q3": "isolated from others"})
