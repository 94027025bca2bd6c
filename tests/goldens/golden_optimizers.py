"""The optimizers of make_goldens.py as PyTorch has them, and what a step does besides: clipping, penalty, limit."""

import torch
from torch import nn

OPTIMIZERS = [
    {"type": "sgd", "learning_rate": 0.1},
    {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9},
    {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
    {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9, "weight_decay": 0.05},
    {"type": "adam", "learning_rate": 0.01},
    {"type": "adam", "learning_rate": 0.01, "betas": [0.8, 0.99], "epsilon": 0.001, "weight_decay": 0.05},
    {"type": "adamw", "learning_rate": 0.01, "weight_decay": 0.05},
]

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

# Of all rows at once.
FULL_BATCH_OPTIMIZERS = [
    {"type": "lbfgs"},
    {"type": "lbfgs", "learning_rate": 0.1, "history": 2, "weight_decay": 0.01},
    {"type": "lbfgs", "learning_rate": 8.0, "history": 5},
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


class Lbfgs:
    """PyTorch's, one iteration a step; weight decay is a part of the loss."""

    def __init__(self, optimizer_json, weights, biases):
        self.weights, self.decay = weights, optimizer_json.get("weight_decay", 0.0)
        self.optimizer = torch.optim.LBFGS(
            weights + biases,
            lr=optimizer_json.get("learning_rate", 1.0),
            history_size=optimizer_json.get("history", 10),
            max_iter=1,
            max_eval=100,
            tolerance_grad=0,
            tolerance_change=0,
            line_search_fn="strong_wolfe",
        )
        self.zero_grad = self.optimizer.zero_grad

    def step(self, loss_of):
        def closure():
            self.optimizer.zero_grad()
            loss = loss_of() + 0.5 * self.decay * sum((weight**2).sum() for weight in self.weights)
            loss.backward()
            return loss

        self.optimizer.step(closure)


def make_optimizer(optimizer_json, weights, biases):
    """`biases`, and all else that is no weight, have no weight decay."""
    if optimizer_json["type"] == "lbfgs":
        return Lbfgs(optimizer_json, weights, biases)
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
