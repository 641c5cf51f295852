"""Heun's method for noisy auto-oscillators, vectorised over the oscillators, on one thread. Arguments: oscillators, steps, and the
rates times the step: gain, saturation, detuning, shift, drive, and the noise of a step. Order "steps" answers the seconds."""

import sys
import time

import numpy as np

count, steps = int(sys.argv[1]), int(sys.argv[2])
gain, saturation, detuning, shift, drive, noise = (np.float32(value) for value in sys.argv[3:9])
random = np.random.default_rng(1)
rate, bend = np.complex64(gain + 1j * detuning), np.complex64(-saturation + 1j * shift)


def drift(u):
    return (rate + bend * (u.real * u.real + u.imag * u.imag)) * u + drive


u = np.full(count, 0.65, np.complex64)
for line in sys.stdin:
    started = time.perf_counter()
    for _ in range(steps):
        kick = noise * random.standard_normal(2 * count, np.float32).view(np.complex64)
        first = drift(u)
        u = u + np.float32(0.5) * (first + drift(u + first + kick)) + kick
    seconds = time.perf_counter() - started
    if not np.all(np.isfinite(u)):
        sys.exit("the amplitudes left the finite numbers")
    print(seconds, flush=True)
