"""Answers each line of input, a number of milliseconds, with the nanoseconds of one piece of work and the loss."""

import json
import sys
import time

import numpy
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(7)
work = json.loads(sys.argv[1])
data = torch.from_numpy(numpy.fromfile(sys.argv[2], dtype=numpy.float32))
activations = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh, "silu": nn.SiLU, "gelu": nn.GELU}


def network():
    sizes = work["sizes"]
    layers = []
    for i in range(len(sizes) - 1):
        layers.append(nn.Linear(sizes[i], sizes[i + 1]))
        if i < len(sizes) - 2:
            layers.append(activations[work["activation"]]())
    return nn.Sequential(*layers)


def training():
    model = network()
    columns, rows, batch = work["sizes"][0], work["rows"], work["batch"]
    inputs, targets = data[: rows * columns].reshape(rows, columns), data[rows * columns :]
    binary = work["loss"] == "binary"
    criterion = nn.BCEWithLogitsLoss() if binary else nn.CrossEntropyLoss()
    targets = targets.reshape(rows, 1) if binary else targets.long()
    kind = torch.optim.SGD if work["optimizer"] == "sgd" else torch.optim.Adam
    optimizer = kind(model.parameters(), lr=work["rate"])
    batches = [(inputs[i : i + batch], targets[i : i + batch]) for i in range(0, rows, batch)]
    at = 0

    def step():
        nonlocal at
        x, y = batches[at % len(batches)]
        at += 1
        optimizer.zero_grad(set_to_none=True)
        criterion(model(x), y).backward()
        optimizer.step()

    return step, lambda: criterion(model(batches[0][0]), batches[0][1]).item()


def prepared():
    if work["kind"] == "train":
        return training()
    if work["kind"] == "predict":
        model, x = network(), data.reshape(work["batch"], work["sizes"][0])

        def predict():
            with torch.no_grad():
                model(x)

        return predict, lambda: 0
    if work["kind"] == "matmul":
        a = data.reshape(work["size"], work["size"])
        return lambda: torch.matmul(a, a), lambda: 0
    activation = activations[work["activation"]]()
    if not work["slope"]:

        def value():
            with torch.no_grad():
                activation(data)

        return value, lambda: 0
    x, ones = data.clone().requires_grad_(True), torch.ones_like(data)
    return lambda: torch.autograd.grad(activation(x), x, ones), lambda: 0


run, loss = prepared()
for line in sys.stdin:
    wanted, done, began, used = float(line) * 1e6, 0, time.perf_counter_ns(), time.process_time_ns()
    while True:
        run()
        done += 1
        passed = time.perf_counter_ns() - began
        if passed >= wanted:
            break
    passed = min(passed, time.process_time_ns() - used)
    print(json.dumps({"nanoseconds": passed / done, "loss": loss()}), flush=True)
