"""The hidden activations of make_goldens.py, as PyTorch computes them, and where their slopes jump."""

import torch
from torch import nn

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
