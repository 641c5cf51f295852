"""Writes scipy's values for the signals of SignalAnalysisTests: /usr/bin/python3 scipy_values.py > scipy-values.tsv
(written with scipy 1.10.1 and numpy 1.24.2 of Debian 12)."""

import numpy as np
from scipy import optimize, signal

RATE = 1.2e9


def noise(count, seed):
    state, values = seed, []
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        values.append(state / 2**32 - 0.5)
    return np.array(values)


def record(count, seed=1):
    t = np.arange(count) / RATE
    phase = 2 * np.pi * 232e6 * t + 2.0 * np.sin(2 * np.pi * 3e6 * t)
    return (1 + 0.3 * np.cos(2 * np.pi * 5e6 * t)) * np.cos(phase) + 0.1 * noise(count, seed)


def show(name, values):
    print(name, *(repr(float(value)) for value in np.atleast_1d(values)), sep="\t")


x = record(2000)
z = signal.hilbert(x)
at = [0, 1, 17, 500, 1234, 1998]
phase = np.unwrap(np.angle(z))
show("hilbert imaginary", z.imag[at])
show("amplitude", np.abs(z)[at])
show("phase", phase[at])
show("frequency", (np.diff(phase) * RATE / (2 * np.pi))[at])
show("odd hilbert imaginary", signal.hilbert(x[:1999]).imag[at])

f, density = signal.welch(x, RATE, nperseg=256)
show("welch frequency", f[[0, 1, 49, 128]])
show("welch", density[[0, 1, 48, 49, 50, 128]])
f, density = signal.welch(x, RATE, nperseg=250, noverlap=200)
show("welch overlap", density[[0, 1, 48, 49, 50, 125]])


def line(f, centre, width, power, floor):
    return 2 * power / (np.pi * width) / (1 + (2 * (f - centre) / width) ** 2) + floor


f = np.linspace(222e6, 242e6, 201)
density = line(f, 231.7e6, 1.1e6, 2e-6, 3e-14) * (1 + 0.4 * noise(201, 5))
fit, covariance = optimize.curve_fit(
    lambda u, c, w, p, b: line(u, c, w, p, b * 1e-3), (f - 232e6) / 1e6, density / 1e-12, p0=[0, 1, 2, 30])
show("lorentz", [232e6 + 1e6 * fit[0], 1e6 * fit[1], 1e-6 * fit[2], 1e-15 * fit[3]])
show("lorentz errors", np.sqrt(np.diag(covariance))[:2] * 1e6)

spectrum = np.fft.rfft(record(1024))
omega = 2 * np.pi * np.fft.rfftfreq(1024)
late = np.fft.irfft(spectrum * np.exp(-1j * omega * 14.823), 1024) + 0.2 * noise(1024, 9)
cross = np.fft.rfft(late) * np.conj(spectrum)
cross[[0, -1]] = 0
best = optimize.minimize_scalar(
    lambda lag: -np.real(np.sum(cross * np.exp(1j * omega * lag))), bracket=(14, 15), tol=1e-14)
show("delay", best.x / RATE)
