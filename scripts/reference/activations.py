"""Reference values and slopes of the smooth activations at float32 inputs, by arbitrary precision (mpmath), rounded once to float32.

Run `python3 scripts/reference/activations.py`: writes packages/<name>/test/reference.csv, whose rows are
function, x, f(x), f'(x), each the shortest decimal that Math.fround(Number(…)) reads back.
"""

import math
import random
from fractions import Fraction
from pathlib import Path

from mpmath import mp, mpf

mp.prec = 400
random.seed(31)

LARGEST = 3.4028234663852886e38


def float32(value):
    """mpf to the nearest float32, ties to even: one rounding, subnormals included."""
    sign, mantissa, exponent, bits = value._mpf_
    place = max(exponent + bits - 24, -149)
    units = 0 if bits + exponent < -152 else round(Fraction(mantissa) * Fraction(2) ** (exponent - place))
    magnitude = math.ldexp(units, place)
    return math.copysign(magnitude if magnitude <= LARGEST else math.inf, -1 if sign else 1)


def to_float32(x):
    return math.copysign(float32(mpf(x)), x)


def neighbours(*points):
    """The float32 nearest to each point, with three more on either side."""
    found = []
    for point in points:
        x = to_float32(point)
        unit = 2.0 ** max(math.frexp(x)[1] - 24, -149)
        found += [to_float32(x + k * unit) for k in range(-3, 4)]
    return found


def uniform(low, high, count):
    return [to_float32(random.uniform(low, high)) for _ in range(count)]


def spread(low, high, count):
    """Both signs, magnitudes 2^low to 2^high evenly by exponent."""
    return [to_float32(random.choice([-1, 1]) * 2.0 ** random.uniform(low, high)) for _ in range(count)]


def sigmoid(x):
    e = mp.exp(-abs(x))
    y = e / (1 + e) if x < 0 else 1 / (1 + e)
    return y, e / (1 + e) ** 2


def silu(x):
    y, slope = sigmoid(x)
    return x * y, y + x * slope


def gelu(x):
    area = mp.erfc(-x / mp.sqrt(2)) / 2
    density = mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)
    return x * area, area + x * density


def gelu_tanh(x):
    """x (1 + tanh u) / 2 = x σ(2u), u = √(2/π) (x + 0.044715 x³), both constants exact."""
    cubic = mpf('0.044715')
    factor = 2 * mp.sqrt(2 / mp.pi)
    y, slope = sigmoid(factor * (x + cubic * x**3))
    return x * y, y + x * slope * factor * (1 + 3 * cubic * x * x)


EVERYWHERE = (
    [0.0, -0.0]
    + [sign * to_float32(x) for sign in (1, -1) for x in (2.0**-149, 3 * 2.0**-149, 2.0**-127, 2.0**-126, 1e10, 1.9e19, 1e20, LARGEST)]
    + uniform(-6, 6, 110)
    + uniform(-1, 1, 30)
    + spread(-149, 128, 90)
)

# Where the float32 result turns subnormal and where it ends in 0, zeros and extremes of the slope, corners of the formula.
SWEEPS = {
    'sigmoid': (sigmoid, uniform(-104, 104, 120) + neighbours(-87.33654, -103.27893, -103.97208, 16.635532, 17.328679, 88.72284, 0.6931472)),
    'silu': (silu, uniform(-109, 20, 120) + neighbours(-1.2784646, 2.3993573, -2.3993573, -91.856, -108.6, -18.7, 88.72284)),
    'gelu': (gelu, uniform(-14.5, 6, 140) + neighbours(-0.7517916, -0.751793, 1.4142135, -1.4142135, -0.9192388, -12.9, -14.1, -13.4, 5.5, -5.419)),
    'gelu_tanh': (gelu_tanh, uniform(-10.5, 6, 140) + neighbours(-0.7524615, 1.4, -1.4, -10.0, -10.2, -9.9, 30, -30)),
}
SPECIALS = {'sigmoid': [(math.inf, 1.0, 0.0), (-math.inf, 0.0, 0.0)]}
FILES = {'sigmoid': ['sigmoid'], 'silu': ['silu'], 'gelu': ['gelu', 'gelu_tanh']}


def row(function, x):
    # Beyond ±2000 every result is 0, 1 or x, long since.
    held = max(-2000.0, min(x, 2000.0))
    results = function(mpf(held))
    if x > held and function is not sigmoid:
        results = (mpf(x), mpf(1))
    return [x, *map(float32, results)]


def written(x):
    if math.isnan(x):
        return 'NaN'
    if math.isinf(x):
        return 'Infinity' if x > 0 else '-Infinity'
    return next(text for digits in range(1, 10) if to_float32(float(text := '%.*g' % (digits, x))) == x)


if __name__ == '__main__':
    packages = Path(__file__).resolve().parents[2] / 'packages'
    for package, names in FILES.items():
        lines = ['function,x,value,slope']
        for name in names:
            function, points = SWEEPS[name]
            distinct = {(x, math.copysign(1, x)): x for x in EVERYWHERE + points}.values()
            rows = SPECIALS.get(name, []) + [(math.nan,) * 3] + [row(function, x) for x in distinct]
            lines += [','.join([name, *map(written, each)]) for each in rows]
        (packages / package / 'test').mkdir(exist_ok=True)
        (packages / package / 'test' / 'reference.csv').write_text('\n'.join(lines) + '\n')
