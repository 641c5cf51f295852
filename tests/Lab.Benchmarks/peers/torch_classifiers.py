"""Networks of resonators and oscillators, and products of matrices, with PyTorch.

Started with the network ('digits', 'mnist', 'mlp', 'cnn' or 'product'). Each line on standard input asks for one piece of work: so many
batches of an epoch, or one product of the rows, columns and inner dimension that the line names. The answer is its time in seconds. The
batches, the optimiser and the cross-entropy are those of Lab's trainings.
"""

import sys
import time

import numpy
import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(1)
kind = sys.argv[1]


def images(count, pixels):
    # A fifth of the pixels are not black, as in handwritten digits, and they lie together.
    field = torch.rand(count, pixels)
    field[:, : pixels // 4] = 0
    field[:, 3 * pixels // 4:] = 0
    return torch.where(field > 0.6, field, torch.zeros(()))


def oscillator(current):
    i = torch.clamp(current, 1, 4)
    return (i - 1) / (i + 2) * i * i / 8


def resonator(t):
    return 2 * t / (1 + t * t)


def train(parameters, forward, batch, batches, x, labels, rate):
    optimizer = torch.optim.Adam(parameters, lr=rate)

    def epoch():
        order = torch.randperm(x.shape[0])
        for first in range(0, batch * batches, batch):
            chosen = order[first:first + batch]
            loss = F.cross_entropy(forward(x[chosen]), labels[chosen])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

    return epoch


def digits():
    tones = 100e6 * (3.526 ** (torch.arange(64, dtype=torch.float64) / 63))
    delta = torch.nn.Parameter(1e-3 / 8 * torch.randn(10, 64))
    sign = torch.tensor([1.0, -1.0]).repeat(32)
    x = (torch.rand(1347, 64) * 16).round() / 16
    labels = torch.randint(0, 10, (1347,))
    optimizer = torch.optim.Adam([delta], lr=1e-4)
    relative = (tones / tones[0]).float()
    alpha, n, q = 0.01, 10.0, 1.0

    def epoch():
        order = torch.randperm(1347)
        for first in range(0, 1347, 32):
            chosen = order[first:first + 32]
            inputs = x[chosen]
            resonance = relative * (1 + delta)
            with torch.no_grad():
                # The cubic by three steps of Newton's method from the linear answer, all batches, chains, resonators and tones at once.
                t = (relative[None, None, :] / resonance[:, :, None] - 1) / alpha
                line = 1 + t * t
                width = 2 * numpy.pi * alpha * 100e6 * resonance
                drive = 4e16 * 1e-5 * relative / width[:, :, None] ** 2
                a = (q * q + n * n) * drive ** 2 / line ** 3
                b = 2 * (q - n * t) * drive / line ** 2
                square = inputs * inputs
                outputs = []
                for chain in range(10):
                    ax = square[:, None, :] * a[chain]
                    bx = inputs[:, None, :] * b[chain]
                    r = 1 - bx
                    for _ in range(3):
                        r = r - (((ax * r + bx) * r + 1) * r - 1) / ((3 * ax * r + 2 * bx) * r + 1)
                    p = drive[chain] / line[chain] * inputs[:, None, :] * r
                    v = inputs[:, None, :] * r * (t[chain] - n * p) / line[chain]
                    outputs.append((v * relative / resonance[chain][:, None] * (8 * sign)[:, None]).sum((1, 2)))
                u = torch.stack(outputs, 1)
                error = (torch.softmax(u, 1) - F.one_hot(labels[chosen], 10)) / inputs.shape[0]
                by_weight = error.t() @ inputs
            t = (relative[None, None, :] / resonance[:, :, None] - 1) / alpha
            w = ((8 * sign)[None, :, None] / resonance[:, :, None] * relative * t / (1 + t * t)).sum(1)
            optimizer.zero_grad(set_to_none=True)
            w.backward(by_weight)
            optimizer.step()

    return epoch


def mnist(batches):
    relative = (400.0 ** (torch.arange(784, dtype=torch.float64) / 783)).float()
    delta = torch.nn.Parameter(1e-3 / 28 * torch.randn(10, 784))
    sign = torch.tensor([1.0, -1.0]).repeat(392)
    x = images(6000, 784)
    labels = torch.randint(0, 10, (6000,))
    optimizer = torch.optim.Adam([delta], lr=5e-6)
    alpha = 0.0188

    def epoch():
        order = torch.randperm(6000)
        for first in range(0, 500 * batches, 500):
            chosen = order[first:first + 500]
            inputs = x[chosen]
            with torch.no_grad():
                # By hand: automatic differentiation keeps several arrays of 10 x 784 x 784 and is seven times slower.
                weights, slopes = [], []
                for chain in range(10):
                    resonance = relative * (1 + delta[chain])
                    t = torch.outer(1 / (alpha * resonance), relative).sub_(1 / alpha)
                    inverse = (t * t).add_(1).reciprocal_()
                    g = t * inverse
                    factor = sign * 2 * 5.08 / resonance
                    weights.append((factor @ g) * relative)
                    slope = (inverse * 2).sub_(1).mul_(inverse)
                    slopes.append((g.addcmul_(t.add_(1 / alpha), slope), -factor / (1 + delta[chain])))
                w = torch.stack(weights)
                u = inputs @ w.t()
                error = (torch.softmax(u, 1) - F.one_hot(labels[chosen], 10)) / 500
                by_weight = error.t() @ inputs
                delta.grad = torch.stack([(slopes[chain][0] @ (by_weight[chain] * relative)) * slopes[chain][1] for chain in range(10)])
            optimizer.step()

    return epoch


def mlp(batches):
    t1 = torch.nn.Parameter(0.008 * torch.randn(784, 300))
    t2 = torch.nn.Parameter(0.008 * torch.randn(300, 10))
    a1, a2 = torch.nn.Parameter(torch.tensor(10.0)), torch.nn.Parameter(torch.tensor(3.0))
    return train([t1, a1, t2, a2], lambda x: a2 * (oscillator(a1 * (x @ resonator(t1))) @ resonator(t2)), 500, batches, images(6000, 784), torch.randint(0, 10, (6000,)), 5e-4)


def cnn(batches):
    def weight(u):
        width = 1 - 0.01 * u
        return 2 * u * width / (width * width + u * u)

    u1 = torch.nn.Parameter(0.1 * torch.randn(32, 1, 5, 5))
    u2 = torch.nn.Parameter(0.018 * torch.randn(64, 32, 5, 5))
    u3 = torch.nn.Parameter(0.0125 * torch.randn(1600, 10))
    a = [torch.nn.Parameter(torch.tensor(4.0)) for _ in range(3)]

    def forward(x):
        x = oscillator(F.max_pool2d(F.conv2d(x.view(-1, 1, 28, 28), a[0] * weight(u1), padding=1), 2))
        x = oscillator(F.max_pool2d(F.conv2d(x, a[1] * weight(u2), padding=1), 2))
        return a[2] * (x.flatten(1) @ weight(u3))

    return train([u1, u2, u3, *a], forward, 20, batches, images(2000, 784), torch.randint(0, 10, (2000,)), 1e-4)


def product():
    cache = {}

    def work(rows, columns, inner, transposed):
        key = (rows, columns, inner, transposed)
        if key not in cache:
            a = torch.rand(inner, rows).t() if transposed else torch.rand(rows, inner)
            cache[key] = (a, torch.rand(inner, columns), torch.empty(rows, columns))
        a, b, c = cache[key]
        repetitions = max(5, int(6e8 / (rows * columns * inner)))
        started = time.perf_counter()
        for _ in range(repetitions):
            torch.mm(a, b, out=c)
        return (time.perf_counter() - started) / repetitions

    return work


if kind == "product":
    work = product()
    for line in sys.stdin:
        rows, columns, inner, transposed = (int(word) for word in line.split())
        print(work(rows, columns, inner, transposed), flush=True)
else:
    epoch = {"digits": digits, "mnist": lambda: mnist(12), "mlp": lambda: mlp(12), "cnn": lambda: cnn(100)}[kind]()
    for _ in sys.stdin:
        started = time.perf_counter()
        epoch()
        print(time.perf_counter() - started, flush=True)
