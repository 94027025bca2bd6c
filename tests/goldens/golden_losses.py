"""The losses of make_goldens.py, as PyTorch computes them or as their papers write them."""

import numpy
import torch
from torch import nn
from torch.nn import functional

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


def on_grid(values):
    return numpy.round(values * 256) / 256


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
