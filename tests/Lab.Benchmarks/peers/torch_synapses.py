"""The perceptron of stochastic synapses with PyTorch, one thread, exact binomial samples. Each line on standard input, "K
BATCHES", asks for so many batches of a training; the answer is the time in seconds. Images, optimiser, loss and learning
rule are those of Lab's benchmark: the rule is that of mean and deviation, by automatic differentiation of mu + sigma * xi at
the drawn xi."""

import sys
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)
torch.manual_seed(1)
BATCH, PIXELS, CLASSES = 50, 196, 10
CENTRE, SLOPE, FLOOR = 4.63, 2.73, 0.0219
x = (torch.rand(5000, PIXELS) < 0.25).float()
labels = torch.randint(0, CLASSES, (5000,))
trainings = {}


def training(samples):
    field = torch.nn.Parameter(torch.full((PIXELS, CLASSES), CENTRE))
    bias = torch.nn.Parameter(torch.zeros(CLASSES))
    optimizer = torch.optim.Adam([field, bias], lr=1e-3)

    def run(batches):
        order = torch.randperm(x.shape[0])
        for batch in range(batches):
            chosen = order[batch * BATCH : (batch + 1) * BATCH]
            images = x[chosen]
            f = FLOOR + (1 - FLOOR) * torch.sigmoid(SLOPE * (field - CENTRE))
            mean = images @ f
            deviation = torch.sqrt(images @ (f * (1 - f)) / samples + 1e-4)
            with torch.no_grad():
                p = images.unsqueeze(2) * f
                drawn = torch.bernoulli(p) if samples == 1 else torch.binomial(torch.full_like(p, samples), p) / samples
                xi = (drawn.sum(1) - mean) / deviation
            loss = F.cross_entropy(mean + deviation * xi + bias, labels[chosen])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

    return run


for line in sys.stdin:
    samples, batches = map(int, line.split())
    if samples not in trainings:
        trainings[samples] = training(samples)
    started = time.perf_counter()
    trainings[samples](batches)
    print(time.perf_counter() - started, flush=True)
