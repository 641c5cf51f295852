"""Nodes of a vortex oscillator in closed form, and a Gram matrix by OpenBLAS, single precision, one thread. Arguments: nodes, and of
two coefficients times the node's time value at no current and slope. Orders: "nodes", answered in seconds, and "gram ROWS STEPS",
answered in seconds of the thread on a processor."""

import sys
import time

import numpy as np
from scipy.linalg.blas import ssyrk

count = int(sys.argv[1])
growth, growth_slope, saturation, saturation_slope = (np.float32(value) for value in sys.argv[2:6])
square = np.float32(0.0319**2)
currents = (0.9 + 0.4 * np.arange(count) % 997 / 997).astype(np.float32)
random = np.random.default_rng(1)
matrices = {}
part = 16384  # stays in the caches


def advance(z):
    y = 2 * (growth + growth_slope * z)
    y[np.abs(y) < 1e-6] = 1e-6
    decay = np.exp(-y)
    mean = -np.expm1(-y) / y
    return np.sqrt(square / (decay - 2 * (saturation + saturation_slope * z) * square * mean))


for line in sys.stdin:
    order = line.split()
    if order[0] == "nodes":
        out = np.empty_like(currents)
        started = time.perf_counter()
        for first in range(0, count, part):
            out[first : first + part] = advance(currents[first : first + part])
        seconds = time.perf_counter() - started
    else:
        rows, steps = int(order[1]), int(order[2])
        if (rows, steps) not in matrices:
            matrices[rows, steps] = random.standard_normal((rows, steps), np.float32)
        states = matrices[rows, steps]
        started = time.thread_time()
        out = ssyrk(1.0, states.T, trans=1, lower=1)
        seconds = time.thread_time() - started
    if not np.all(np.isfinite(out)):
        sys.exit("the numbers left the finite ones")
    print(seconds, flush=True)
