#!/usr/bin/python3
"""Writes the golden files beside this script: small networks trained by PyTorch.

    /usr/bin/python3 tests/goldens/make_goldens.py        # Debian's python3-torch and python3-numpy

Every hidden activation of the first table x the first losses; one activation x the other losses; those of the
second table with mse and one optimizer: a 5-7-4-k network on twelve samples, seen as two batches of
six.  A file holds the start (parameters, inputs, targets), what the first batch gives (outputs,
loss, gradient), and for each optimizer the losses of ten steps (five times over the two
batches, in order) and the parameters after them.  more_optimizers.json has those of the optimizers that
the others leave out, and of steps that clip, regularize or limit ("plan"); lbfgs.json those of lbfgs, whose
batch are all twelve samples.

PyTorch computes in double precision, so a golden is the true value and whoever is compared with
it shows its own rounding only.  Starting values are multiples of 1/256: exact as float32 and short
as decimals.  Results carry 12 significant digits.  Running the script again gives the same bytes.
"""

import json
import pathlib

import numpy
import torch
from torch import nn

from golden_activations import HIDDEN, KINKED, MORE_HIDDEN
from golden_losses import LOSSES, MORE_LOSSES, OUTPUT, on_grid
from golden_optimizers import (
    FULL_BATCH_OPTIMIZERS,
    MORE_OPTIMIZERS,
    OPTIMIZERS,
    PLANS,
    limit_norms,
    make_optimizer,
    shape_gradient,
)

SIZES = [5, 7, 4]
BATCH = 6
BATCHES = 2
STEPS = 10
# No pre-activation of a kinked unit comes closer to 0 than this in any step: otherwise a rounding
# error in float32 could choose the other side.
KINK_MARGIN = 1e-4

# One hidden activation and two optimizers show what a loss does.
MORE_CASES = [("tanh", l) for l in MORE_LOSSES]

# Those "of" something only vary the output layer: one hidden activation shows it.
CASES = [
    (h, l)
    for l in LOSSES
    for h in HIDDEN
    if (not l.startswith("mse_of") or h == "tanh") and l != "mse_of_log_softmax"
]
ONE_OPTIMIZER_CASES = [(h, "mse") for h in MORE_HIDDEN] + [("tanh", "mse_of_log_softmax")]
ONE_OPTIMIZER = [{"type": "sgd", "learning_rate": 0.05, "momentum": 0.9}]

# The other optimizers take their steps in one case of their own: smooth, so that every seed will do.
MORE_OPTIMIZERS_CASE = ("tanh", "cross_entropy")


def tidy(value):
    """Tensors to nested lists of numbers with 12 significant digits."""
    if isinstance(value, torch.Tensor):
        value = value.detach().tolist()
    return [tidy(v) for v in value] if isinstance(value, list) else float(f"{value:.12g}")


class Network:
    def __init__(self, start, activation, kink_distance):
        self.start, self.activation, self.kink_distance = start, activation, kink_distance
        self.nearest_kink = float("inf")
        self.linear = []
        for i in range(len(start) // 2):
            weight, bias = start[f"layers.{i}.weight"], start[f"layers.{i}.bias"]
            layer = nn.Linear(weight.shape[1], weight.shape[0]).double()
            layer.weight.data, layer.bias.data = torch.tensor(weight), torch.tensor(bias)
            self.linear.append(layer)

    def logits(self, a):
        for layer in self.linear[:-1]:
            z = layer(a)
            self.nearest_kink = min(self.nearest_kink, self.kink_distance(z.detach()).min().item())
            a = self.activation(z)
        return self.linear[-1](a)

    def named(self, of):
        tensors = {}
        for i, layer in enumerate(self.linear):
            tensors[f"layers.{i}.weight"] = tidy(of(layer.weight))
            tensors[f"layers.{i}.bias"] = tidy(of(layer.bias))
        return tensors


def make_case(hidden, loss_name, seed, optimizers, name=None, batch_size=BATCH):
    make_targets = distance_from_kink = None
    if loss_name in LOSSES:
        loss_json, loss_function, output_name, outputs = LOSSES[loss_name]
    else:
        loss_json, loss_function, output_name, outputs, make_targets, distance_from_kink = MORE_LOSSES[loss_name]
    random = numpy.random.RandomState(seed)  # MT19937 and its normal draws are frozen by NumPy's policy
    samples = BATCH * BATCHES
    sizes = SIZES + [outputs]
    start = {}
    for i, (fan_in, units) in enumerate(zip(sizes, sizes[1:])):
        start[f"layers.{i}.weight"] = on_grid(random.randn(units, fan_in) / fan_in**0.5)
        start[f"layers.{i}.bias"] = on_grid(random.randn(units) * 0.25)
    inputs = on_grid(random.randn(samples, SIZES[0]))
    if make_targets:
        targets = make_targets(random, samples)
        y = torch.tensor(targets)
        if outputs == 1:
            y = y.double().unsqueeze(1)
        elif y.is_floating_point():
            y = y.double()
    elif loss_json["type"] == "cross_entropy":
        targets = [int(t) for t in random.randint(outputs, size=samples)]
        y = torch.tensor(targets)
    elif loss_json["type"] == "binary_cross_entropy":
        targets = [int(t) for t in random.randint(2, size=samples)]
        y = torch.tensor(targets).double().unsqueeze(1)
    else:
        targets = on_grid(random.rand(samples, outputs)).tolist()
        y = torch.tensor(targets, dtype=torch.float64)
    x = torch.tensor(inputs)
    hidden_json, make_activation = (HIDDEN | MORE_HIDDEN)[hidden]
    kink_distance = KINKED.get(hidden, torch.abs)
    end = OUTPUT[output_name]
    fused = loss_json["type"] != "mse"
    nearest_loss_kink = float("inf")

    def loss_of(network, batch):
        rows = slice(batch * batch_size, (batch + 1) * batch_size)
        nonlocal nearest_loss_kink
        z = network.logits(x[rows])
        if distance_from_kink:
            nearest_loss_kink = min(nearest_loss_kink, distance_from_kink(z.detach(), y[rows]))
        return loss_function(z if fused else end(z), y[rows])

    first = Network(start, make_activation(), kink_distance)
    loss = loss_of(first, 0)
    loss.backward()
    nearest_kink = first.nearest_kink
    trainings = []
    for optimizer_json, plan in optimizers:
        network = Network(start, make_activation(), kink_distance)
        weights = [layer.weight for layer in network.linear]
        biases = [layer.bias for layer in network.linear]
        optimizer = make_optimizer(optimizer_json, weights, biases)
        losses = []
        for step in range(STEPS):
            optimizer.zero_grad()
            batch = step % (samples // batch_size)
            step_loss = loss_of(network, batch)
            if optimizer_json["type"] == "lbfgs":
                optimizer.step(lambda: loss_of(network, batch))
                losses.append(tidy(step_loss.item()))
                continue
            step_loss.backward()
            shape_gradient(plan, network.linear)
            optimizer.step()
            limit_norms(plan, network.linear)
            losses.append(tidy(step_loss.item()))
        # Training that blows up would blow up rounding errors with it.
        if max(losses) >= 3:
            return None
        nearest_kink = min(nearest_kink, network.nearest_kink)
        after = network.named(lambda parameter: parameter)
        said = {"optimizer": optimizer_json, "plan": plan} if plan else {"optimizer": optimizer_json}
        trainings.append({**said, "losses": losses, "parameters": after})
    if hidden in KINKED and nearest_kink < KINK_MARGIN:
        return None
    if nearest_loss_kink < KINK_MARGIN:
        return None
    return {
        "name": name or f"{hidden}_{loss_name}",
        "hidden_activation": hidden_json,
        "output_activation": {"type": output_name},
        "loss": loss_json,
        "batch_size": batch_size,
        "inputs": inputs.tolist(),
        "targets": targets,
        "parameters": {name: values.tolist() for name, values in start.items()},
        "first_batch": {
            "outputs": tidy(end(first.logits(x[:batch_size]))),
            "loss": tidy(loss.item()),
            "gradient": first.named(lambda parameter: parameter.grad),
        },
        "trainings": trainings,
    }


def in_lines(value, depth=0):
    """JSON with one member a line where there are objects, one line for a list of numbers."""
    indent = "\n" + " " * (depth + 1)
    if isinstance(value, dict):
        members = [json.dumps(k) + ": " + in_lines(v, depth + 1) for k, v in value.items()]
        return "{" + indent + ("," + indent).join(members) + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[" + indent + ("," + indent).join(in_lines(v, depth + 1) for v in value) + "]"
    return json.dumps(value, separators=(",", ":"), allow_nan=False)


def write_case(hidden, loss_name, seed, optimizers, name=None, batch_size=BATCH):
    while (case := make_case(hidden, loss_name, seed, optimizers, name, batch_size)) is None:
        seed += 1
    (pathlib.Path(__file__).parent / f"{case['name']}.json").write_text(in_lines(case) + "\n")
    print(f"{case['name']}: seed {seed}, losses {[t['losses'][-1] for t in case['trainings']]}")


def main():
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)  # of what optimizers keep themselves

    def without_plans(optimizers):
        return [(optimizer, {}) for optimizer in optimizers]

    for number, (hidden, loss_name) in enumerate(CASES):
        write_case(hidden, loss_name, 1000 * (number + 1), without_plans(OPTIMIZERS))
    for number, (hidden, loss_name) in enumerate(MORE_CASES):
        write_case(hidden, loss_name, 500000 + 1000 * (number + 1), without_plans([OPTIMIZERS[1], OPTIMIZERS[4]]))
    for number, (hidden, loss_name) in enumerate(ONE_OPTIMIZER_CASES):
        write_case(hidden, loss_name, 1000 * (number + 1) + 500, without_plans(ONE_OPTIMIZER))
    write_case(*MORE_OPTIMIZERS_CASE, 1, without_plans(MORE_OPTIMIZERS) + PLANS, "more_optimizers")
    write_case(*MORE_OPTIMIZERS_CASE, 2, without_plans(FULL_BATCH_OPTIMIZERS), "lbfgs", BATCH * BATCHES)


if __name__ == "__main__":
    main()
