"""Writes digits.txt from the digits.csv.gz of scikit-learn: python3 convert-digits.py path/to/digits.csv.gz

Debian ships it in python3-sklearn, at sklearn/datasets/data/digits.csv.gz.
One line for each digit: 64 values of 0..16, row by row, as the letters a..q, then the digit itself.
"""

import gzip
import pathlib
import sys

lines = []
for row in gzip.open(sys.argv[1], "rt"):
    *values, digit = (int(float(value)) for value in row.split(","))
    assert len(values) == 64 and all(0 <= value <= 16 for value in values) and 0 <= digit <= 9
    lines.append("".join(chr(ord("a") + value) for value in values) + str(digit))
assert len(lines) == 1797
pathlib.Path(__file__).with_name("digits.txt").write_text("\n".join(lines) + "\n")
