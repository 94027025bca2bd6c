"""Training steps in PyTorch as its users write them: eager mode, SGD with momentum 0.9, one thread.

bench/table.py keeps one of these running and asks it for a window at a time.  Each line on stdin is
answered by one on stdout:

  784-256-128-10 64 60000 0.3   widths, samples of a step, rows of the data set, seconds to measure for
  0.000551                      seconds per step

The first line on stdout, before any question, is JSON: the version, and whether multiplications go to the
reference BLAS, which is thirty times slower than what anybody would measure against.

The rows are noise, held as one tensor; a batch is two index_selects by a shuffled order; no DataLoader.
"""

import json
import sys
import time

import torch


def make_step(widths, batch, rows):
    """A function that trains on the next batch."""
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers[:-1])
    loss = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(network.parameters(), lr=1e-4, momentum=0.9)
    inputs = torch.rand(rows, widths[0])
    targets = torch.randint(widths[-1], (rows,))

    def batches():
        while True:
            for chosen in torch.randperm(rows).split(batch):
                if len(chosen) == batch:
                    yield chosen

    shuffled = batches()

    def step():
        chosen = next(shuffled)
        optimizer.zero_grad(set_to_none=True)
        loss(network(inputs.index_select(0, chosen)), targets.index_select(0, chosen)).backward()
        optimizer.step()

    return step


def seconds_per_step(step, seconds):
    steps, start = 0, time.perf_counter()
    while True:
        step()
        steps += 1
        elapsed = time.perf_counter() - start
        if elapsed >= seconds:
            return elapsed / steps


def uses_reference_blas():
    torch.mm(torch.ones(2, 2), torch.ones(2, 2))
    try:
        with open("/proc/self/maps") as maps:
            return "/blas/libblas.so" in maps.read()
    except OSError:
        return False


def main():
    torch.set_num_threads(1)
    torch.manual_seed(1)
    print(json.dumps({"version": torch.__version__, "reference_blas": uses_reference_blas()}), flush=True)
    steps = {}
    for line in sys.stdin:
        widths, batch, rows, seconds = line.split()
        workload = (widths, batch, rows)
        if workload not in steps:
            steps[workload] = make_step([int(width) for width in widths.split("-")], int(batch), int(rows))
            seconds_per_step(steps[workload], 0.2)  # memory and caches settle
        print(seconds_per_step(steps[workload], float(seconds)), flush=True)


main()
