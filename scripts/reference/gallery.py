"""Reference values and slopes of the smooth activations of packages/gallery, by arbitrary precision (mpmath), rounded once to float32.

Run `python3 scripts/reference/gallery.py`: writes packages/gallery/test/reference.csv, whose rows are
function, x, f(x), f'(x), each the shortest decimal that Math.fround(Number(…)) reads back.
"""

import math
from pathlib import Path

from mpmath import mp, mpf

from activations import EVERYWHERE, LARGEST, float32, neighbours, to_float32, uniform, written


def tanh(x):
    e = mp.exp(-2 * abs(x))
    return mp.sign(x) * (1 - e) / (1 + e), 4 * e / (1 + e) ** 2


def elu(x, alpha=mpf(1)):
    return (x, mpf(1)) if x > 0 else (alpha * mp.expm1(x), alpha * mp.exp(x))


def celu_half(x):
    return (x, mpf(1)) if x > 0 else (mp.expm1(2 * x) / 2, mp.exp(2 * x))


def selu(x):
    alpha, scale = mpf('1.6732632423543772848170429916717'), mpf('1.0507009873554804934193349852946')
    value, slope = elu(x, alpha)
    return scale * value, scale * slope


def softplus(x):
    e = mp.exp(-abs(x))
    return max(x, mpf(0)) + mp.log1p(e), (e if x < 0 else 1) / (1 + e)


def softplus_two(x):
    value, slope = softplus(2 * x)
    return value / 2, slope


def log_sigmoid(x):
    value, slope = softplus(-x)
    return -value, slope


def softsign(x):
    return x / (1 + abs(x)), 1 / (1 + abs(x)) ** 2


def mish(x):
    value, slope = softplus(x)
    e = mp.exp(-2 * value)
    t = (1 - e) / (1 + e)
    return x * t, t + x * slope * 4 * e / (1 + e) ** 2


def swish_two(x):
    value, slope = softplus(2 * x)
    e = mp.exp(-abs(2 * x))
    return x * slope, slope + 2 * x * e / (1 + e) ** 2


def tanh_shrink(x):
    return x - mp.tanh(x), mp.tanh(x) ** 2


def exponential(x):
    return mp.exp(x), mp.exp(x)


def sine(x):
    return mp.sin(x), mp.cos(x)


def snake_half(x):
    return x + 2 * mp.sin(x / 2) ** 2, 1 + mp.sin(x)


def squareplus(x):
    root = mp.sqrt(x * x + 4)
    value = 2 / (root - x) if x < 0 else (x + root) / 2
    return value, value / root


TAILS = uniform(-104, 104, 60) + neighbours(-87.33654, -103.27893, -103.97208, 16.635532, 88.72283)
BEND = uniform(-12, 12, 60)
# The last number: beyond ± this, value and slope are limits or the line that the function has become.
SWEEPS = {
    'tanh': (tanh, BEND + neighbours(9.01091385, -9.01091385, 44.0, 52.3)),
    'elu': (elu, TAILS + neighbours(-16.6, -17.3)),
    'celu(alpha 0.5)': (celu_half, TAILS + neighbours(-8.3, -8.7)),
    'selu': (selu, TAILS + neighbours(-16.6, -17.3)),
    'softplus': (softplus, TAILS),
    'softplus(beta 2)': (softplus_two, uniform(-52, 52, 60) + neighbours(-43.7, -51.6)),
    'log_sigmoid': (log_sigmoid, TAILS),
    'softsign': (softsign, BEND),
    'mish': (mish, TAILS + neighbours(-1.1924812, 1.4905, -2.2564, -108.0)),
    'swish(beta 2)': (swish_two, uniform(-54, 12, 60) + neighbours(-0.63923, 1.19967, -1.19967, -45.9)),
    'tanh_shrink': (tanh_shrink, BEND + neighbours(0.03, -0.03, 1e-3, 1e-5, 9.0)),
    'exponential': (exponential, uniform(-104, 88, 60) + neighbours(88.7228, -103.97)),
    'sin': (sine, BEND + neighbours(math.pi, math.pi / 2, -math.pi, 100.5, 6e4)),
    'snake(frequency 0.5)': (snake_half, BEND + neighbours(math.pi, -math.pi / 2, 100.5, 6e4)),
    'squareplus': (squareplus, BEND + neighbours(2.0, -2.0, 4096.0, -4096.0)),
}


def row(function, x):
    """Huge inputs have powers that need more digits than are kept; exponentials of them are 0 or infinite, long since."""
    if function in (softsign, squareplus):
        mp.prec = 1200
        results = function(mpf(x))
        mp.prec = 400
    elif function in (sine, snake_half, tanh_shrink):
        results = function(mpf(x))
    else:
        held = max(-2000.0, min(x, 90.0 if function is exponential else 2000.0))
        results = list(function(mpf(held)))
        if x != held and abs(float(results[0])) >= 1900:
            results[0] *= mpf(x) / mpf(held)
    return [x, *map(float32, results)]


# Value and slope at infinity: those of the limit, where the formula gives them.
SPECIALS = {
    'tanh': [(math.inf, 1.0, 0.0), (-math.inf, -1.0, 0.0)],
    'elu': [(math.inf, math.inf, 1.0), (-math.inf, -1.0, 0.0)],
    'softplus': [(math.inf, math.inf, 1.0), (-math.inf, 0.0, 0.0)],
    'log_sigmoid': [(math.inf, 0.0, 0.0), (-math.inf, -math.inf, 1.0)],
}

lines = ['function,x,value,slope']
for name, (function, points) in SWEEPS.items():
    distinct = {(x, math.copysign(1, x)): x for x in EVERYWHERE + points}.values()
    rows = SPECIALS.get(name, []) + [row(function, x) for x in distinct if not (function in (sine, snake_half) and abs(x) > 1e6)]
    lines += [','.join([name, *map(written, each)]) for each in rows]
packages = Path(__file__).resolve().parents[2] / 'packages'
(packages / 'gallery' / 'test' / 'reference.csv').write_text('\n'.join(lines) + '\n')
