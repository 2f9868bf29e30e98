"""Reference values of the elementary functions, correctly rounded to float64, by arbitrary precision (mpmath).

Run `python3 elementary.py > elementary.csv`. Each row is a case: function, x, f(x), written as JavaScript's Number() reads them.
"""

import math
import random
from fractions import Fraction

import mpmath
from mpmath import mp, mpf

random.seed(20)


def rounded(value):
    """mpf to the nearest float64 (ties to even), subnormals and overflow included: Python divides integers with one rounding."""
    sign, mantissa, exponent, _ = value._mpf_
    fraction = Fraction(mantissa) * Fraction(2) ** exponent
    try:
        return float(-fraction if sign else fraction)
    except OverflowError:
        return -math.inf if sign else math.inf


def uniform(low, high, count):
    return [float('%.6g' % random.uniform(low, high)) for _ in range(count)]


def spread(low, high, count):
    """Both signs, magnitudes 2^low to 2^high evenly by exponent."""
    return [float('%.6g' % (random.choice([-1, 1]) * 2.0 ** random.uniform(low, high))) for _ in range(count)]


def neighbours(*points):
    """Each point and the float64 on either side of it."""
    return [y for x in points for y in (math.nextafter(x, -math.inf), x, math.nextafter(x, math.inf))]


def positive(values):
    return [abs(x) for x in values]


def near_multiples(count):
    """The float64 nearest to a multiple of π/2, where sin or cos is all remainder."""
    mp.prec = 200
    return [float(k * mp.pi / 2) for k in [1, 2, 3, 4, 5, 355 * 2, 51819, 63661] + random.sample(range(6, 63661), count)]


LN2 = math.log(2)
TINY = 5e-324
HALVES = neighbours(*[k * LN2 / 2 for k in (-3, -1, 1, 3, 5)])
HUGE = [6381956970095103.0 * 2.0**797, 5.319372648326541e255, 1.7976931348623157e308, 2.0**1023, 1e22, 1e300, 1e5, math.nextafter(1e5, 1e6)]

SWEEPS = {
    'exp': uniform(-745.2, 709.8, 60) + uniform(-2, 2, 50) + spread(-60, 9, 40) + HALVES
    + neighbours(709.782712893384, -708.3964185322641, -745.1332191019411, -710.0, 87.0, -87.0),
    'expm1': uniform(-40, 709.8, 50) + uniform(-2, 2, 60) + spread(-1074, 0, 60) + HALVES + neighbours(709.782712893384, -37.42994775023704, -40.0),
    'log': positive(spread(-1074, 1024, 60)) + uniform(0.5, 2, 60) + [1 + x for x in spread(-52, -3, 40)]
    + neighbours(1.0, math.sqrt(0.5), math.sqrt(2), 2.0**100, 2.0**-100, 2.0**-126, 2.2250738585072014e-308) + [TINY, 1.7976931348623157e308, -1.0, -TINY],
    'log1p': spread(-1074, -1, 70) + positive(spread(0, 1024, 40)) + uniform(-1, 3, 60)
    + neighbours(math.sqrt(0.5) - 1, math.sqrt(2) - 1, 2.0**-53, 2.0**53, -0.5) + [-1.0, math.nextafter(-1, 0), -1.5, -TINY, TINY, 1.7976931348623157e308],
    'tanh': uniform(-20, 20, 60) + uniform(-1, 1, 60) + spread(-1074, 5, 60) + neighbours(0.5493061443340549, LN2 / 4, 19.061547465398498) + [TINY, -TINY, 1e308],
    'erf': uniform(-6.1, 6.1, 70) + uniform(-1, 1, 60) + spread(-1074, 3, 60) + neighbours(0.65, -0.65, 5.921587195794507) + [TINY, -TINY, 1e308],
    'erfc': uniform(-6, 27.3, 80) + uniform(-1, 3, 60) + uniform(26, 27.3, 40) + spread(-60, 0, 20)
    + neighbours(0.65, -0.65, 0.5, 26.543258454250306, 27.226017111108366, 27.3, -5.863584748755167) + [30.0, 1e308, TINY],
    'sin': uniform(-4, 4, 60) + uniform(-1e5, 1e5, 40) + spread(-1074, 0, 30) + spread(17, 1023, 40) + near_multiples(30) + neighbours(math.pi / 4) + HUGE + [TINY],
    'cos': uniform(-4, 4, 60) + uniform(-1e5, 1e5, 40) + spread(-60, 0, 20) + spread(17, 1023, 40) + near_multiples(30) + neighbours(math.pi / 4) + HUGE + [TINY],
}

INF, NAN = math.inf, math.nan
SPECIALS = {
    'exp': [(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (NAN, NAN), (1e308, INF), (-1e308, 0.0)],
    'expm1': [(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -1.0), (NAN, NAN), (1e308, INF), (-1e308, -1.0)],
    'log': [(0.0, -INF), (-0.0, -INF), (1.0, 0.0), (INF, INF), (-INF, NAN), (NAN, NAN)],
    'log1p': [(0.0, 0.0), (-0.0, -0.0), (-1.0, -INF), (INF, INF), (-INF, NAN), (NAN, NAN)],
    'tanh': [(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (NAN, NAN)],
    'erf': [(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (NAN, NAN)],
    'erfc': [(0.0, 1.0), (-0.0, 1.0), (INF, 0.0), (-INF, 2.0), (NAN, NAN)],
    'sin': [(0.0, 0.0), (-0.0, -0.0), (INF, NAN), (-INF, NAN), (NAN, NAN)],
    'cos': [(0.0, 1.0), (-0.0, 1.0), (INF, NAN), (-INF, NAN), (NAN, NAN)],
}

FUNCTIONS = {'expm1': lambda x: mpmath.exp(x) - 1, 'log1p': lambda x: mpmath.log(1 + x)}


def value(name, x):
    if name in ('log', 'log1p'):
        argument = x if name == 'log' else x + 1
        if argument <= 0:
            return -INF if argument == 0 else NAN
    mp.prec = 2600
    if name in ('erf', 'erfc', 'exp', 'tanh', 'sin', 'cos', 'log'):
        mp.prec = 200 + max(0, math.frexp(x)[1])
    if name == 'erfc' and x > 100 or name == 'exp' and x < -1000:
        return 0.0
    if name in ('erf', 'tanh') and abs(x) > 100:
        return math.copysign(1.0, x)
    return rounded(FUNCTIONS.get(name, getattr(mpmath, name))(mpf(x)))


def written(x):
    if math.isnan(x):
        return 'NaN'
    if math.isinf(x):
        return 'Infinity' if x > 0 else '-Infinity'
    return repr(x).removesuffix('.0')


print('function,x,value')
for name, sweep in SWEEPS.items():
    for x, y in SPECIALS[name] + [(x, value(name, x)) for x in dict.fromkeys(sweep)]:
        print(name, written(x), written(y), sep=',')
