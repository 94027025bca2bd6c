#!/usr/bin/python3
"""Writes the golden files beside this script: small networks trained by PyTorch.

    /usr/bin/python3 tests/goldens/make_goldens.py        # Debian's python3-torch and python3-numpy

Every hidden activation x every loss: a 5-7-4-k network on twelve samples, seen as two batches of
six.  A file holds the start (parameters, inputs, targets), what the first batch gives (outputs,
loss, gradient), and for each optimizer the losses of ten steps (five times over the two
batches, in order) and the parameters after them.  more_optimizers.json has those of the optimizers that
the others leave out, and of steps that clip, regularize or limit ("plan").

PyTorch computes in double precision, so a golden is the true value and whoever is compared with
it shows its own rounding only.  Starting values are multiples of 1/256: exact as float32 and short
as decimals.  Results carry 12 significant digits.  Running the script again gives the same bytes.
"""

import json
import pathlib

import numpy
import torch
from torch import nn

SIZES = [5, 7, 4]
BATCH = 6
BATCHES = 2
STEPS = 10
# No pre-activation of a kinked unit comes closer to 0 than this in any step: otherwise a rounding
# error in float32 could choose the other side.
KINK_MARGIN = 1e-4

HIDDEN = {
    "relu": ({"type": "relu"}, nn.ReLU),
    "leaky_relu": ({"type": "leaky_relu", "negative_slope": 0.01}, lambda: nn.LeakyReLU(0.01)),
    "sigmoid": ({"type": "sigmoid"}, nn.Sigmoid),
    "tanh": ({"type": "tanh"}, nn.Tanh),
    "identity": ({"type": "identity"}, nn.Identity),
}
KINKED = {"relu", "leaky_relu"}

# name: loss, PyTorch's loss on logits or outputs, output activation, outputs
LOSSES = {
    "cross_entropy": ({"type": "cross_entropy"}, nn.CrossEntropyLoss(), "softmax", 3),
    "cross_entropy_smoothed": (
        {"type": "cross_entropy", "label_smoothing": 0.1},
        nn.CrossEntropyLoss(label_smoothing=0.1),
        "softmax",
        3,
    ),
    "binary_cross_entropy": ({"type": "binary_cross_entropy"}, nn.BCEWithLogitsLoss(), "sigmoid", 1),
    "mse": ({"type": "mse"}, nn.MSELoss(), "identity", 2),
    "mse_of_sigmoid": ({"type": "mse"}, nn.MSELoss(), "sigmoid", 2),
    "mse_of_softmax": ({"type": "mse"}, nn.MSELoss(), "softmax", 3),
}
OUTPUT = {
    "softmax": lambda z: torch.softmax(z, dim=1),
    "sigmoid": torch.sigmoid,
    "identity": lambda z: z,
}
# The last two only vary the output layer: one hidden activation shows it.
CASES = [(h, l) for l in LOSSES for h in HIDDEN if not l.startswith("mse_of") or h == "tanh"]

OPTIMIZERS = [
    {"type": "sgd", "learning_rate": 0.1},
    {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9},
    {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
    {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.05},
    {"type": "adam", "learning_rate": 0.01},
    {"type": "adam", "learning_rate": 0.01, "betas": [0.8, 0.99], "epsilon": 0.001, "weight_decay": 0.05},
    {"type": "adamw", "learning_rate": 0.01, "weight_decay": 0.05},
]


# These take their steps in one case of their own: smooth, so that every seed will do.
MORE_OPTIMIZERS_CASE = ("tanh", "cross_entropy")
MORE_OPTIMIZERS = [
    {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.05},
    {"type": "adam", "learning_rate": 0.01, "weight_decay": 0.05, "amsgrad": True, "betas": [0.9, 0.8]},
    {"type": "adamw", "learning_rate": 0.01, "weight_decay": 0.05, "amsgrad": True, "betas": [0.9, 0.8]},
    {"type": "nadam", "learning_rate": 0.01},
    {"type": "nadam", "learning_rate": 0.01, "weight_decay": 0.05, "momentum_decay": 0.1, "epsilon": 0.001},
    {"type": "nadam", "learning_rate": 0.01, "weight_decay": 0.05, "decoupled_weight_decay": True},
    {"type": "radam", "learning_rate": 0.01},
    {"type": "radam", "learning_rate": 0.01, "betas": [0.8, 0.99], "weight_decay": 0.05, "epsilon": 0.001},
    {"type": "radam", "learning_rate": 0.01, "weight_decay": 0.05, "decoupled_weight_decay": True},
    {"type": "rmsprop", "learning_rate": 0.01},
    {"type": "rmsprop", "learning_rate": 0.01, "momentum": 0.5, "weight_decay": 0.05},
    {"type": "rmsprop", "learning_rate": 0.01, "alpha": 0.9, "epsilon": 0.1, "centered": True},
    {"type": "rmsprop", "learning_rate": 0.01, "epsilon": 0.1, "momentum": 0.5, "centered": True},
    {"type": "adagrad", "learning_rate": 0.05},
    {
        "type": "adagrad",
        "learning_rate": 0.05,
        "learning_rate_decay": 0.1,
        "initial_accumulator": 0.25,
        "weight_decay": 0.05,
    },
    {"type": "adadelta"},
    {"type": "adadelta", "learning_rate": 0.5, "rho": 0.8, "epsilon": 0.001, "weight_decay": 0.05},
    {"type": "adamax", "learning_rate": 0.01},
    {"type": "adamax", "learning_rate": 0.01, "betas": [0.8, 0.9], "weight_decay": 0.05},
]

# What else a step may do, on the same case: (optimizer, plan).
MOMENTUM = {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.05}
PLANS = [
    (MOMENTUM, {"gradient_clipping": {"type": "global_norm", "max_norm": 0.3}}),
    (MOMENTUM, {"gradient_clipping": {"type": "per_layer_norm", "max_norm": 0.2}, "l1": 0.01}),
    (MOMENTUM, {"gradient_clipping": {"type": "value", "limit": 0.03}, "max_norm": 0.8}),
]

# Our name: PyTorch's
KINDS = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "nadam": torch.optim.NAdam,
    "radam": torch.optim.RAdam,
    "rmsprop": torch.optim.RMSprop,
    "adagrad": torch.optim.Adagrad,
    "adadelta": torch.optim.Adadelta,
    "adamax": torch.optim.Adamax,
}
SETTINGS = {
    "learning_rate": "lr",
    "epsilon": "eps",
    "learning_rate_decay": "lr_decay",
    "initial_accumulator": "initial_accumulator_value",
}


class DecoupledDecay:
    """What newer versions of PyTorch do for decoupled_weight_decay: shrink the weights, then step."""

    def __init__(self, optimizer, weights, factor):
        self.optimizer, self.weights, self.factor = optimizer, weights, factor
        self.zero_grad = optimizer.zero_grad

    def step(self):
        with torch.no_grad():
            for weight in self.weights:
                weight.mul_(self.factor)
        self.optimizer.step()


def make_optimizer(optimizer_json, weights, biases):
    """The biases have no weight decay."""
    settings = {k: v for k, v in optimizer_json.items() if k not in ("type", "weight_decay")}
    decay = optimizer_json.get("weight_decay", 0.0)
    decoupled = settings.pop("decoupled_weight_decay", False)
    settings = {SETTINGS.get(k, k): v for k, v in settings.items()}
    groups = [
        {"params": weights, "weight_decay": 0.0 if decoupled else decay},
        {"params": biases, "weight_decay": 0.0},
    ]
    if optimizer_json["type"] == "nadam":
        settings["foreach"] = True  # 1.13's other form has one momentum too many in its product
    optimizer = KINDS[optimizer_json["type"]](groups, **settings)
    return DecoupledDecay(optimizer, weights, 1 - settings["lr"] * decay) if decoupled else optimizer


def shape_gradient(plan, linear):
    clipping = plan.get("gradient_clipping", {"type": None})
    layers = [[layer.weight, layer.bias] for layer in linear]
    everything = [parameter for layer in layers for parameter in layer]
    if clipping["type"] == "global_norm":
        nn.utils.clip_grad_norm_(everything, clipping["max_norm"])
    if clipping["type"] == "per_layer_norm":
        for layer in layers:
            nn.utils.clip_grad_norm_(layer, clipping["max_norm"])
    if clipping["type"] == "value":
        nn.utils.clip_grad_value_(everything, clipping["limit"])
    if "l1" in plan:
        for layer in linear:
            layer.weight.grad.add_(layer.weight.data.sign(), alpha=plan["l1"])


def limit_norms(plan, linear):
    if "max_norm" in plan:
        for layer in linear:
            norms = layer.weight.data.norm(dim=1, keepdim=True)
            layer.weight.data.mul_((plan["max_norm"] / norms).clamp(max=1.0))


def on_grid(values):
    return numpy.round(values * 256) / 256


def tidy(value):
    """Tensors to nested lists of numbers with 12 significant digits."""
    if isinstance(value, torch.Tensor):
        value = value.detach().tolist()
    return [tidy(v) for v in value] if isinstance(value, list) else float(f"{value:.12g}")


class Network:
    def __init__(self, start, activation):
        self.start, self.activation = start, activation
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
            self.nearest_kink = min(self.nearest_kink, z.detach().abs().min().item())
            a = self.activation(z)
        return self.linear[-1](a)

    def named(self, of):
        tensors = {}
        for i, layer in enumerate(self.linear):
            tensors[f"layers.{i}.weight"] = tidy(of(layer.weight))
            tensors[f"layers.{i}.bias"] = tidy(of(layer.bias))
        return tensors


def make_case(hidden, loss_name, seed, optimizers, name=None):
    loss_json, loss_function, output_name, outputs = LOSSES[loss_name]
    random = numpy.random.RandomState(seed)  # MT19937 and its normal draws are frozen by NumPy's policy
    samples = BATCH * BATCHES
    sizes = SIZES + [outputs]
    start = {}
    for i, (fan_in, units) in enumerate(zip(sizes, sizes[1:])):
        start[f"layers.{i}.weight"] = on_grid(random.randn(units, fan_in) / fan_in**0.5)
        start[f"layers.{i}.bias"] = on_grid(random.randn(units) * 0.25)
    inputs = on_grid(random.randn(samples, SIZES[0]))
    if loss_json["type"] == "cross_entropy":
        targets = [int(t) for t in random.randint(outputs, size=samples)]
        y = torch.tensor(targets)
    elif loss_json["type"] == "binary_cross_entropy":
        targets = [int(t) for t in random.randint(2, size=samples)]
        y = torch.tensor(targets).double().unsqueeze(1)
    else:
        targets = on_grid(random.rand(samples, outputs)).tolist()
        y = torch.tensor(targets, dtype=torch.float64)
    x = torch.tensor(inputs)
    hidden_json, make_activation = HIDDEN[hidden]
    end = OUTPUT[output_name]
    fused = loss_json["type"] != "mse"

    def loss_of(network, batch):
        rows = slice(batch * BATCH, (batch + 1) * BATCH)
        z = network.logits(x[rows])
        return loss_function(z if fused else end(z), y[rows])

    first = Network(start, make_activation())
    loss = loss_of(first, 0)
    loss.backward()
    nearest_kink = first.nearest_kink
    trainings = []
    for optimizer_json, plan in optimizers:
        network = Network(start, make_activation())
        weights = [layer.weight for layer in network.linear]
        biases = [layer.bias for layer in network.linear]
        optimizer = make_optimizer(optimizer_json, weights, biases)
        losses = []
        for step in range(STEPS):
            optimizer.zero_grad()
            step_loss = loss_of(network, step % BATCHES)
            step_loss.backward()
            shape_gradient(plan, network.linear)
            optimizer.step()
            limit_norms(plan, network.linear)
            losses.append(tidy(step_loss.item()))
        # Training that blows up would blow up rounding errors with it.
        assert max(losses) < 3, f"{hidden}, {loss_name}, {optimizer_json}: losses {losses}"
        nearest_kink = min(nearest_kink, network.nearest_kink)
        after = network.named(lambda parameter: parameter)
        said = {"optimizer": optimizer_json, "plan": plan} if plan else {"optimizer": optimizer_json}
        trainings.append({**said, "losses": losses, "parameters": after})
    if hidden in KINKED and nearest_kink < KINK_MARGIN:
        return None
    return {
        "name": name or f"{hidden}_{loss_name}",
        "hidden_activation": hidden_json,
        "output_activation": {"type": output_name},
        "loss": loss_json,
        "batch_size": BATCH,
        "inputs": inputs.tolist(),
        "targets": targets,
        "parameters": {name: values.tolist() for name, values in start.items()},
        "first_batch": {
            "outputs": tidy(end(first.logits(x[:BATCH]))),
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


def write(case, seed):
    (pathlib.Path(__file__).parent / f"{case['name']}.json").write_text(in_lines(case) + "\n")
    print(f"{case['name']}: seed {seed}, losses {[t['losses'][-1] for t in case['trainings']]}")


def main():
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)  # of what optimizers keep themselves
    for number, (hidden, loss_name) in enumerate(CASES):
        seed = 1000 * (number + 1)
        while (case := make_case(hidden, loss_name, seed, [(o, {}) for o in OPTIMIZERS])) is None:
            seed += 1
        write(case, seed)
    more = [(optimizer, {}) for optimizer in MORE_OPTIMIZERS] + PLANS
    write(make_case(*MORE_OPTIMIZERS_CASE, 1, more, "more_optimizers"), 1)


if __name__ == "__main__":
    main()
