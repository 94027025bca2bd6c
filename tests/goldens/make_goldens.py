#!/usr/bin/python3
"""Writes the golden files beside this script: small networks trained by PyTorch.

    /usr/bin/python3 tests/goldens/make_goldens.py        # Debian's python3-torch and python3-numpy

Every hidden activation of the first table x the first losses; one activation x the other losses; those of the
second table with mse and one optimizer: a 5-7-4-k network on twelve samples, seen as two batches of
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
from torch.nn import functional

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
# The distance of z from the activation's kinks.
KINKED = {
    "relu": torch.abs,
    "leaky_relu": torch.abs,
    "relu6": lambda z: torch.minimum(z.abs(), (z - 6).abs()),
    "elu": torch.abs,
    "selu": torch.abs,
    "hard_tanh": lambda z: (z.abs() - 1).abs(),
    "hard_sigmoid": lambda z: (z.abs() - 3).abs(),
    "hard_swish": lambda z: (z.abs() - 3).abs(),
    "squared_relu": torch.abs,
}


class Formula(nn.Module):
    """What PyTorch has no module for."""

    def __init__(self, formula):
        super().__init__()
        self.forward = formula


MORE_HIDDEN = {
    "relu6": ({"type": "relu6"}, nn.ReLU6),
    "elu": ({"type": "elu", "alpha": 0.5}, lambda: nn.ELU(0.5)),
    "celu": ({"type": "celu", "alpha": 0.5}, lambda: nn.CELU(0.5)),
    "selu": ({"type": "selu"}, nn.SELU),
    "gelu": ({"type": "gelu"}, nn.GELU),
    "gelu_approximate": ({"type": "gelu", "approximate": True}, lambda: nn.GELU(approximate="tanh")),
    "silu": ({"type": "silu"}, nn.SiLU),
    "mish": ({"type": "mish"}, nn.Mish),
    "softplus": ({"type": "softplus", "beta": 2.0, "threshold": 20.0}, lambda: nn.Softplus(2.0, 20.0)),
    "softsign": ({"type": "softsign"}, nn.Softsign),
    "hard_tanh": ({"type": "hard_tanh"}, nn.Hardtanh),
    # nn.Hardsigmoid and nn.Hardswish have 1/6 as a float32, also for doubles: their definitions instead.
    "hard_sigmoid": ({"type": "hard_sigmoid"}, lambda: Formula(lambda z: torch.clamp(z + 3, 0, 6) / 6)),
    "hard_swish": ({"type": "hard_swish"}, lambda: Formula(lambda z: z * torch.clamp(z + 3, 0, 6) / 6)),
    "log_sigmoid": ({"type": "log_sigmoid"}, nn.LogSigmoid),
    "exponential": ({"type": "exponential"}, lambda: Formula(torch.exp)),
    "sine": ({"type": "sine"}, lambda: Formula(torch.sin)),
    "gaussian": ({"type": "gaussian"}, lambda: Formula(lambda z: torch.exp(-z * z))),
    "squared_relu": ({"type": "squared_relu"}, lambda: Formula(lambda z: torch.relu(z) ** 2)),
}

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
    "mse_of_log_softmax": ({"type": "mse"}, nn.MSELoss(), "log_softmax", 3),
}
OUTPUT = {
    "softmax": lambda z: torch.softmax(z, dim=1),
    "log_softmax": lambda z: torch.log_softmax(z, dim=1),
    "sigmoid": torch.sigmoid,
    "identity": lambda z: z,
}


# What the rest of the losses are, on logits; PyTorch's own wherever it has one.
def mean_of(row_loss):
    return lambda z, y: row_loss(z, y).mean()


def focal(gamma):
    def row_loss(z, y):
        cost = functional.cross_entropy(z, y, reduction="none")
        return (1 - torch.exp(-cost)) ** gamma * cost

    return mean_of(row_loss)


def binary_focal(gamma, alpha):
    def row_loss(z, y):
        cost = functional.binary_cross_entropy_with_logits(z, y, reduction="none")
        return (alpha * y + (1 - alpha) * (1 - y)) * (1 - torch.exp(-cost)) ** gamma * cost

    return mean_of(row_loss)


def two_class_margin(power):
    return mean_of(lambda z, y: functional.relu(1 - (2 * y - 1) * z) ** power)


def quantile(q):
    return mean_of(lambda z, y: torch.maximum(q * (y - z), (q - 1) * (y - z)))


def gaussian_nll(z, y):
    return nn.GaussianNLLLoss()(z[:, :2], y, torch.exp(z[:, 2:]))


def weighted_cross_entropy(weights):
    """Divided by the rows, not by the sum of their weights."""
    loss = nn.CrossEntropyLoss(weight=torch.tensor(weights).double(), reduction="sum")
    return lambda z, y: loss(z, y) / len(y)


def kl_divergence(z, y):
    return nn.KLDivLoss(reduction="batchmean")(torch.log_softmax(z, dim=1), y)


def of_classes(count):
    return lambda random, samples: random.randint(count, size=samples).tolist()


def of_numbers(random, samples):
    return on_grid(random.rand(samples, 2)).tolist()


def of_counts(random, samples):
    return random.randint(5, size=(samples, 2)).astype(float).tolist()


def of_labels(random, samples):
    return random.randint(2, size=(samples, 3)).astype(float).tolist()


def of_shares(random, samples):
    return (random.multinomial(256, [0.5, 0.3, 0.2], size=samples) / 256).tolist()


# The distance from where the loss's slope jumps, where it does.
def error_of(z, y):
    return (z - y).abs().min().item()


def margin_of(z, y):
    right = z.gather(1, y.unsqueeze(1))
    return (1 - right + z).abs().min().item()


def two_class_margin_of(z, y):
    return (1 - (2 * y - 1) * z).abs().min().item()


# name: loss, its value on logits, output activation, output units, targets, distance from a kink
MORE_LOSSES = {
    "cross_entropy_weighted": (
        {"type": "cross_entropy", "class_weights": [0.5, 2.0, 1.25]},
        weighted_cross_entropy([0.5, 2.0, 1.25]),
        "softmax",
        3,
        of_classes(3),
        None,
    ),
    "binary_cross_entropy_weighted": (
        {"type": "binary_cross_entropy", "positive_weight": 2.5},
        nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.5]).double()),
        "sigmoid",
        1,
        of_classes(2),
        None,
    ),
    "mae": ({"type": "mae"}, nn.L1Loss(), "identity", 2, of_numbers, error_of),
    "huber": ({"type": "huber", "delta": 0.25}, nn.HuberLoss(delta=0.25), "identity", 2, of_numbers, None),
    "smooth_l1": (
        {"type": "smooth_l1", "beta": 0.25},
        nn.SmoothL1Loss(beta=0.25),
        "identity",
        2,
        of_numbers,
        None,
    ),
    "log_cosh": (
        {"type": "log_cosh"},
        mean_of(lambda z, y: torch.log(torch.cosh(z - y))),
        "identity",
        2,
        of_numbers,
        None,
    ),
    "quantile": ({"type": "quantile", "quantile": 0.8}, quantile(0.8), "identity", 2, of_numbers, error_of),
    "poisson": ({"type": "poisson"}, nn.PoissonNLLLoss(), "identity", 2, of_counts, None),
    "focal": ({"type": "focal"}, focal(2), "softmax", 3, of_classes(3), None),
    "binary_focal": ({"type": "binary_focal"}, binary_focal(2, 0.25), "sigmoid", 1, of_classes(2), None),
    "hinge": ({"type": "hinge"}, nn.MultiMarginLoss(), "identity", 3, of_classes(3), margin_of),
    "hinge_of_two": ({"type": "hinge"}, two_class_margin(1), "identity", 1, of_classes(2), two_class_margin_of),
    "squared_hinge": ({"type": "squared_hinge"}, nn.MultiMarginLoss(p=2), "identity", 3, of_classes(3), None),
    "squared_hinge_of_two": (
        {"type": "squared_hinge"},
        two_class_margin(2),
        "identity",
        1,
        of_classes(2),
        None,
    ),
    "kl_divergence": ({"type": "kl_divergence"}, kl_divergence, "softmax", 3, of_shares, None),
    "gaussian_nll": ({"type": "gaussian_nll"}, gaussian_nll, "identity", 4, of_numbers, None),
    "multi_label": (
        {"type": "multi_label", "positive_weight": 2.5},
        nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.5] * 3).double()),
        "sigmoid",
        3,
        of_labels,
        None,
    ),
}
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


def make_case(hidden, loss_name, seed, optimizers, name=None):
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
        rows = slice(batch * BATCH, (batch + 1) * BATCH)
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
            step_loss = loss_of(network, step % BATCHES)
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


def write_case(hidden, loss_name, seed, optimizers, name=None):
    while (case := make_case(hidden, loss_name, seed, optimizers, name)) is None:
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


if __name__ == "__main__":
    main()
