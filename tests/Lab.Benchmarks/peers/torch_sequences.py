"""Sequential digits with PyTorch: one epoch forward and backward through 64 pixels of three layers of 32 spintronic neurons.

Started with the number of samples, the batch and the model ('spintronic' or 'ctrnn'). Each line on standard input asks for one epoch;
the answer is its time in seconds.

All weights of a step are one masked 96 x 97 matrix and one addmm, the quickest of the forms that were tried; eager, as TorchScript is
no quicker. Adam and the clipping are part of the epoch, as they are in Lab's.
"""

import sys
import time

import torch

torch.set_num_threads(1)
samples, batch, model = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
LAYERS, WIDTH, STEPS, CLASSES = 3, 32, 64, 10
NEURONS = LAYERS * WIDTH

torch.manual_seed(1)
mask = torch.zeros(NEURONS, NEURONS)
for layer in range(LAYERS):
    rows = slice(layer * WIDTH, (layer + 1) * WIDTH)
    mask[rows, rows] = (torch.rand(WIDTH, WIDTH) < 0.5).float()
    if layer > 0:
        mask[rows, (layer - 1) * WIDTH:layer * WIDTH] = (torch.rand(WIDTH, WIDTH) < 0.5).float()
input_mask = torch.zeros(NEURONS, 1)
input_mask[:WIDTH] = (torch.rand(WIDTH, 1) < 0.5).float()

weights = torch.nn.Parameter(0.3 * torch.randn(NEURONS, NEURONS))
input_weights = torch.nn.Parameter(0.3 * torch.randn(NEURONS, 1))
biases = torch.nn.Parameter(0.3 * torch.randn(NEURONS))
readout = torch.nn.Linear(WIDTH, CLASSES)
parameters = [weights, input_weights, biases, *readout.parameters()]
optimizer = torch.optim.Adam(parameters, lr=1e-4)
loss_function = torch.nn.CrossEntropyLoss()

images = torch.randn(samples, STEPS)
labels = torch.randint(0, CLASSES, (samples,))


def spintronic(x):
    gamma, amplification, step, keep = 1 / 14.12, 0.1, 1.0, 1 - 6.283185307e-3
    matrix = (amplification * weights * mask).t()
    # The drive of the inputs for all steps at once, then one addmm a step.
    drives = amplification * (x.t().unsqueeze(2) * (input_weights * input_mask).t() + biases) + 2 * gamma
    state = torch.full((x.shape[0], NEURONS), 0.5)
    output = torch.zeros(x.shape[0], NEURONS)
    for drive in drives.unbind(0):
        total = torch.addmm(drive, output, matrix)
        following = torch.clamp(state + step * state * (total * (1 - state) - gamma), 0, 1)
        output = output * keep + (following - state)
        state = following
    return readout(output[:, -WIDTH:])


def ctrnn(x):
    amplification, step, keep = 0.05, 1.0, 1 - 1 / 3
    matrix = (amplification * weights * mask).t()
    drives = amplification * (x.t().unsqueeze(2) * (input_weights * input_mask).t() + biases)
    state = torch.zeros(x.shape[0], NEURONS)
    output = torch.zeros(x.shape[0], NEURONS)
    for drive in drives.unbind(0):
        state = state * keep + step * torch.addmm(drive, output, matrix)
        output = torch.tanh(state)
    return readout(output[:, -WIDTH:])


forward = spintronic if model == "spintronic" else ctrnn
for _ in sys.stdin:
    started = time.perf_counter()
    order = torch.randperm(samples)
    for first in range(0, samples, batch):
        chosen = order[first:first + batch]
        loss = loss_function(forward(images[chosen]), labels[chosen])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_value_(parameters, 1.0)
        optimizer.step()
    print(time.perf_counter() - started, flush=True)
