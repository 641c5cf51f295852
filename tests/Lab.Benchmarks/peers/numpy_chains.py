"""Four nonlinear resonators under four tones, 5 variants of 6561 combinations, with numpy.

Each line on standard input is 'points' or 'table' and asks for all variants once; the answer is the time in seconds. 'points' solves the
cubic equation of every resonator under every tone at every combination, vectorised, by Newton's method from the linear answer; 'table'
solves it for the 144 different cases of a variant and combines these. Where three roots are possible the lowest is wanted, which Newton's
method from below finds.
"""

import sys
import time

import numpy

TONES = numpy.array([200e6, 204e6, 208.2e6, 212.4e6])
DAMPING, DETUNING, DRIVE, RECTIFICATION = 0.01, 0.01, float(sys.argv[1]), float(sys.argv[2])
WEAK = numpy.array([5e-6, 10e-6, 15e-6])
VARIANTS = [(WEAK, 0.1, 1), (WEAK, 0.1, 10), (WEAK, 1, 1), (10 * WEAK, 0.1, 1), (100 * WEAK, 0.1, 1)]
CHOICES = numpy.stack(numpy.meshgrid(*[numpy.arange(3)] * 4, indexing="ij"), -1).reshape(81, 4)
SIGNS = numpy.array([1.0, -1.0, 1.0, -1.0])


def voltage(frequency, tone, power, n, q):
    omega = 2 * numpy.pi * frequency
    a, b = DAMPING * omega, n * omega
    delta = 2 * numpy.pi * tone - omega
    cubic = (a * q) ** 2 + b ** 2
    quadratic = 2 * (a * a * q - delta * b)
    linear = a * a + delta ** 2
    constant = DRIVE ** 2 * power
    x = numpy.zeros(numpy.broadcast_shapes(linear.shape, constant.shape))
    for _ in range(30):
        step = (((cubic * x + quadratic) * x + linear) * x - constant) / ((3 * cubic * x + 2 * quadratic) * x + linear)
        x = x - step
        if numpy.abs(step).max() < 1e-12 * numpy.abs(x).max():
            break
    width, shift = a * (1 + q * x), delta - b * x
    return power * RECTIFICATION * shift / (width ** 2 + shift ** 2)


def points(powers, n, q):
    frequencies = TONES * (1 + (CHOICES - 1) * DETUNING)           # [frequencies, resonator]
    levels = powers[CHOICES]                                       # [powers, tone]
    v = voltage(frequencies[:, None, :, None], TONES[None, None, None, :], levels[None, :, None, :], n, q)
    return (v.sum(-1) * SIGNS).sum(-1)                             # [frequencies, powers]


def table(powers, n, q):
    frequencies = TONES[:, None] * (1 + (numpy.arange(3) - 1) * DETUNING)
    v = voltage(frequencies[:, :, None, None], TONES[None, None, :, None], powers[None, None, None, :], n, q)
    under = v[:, :, numpy.arange(4), CHOICES].sum(-1)              # [resonator, choice, powers]
    return (under[numpy.arange(4), CHOICES] * SIGNS[:, None]).sum(1)


for line in sys.stdin:
    form = {"points": points, "table": table}[line.strip()]
    started = time.perf_counter()
    sums = [form(*variant) for variant in VARIANTS]
    seconds = time.perf_counter() - started
    if not all(numpy.isfinite(v).all() for v in sums):
        raise SystemExit("a voltage is no number")
    print(seconds, flush=True)
