"""Prints the polynomials of src/math: near-minimax (Remez) for the weight given, coefficients rounded to float32.

Needs Python 3 and mpmath; takes a minute. Each row: the error before and after rounding (relative to the kernel's result),
then the coefficients, lowest power first.
"""

from random import Random
from struct import pack, unpack

from mpmath import cos, erf, erfc, exp, expm1, log, log1p, lu_solve, matrix, mp, mpf, nstr, pi, sin, sqrt

mp.prec = 200


def float32(x):
    return mpf(unpack("f", pack("f", float(x)))[0])


def remez(target, weight, low, high, powers):
    """The c of least max |weight(x) * (target(x) - sum of c[i] * x ** powers[i])| over [low, high], and that maximum."""
    size = len(powers) + 1
    grid = [low + (high - low) * (1 - cos(pi * i / 1000)) / 2 for i in range(1001)]
    grid = [x for x in grid if weight(x) != 0]
    values = [target(x) for x in grid]
    weights = [abs(weight(x)) for x in grid]
    rows = [[x**p for p in powers] for x in grid]
    chosen = [round((len(grid) - 1) * (1 - cos(pi * (i + 0.5) / size)) / 2) for i in range(size)]
    for _ in range(30):
        a = matrix([rows[i] + [(-1) ** k / weights[i]] for k, i in enumerate(chosen)])
        solution = lu_solve(a, matrix([values[i] for i in chosen]))
        c = [solution[i] for i in range(size - 1)]
        errors = [w * (v - sum(ci * ri for ci, ri in zip(c, r))) for w, v, r in zip(weights, values, rows)]
        # One extremum per run of equal signs; of more than are needed, drop the smaller end.
        extrema = []
        for i, e in enumerate(errors):
            if extrema and (errors[extrema[-1]] > 0) == (e > 0):
                if abs(e) > abs(errors[extrema[-1]]):
                    extrema[-1] = i
            else:
                extrema.append(i)
        while len(extrema) > size:
            extrema.pop(0 if abs(errors[extrema[0]]) < abs(errors[extrema[-1]]) else -1)
        if len(extrema) < size or extrema == chosen:
            break
        chosen = extrema
    return c, max(abs(e) for e in errors)


def climb(target, weight, low, high, rounded):
    """Coefficients some float32 steps from those given, found by trying, whose largest error is less."""
    grid = [low + (high - low) * (1 - cos(pi * i / 300)) / 2 for i in range(301)]
    rows = [[float(weight(x) * x**p) for x in grid] for p in range(len(rounded))]
    c = [float(x) for x in rounded]
    errors = [float(weight(x) * (target(x) - sum(v * x**p for p, v in enumerate(rounded)))) for x in grid]
    worst = max(map(abs, errors))
    draw = Random(1)
    for _ in range(20000):
        changed, tried = list(c), errors
        for _ in range(draw.choice((1, 2, 2, 3))):
            i = draw.randrange(len(c))
            steps = draw.choice((-1, 1)) * (1 if i < len(c) // 2 else draw.randint(1, 100))
            bits = unpack("i", pack("f", changed[i]))[0] + steps
            new = unpack("f", pack("i", bits))[0]
            tried = [e - (new - changed[i]) * w for e, w in zip(tried, rows[i])]
            changed[i] = new
        if max(map(abs, tried)) <= worst:
            c, errors, worst = changed, tried, max(map(abs, tried))
    return [mpf(x) for x in c]


def fit(name, target, weight, low, high, terms, one_by_one=True):
    """
    Fits and rounds. One by one: after a coefficient is rounded, those that follow are fitted again and take up its error.
    Else all are rounded at once, then improved by trying.
    """
    low, high = mpf(low), mpf(high)
    c, best = remez(target, weight, low, high, range(terms))
    done = [float32(x) for x in c]
    if one_by_one:
        done = done[:1]
        for first in range(1, terms):
            def rest(x):
                return target(x) - sum(v * x**p for p, v in enumerate(done))
            c, _ = remez(rest, weight, low, high, range(first, terms))
            done.append(float32(c[0]))
    else:
        done = climb(target, weight, low, high, done)
    grid = [low + (high - low) * i / 1000 for i in range(1001)]
    final = max(abs(weight(x) * (target(x) - sum(v * x**p for p, v in enumerate(done)))) for x in grid)
    print(f"{name}  [{nstr(low, 6)}, {nstr(high, 6)}]  error 2^{nstr(log(best, 2), 4)}, rounded 2^{nstr(log(final, 2), 4)}")
    print("   ", ", ".join(nstr(x, 9) for x in done), flush=True)


def main():
    # A quotient that is 0 / 0 at 0 is replaced by its limit there.
    half = log(2) / 2 * mpf("1.001")
    fit("exp r = 1 + r + r^2 P(r)", lambda r: (exp(r) - 1 - r) / r**2 if r else mpf(1) / 2, lambda r: r**2 / exp(r), -half, half, 5)
    fit("expm1 r = r + r^2 P(r)", lambda r: (expm1(r) - r) / r**2 if r else mpf(1) / 2,
        lambda r: r**2 / expm1(r) if r else mpf(0), -half, half, 5)
    fit("ln(1 + f) = f - f^2 / 2 + f^3 P(f)", lambda f: (log1p(f) - f + f**2 / 2) / f**3 if f else mpf(1) / 3,
        lambda f: f**3 / log1p(f) if f else mpf(0), sqrt(mpf(0.5)) - 1, sqrt(mpf(2)) - 1, 8)

    fit("erf x = x + x P(x^2)", lambda z: erf(sqrt(z)) / sqrt(z) - 1 if z else 2 / sqrt(pi) - 1,
        lambda z: sqrt(z) / erf(sqrt(z)) if z else sqrt(pi) / 2, 0, mpf(0.875) ** 2, 6)
    fit("erf x = 1 - exp(-x P(x))", lambda x: -log(erfc(x)) / x, lambda x: x * erfc(x) / erf(x), 0.875, 4, 7)
    # The offset is one whose first coefficient needs next to no rounding.
    pole, offset = mpf(2.5), float32(0.2475)
    def scaled(t):
        a = pole * (t + offset) / (1 - (t + offset))
        return (1 + 2 * a) * exp(a * a) * erfc(a)
    fit("(1 + 2a) exp(a^2) erfc a = P(a / (a + 2.5) - 0.2475)", scaled, lambda t: 1 / scaled(t),
        -offset, mpf(10.1) / (mpf(10.1) + pole) - offset, 11, one_by_one=False)

    quarter = (pi / 4 * mpf("1.001")) ** 2
    fit("sin r = r + r^3 P(r^2)", lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z if z else -mpf(1) / 6,
        lambda z: z * sqrt(z) / sin(sqrt(z)) if z else mpf(0), 0, quarter, 3)
    fit("cos r = 1 - r^2 / 2 + r^4 P(r^2)", lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2 if z else mpf(1) / 24,
        lambda z: z**2 / cos(sqrt(z)), 0, quarter, 3)


if __name__ == "__main__":
    main()
