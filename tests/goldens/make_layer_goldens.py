#!/usr/bin/python3
"""Writes layers_*.json beside this script: hidden layers that normalize, learn slopes and add their input.

    /usr/bin/python3 tests/goldens/make_layer_goldens.py

As make_goldens.py, whose format and helpers these are, but each hidden layer says what it does.
RMSNorm is written out: PyTorch has it from 2.4 on, Debian's is older.
"""

import pathlib

import numpy
import torch
from torch import nn
from torch.nn import functional

from golden_losses import on_grid
from golden_optimizers import OPTIMIZERS, make_optimizer
from make_goldens import BATCH, BATCHES, KINK_MARGIN, STEPS, in_lines, tidy

EPSILON = 1e-5
WIDTH = 6
INPUTS = 5

PRELU = {"type": "prelu", "initial_slope": 0.25}
BATCH_NORM = {"type": "batch_norm", "epsilon": EPSILON, "momentum": 0.25}
CASES = {
    "layers_normalized_cross_entropy": [
        {"activation": PRELU, "normalization": {"type": "layer_norm", "epsilon": EPSILON}},
        {"activation": {"type": "tanh"}, "normalization": {"type": "rms_norm", "epsilon": EPSILON}},
    ],
    "layers_residual_mse": [
        {"activation": PRELU},
        {"activation": {"type": "tanh"}, "residual": True},
        {"activation": {"type": "relu"}, "normalization": {"type": "layer_norm", "epsilon": EPSILON}, "residual": True},
    ],
    "layers_batch_normalized_cross_entropy": [
        {"activation": {"type": "tanh"}, "normalization": BATCH_NORM},
        {"activation": {"type": "relu"}, "normalization": BATCH_NORM, "residual": True},
    ],
}


def start_of(hidden, outputs, random):
    start = {}
    widths = [INPUTS] + [WIDTH] * len(hidden) + [outputs]
    for i, (fan_in, units) in enumerate(zip(widths, widths[1:])):
        start[f"layers.{i}.weight"] = on_grid(random.randn(units, fan_in) / fan_in**0.5)
        start[f"layers.{i}.bias"] = on_grid(random.randn(units) * 0.25)
        layer = hidden[i] if i < len(hidden) else {}
        if "normalization" in layer:
            start[f"layers.{i}.norm.weight"] = on_grid(1 + 0.25 * random.randn(units))
            if layer["normalization"]["type"] != "rms_norm":
                start[f"layers.{i}.norm.bias"] = on_grid(0.25 * random.randn(units))
            if layer["normalization"] == BATCH_NORM:
                start[f"layers.{i}.norm.running_mean"] = on_grid(0.25 * random.randn(units))
                start[f"layers.{i}.norm.running_var"] = on_grid(0.5 + random.rand(units))
        if layer.get("activation") == PRELU:
            start[f"layers.{i}.slope"] = on_grid(0.25 + 0.1 * random.randn(units))
    return start


class Network:
    def __init__(self, hidden, start):
        self.hidden = hidden
        self.tensors = {name: torch.tensor(values, requires_grad=self.learns(name)) for name, values in start.items()}
        self.nearest_kink = float("inf")

    def learns(self, name):
        """Running statistics do not, nor a bias that the batch's mean takes away: its gradient is rounding."""
        layer = int(name.split(".")[1])
        is_batch_norm = layer < len(self.hidden) and self.hidden[layer].get("normalization") == BATCH_NORM
        return ".running_" not in name and not (is_batch_norm and name == f"layers.{layer}.bias")

    def outputs(self, a, training=True):
        of = self.tensors.get
        for i, layer in enumerate(self.hidden):
            x = a
            z = functional.linear(x, of(f"layers.{i}.weight"), of(f"layers.{i}.bias"))
            gain, shift = of(f"layers.{i}.norm.weight"), of(f"layers.{i}.norm.bias")
            kind = layer.get("normalization", {}).get("type")
            if kind == "layer_norm":
                z = functional.layer_norm(z, (WIDTH,), gain, shift, EPSILON)
            elif kind == "batch_norm":
                running = [of(f"layers.{i}.norm.running_{what}") for what in ("mean", "var")]
                momentum = layer["normalization"]["momentum"]
                z = functional.batch_norm(z, *running, gain, shift, training, momentum, EPSILON)
            elif kind == "rms_norm":
                z = gain * z / torch.sqrt((z**2).mean(dim=1, keepdim=True) + EPSILON)
            self.nearest_kink = min(self.nearest_kink, z.detach().abs().min().item())
            name = layer["activation"]["type"]
            a = functional.prelu(z, of(f"layers.{i}.slope")) if name == "prelu" else getattr(torch, name)(z)
            if layer.get("residual"):
                a = a + x
        last = len(self.hidden)
        return functional.linear(a, of(f"layers.{last}.weight"), of(f"layers.{last}.bias"))

    def named(self, of):
        return {name: tidy(of(tensor)) for name, tensor in self.tensors.items()}


def make_case(name, hidden, seed):
    random = numpy.random.RandomState(seed)
    is_classes = name.endswith("cross_entropy")
    outputs = 3 if is_classes else 2
    start = start_of(hidden, outputs, random)
    inputs = on_grid(random.randn(BATCH * BATCHES, INPUTS))
    if is_classes:
        targets = [int(t) for t in random.randint(outputs, size=BATCH * BATCHES)]
        y, loss_function = torch.tensor(targets), nn.CrossEntropyLoss()
    else:
        targets = on_grid(random.rand(BATCH * BATCHES, outputs)).tolist()
        y, loss_function = torch.tensor(targets, dtype=torch.float64), nn.MSELoss()
    x = torch.tensor(inputs)

    def loss_of(network, batch):
        rows = slice(batch * BATCH, (batch + 1) * BATCH)
        return loss_function(network.outputs(x[rows]), y[rows])

    z = Network(hidden, start).outputs(x[:BATCH], training=False)
    first = Network(hidden, start)
    loss = loss_of(first, 0)
    loss.backward()
    nearest_kink = first.nearest_kink
    trainings = []
    for optimizer_json in OPTIMIZERS[1::3]:
        network = Network(hidden, start)
        weights = {n: t for n, t in network.tensors.items() if n.endswith(".weight") and ".norm" not in n}
        others = [t for n, t in network.tensors.items() if n not in weights and t.requires_grad]
        optimizer = make_optimizer(optimizer_json, list(weights.values()), others)
        losses = []
        for step in range(STEPS):
            optimizer.zero_grad()
            step_loss = loss_of(network, step % BATCHES)
            step_loss.backward()
            optimizer.step()
            losses.append(tidy(step_loss.item()))
        if max(losses) >= 6:
            return None
        nearest_kink = min(nearest_kink, network.nearest_kink)
        after = network.named(lambda tensor: tensor)
        trainings.append({"optimizer": optimizer_json, "losses": losses, "parameters": after})
    if nearest_kink < KINK_MARGIN:
        return None
    return {
        "name": name,
        "hidden": hidden,
        "output_activation": {"type": "softmax" if is_classes else "identity"},
        "loss": {"type": "cross_entropy" if is_classes else "mse"},
        "batch_size": BATCH,
        "inputs": inputs.tolist(),
        "targets": targets,
        "parameters": {tensor: values.tolist() for tensor, values in start.items()},
        "first_batch": {
            "outputs": tidy(torch.softmax(z, dim=1) if is_classes else z),
            "loss": tidy(loss.item()),
            "gradient": first.named(lambda tensor: torch.zeros_like(tensor) if tensor.grad is None else tensor.grad),
        },
        "trainings": trainings,
    }


def main():
    torch.set_num_threads(1)
    folder = pathlib.Path(__file__).parent
    for number, (name, hidden) in enumerate(CASES.items()):
        seed = 1000 * (number + 1)
        while (case := make_case(name, hidden, seed)) is None:
            seed += 1
        (folder / f"{name}.json").write_text(in_lines(case) + "\n")
        print(f"{name}: seed {seed}, losses {[t['losses'][-1] for t in case['trainings']]}")


if __name__ == "__main__":
    main()
