#!/usr/bin/python3
"""Writes schedules/rates.json beside this script: learning rates by torch.optim.lr_scheduler.

    /usr/bin/python3 tests/goldens/make_schedules.py        # Debian's python3-torch

Each case has a schedule as a config says it, the length of the training, and the rate of every step.
reduce_on_plateau also has what it watched: one value an epoch, smaller being better.  inverse_sqrt is
not PyTorch's own: it goes through LambdaLR.  Running the script again gives the same bytes.
"""

import json
import math
import pathlib

import torch
from torch.optim import lr_scheduler

BASE = 0.8


def optimizer():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=BASE)


def by_epoch(make):
    """The rates of a scheduler that steps once an epoch."""

    def rates(steps_per_epoch, epochs):
        return [rate for rate in by_step(make)(1, epochs) for _ in range(steps_per_epoch)]

    return rates


def by_step(make):
    """The rates of a scheduler that steps with the optimizer."""

    def rates(steps_per_epoch, epochs):
        trained = optimizer()
        scheduler = make(trained, steps_per_epoch * epochs)
        result = []
        for _ in range(steps_per_epoch * epochs):
            result.append(trained.param_groups[0]["lr"])
            trained.step()
            if len(result) < steps_per_epoch * epochs:
                scheduler.step()
        return result

    return rates


def cyclic(mode, gamma=1.0):
    return by_step(
        lambda o, _: lr_scheduler.CyclicLR(
            o, base_lr=0.25 * BASE, max_lr=BASE, step_size_up=10, mode=mode, gamma=gamma, cycle_momentum=False
        )
    )


CASES = [
    ({"type": "step", "every_epochs": 2, "factor": 0.5}, 3, 7, by_epoch(lambda o, _: lr_scheduler.StepLR(o, 2, 0.5))),
    ({"type": "exponential", "factor": 0.9}, 3, 7, by_epoch(lambda o, _: lr_scheduler.ExponentialLR(o, 0.9))),
    (
        {"type": "cosine", "final_ratio": 0.1},
        4,
        5,
        by_step(lambda o, steps: lr_scheduler.CosineAnnealingLR(o, steps, 0.1 * BASE)),
    ),
    (
        {"type": "multi_step", "epochs": [2, 3, 6], "factor": 0.3},
        3,
        8,
        by_epoch(lambda o, _: lr_scheduler.MultiStepLR(o, [2, 3, 6], 0.3)),
    ),
    ({"type": "polynomial"}, 4, 5, by_step(lambda o, steps: lr_scheduler.PolynomialLR(o, steps))),
    (
        {"type": "polynomial", "power": 2.5},
        4,
        5,
        by_step(lambda o, steps: lr_scheduler.PolynomialLR(o, steps, 2.5)),
    ),
    (
        {"type": "cosine_restarts", "first_period_epochs": 3, "final_ratio": 0.05},
        4,
        10,
        by_step(lambda o, _: lr_scheduler.CosineAnnealingWarmRestarts(o, 12, 1, 0.05 * BASE)),
    ),
    (
        {"type": "cosine_restarts", "first_period_epochs": 1, "multiplier": 2},
        3,
        12,
        by_step(lambda o, _: lr_scheduler.CosineAnnealingWarmRestarts(o, 3, 2)),
    ),
    (
        {"type": "one_cycle"},
        5,
        8,
        by_step(lambda o, steps: lr_scheduler.OneCycleLR(o, BASE, steps, cycle_momentum=False)),
    ),
    (
        {"type": "one_cycle", "rise_share": 0.45, "initial_ratio": 0.1, "final_ratio": 0.001},
        3,
        7,
        by_step(
            lambda o, steps: lr_scheduler.OneCycleLR(
                o, BASE, steps, pct_start=0.45, div_factor=10, final_div_factor=100, cycle_momentum=False
            )
        ),
    ),
    (
        {"type": "inverse_sqrt", "warmup_epochs": 2},
        3,
        8,
        by_step(
            lambda o, _: lr_scheduler.LambdaLR(o, lambda t: (t + 1) / 6 if t < 6 else math.sqrt(6 / t))
        ),
    ),
    ({"type": "cyclic", "half_cycle_epochs": 2.5}, 4, 14, cyclic("triangular")),
    ({"type": "cyclic", "half_cycle_epochs": 2.5, "mode": "triangular2"}, 4, 14, cyclic("triangular2")),
    (
        {"type": "cyclic", "half_cycle_epochs": 2.5, "mode": {"type": "exp_range", "factor": 0.98}},
        4,
        14,
        cyclic("exp_range", 0.98),
    ),
]

# Falls, stalls, falls by too little, falls again, stalls for good.
WATCHED = [1.0, 0.8, 0.81, 0.79, 0.7899, 0.7898, 0.7897, 0.9, 0.95, 0.6, 0.61, 0.62, 0.63, 0.64, 0.65, 0.66, 0.67]

PLATEAUS = [
    ({"patience": 2, "factor": 0.5, "threshold": 0.01}, {}),
    ({"patience": 1, "factor": 0.5, "threshold": 0.01, "cooldown": 3}, {}),
    ({"patience": 0, "factor": 0.3, "threshold": 0.0, "cooldown": 1}, {}),
    ({"patience": 0, "factor": 0.2, "threshold": 0.5, "minimum_ratio": 0.01}, {"min_lr": 0.01 * BASE}),
]


def plateau(fields, further):
    trained = optimizer()
    scheduler = lr_scheduler.ReduceLROnPlateau(
        trained,
        factor=fields["factor"],
        patience=fields["patience"],
        threshold=fields["threshold"],
        cooldown=fields.get("cooldown", 0),
        eps=0.0,
        **further,
    )
    rates = []
    for value in WATCHED:
        rates.append(trained.param_groups[0]["lr"])
        scheduler.step(value)
    return rates


def case(schedule, steps_per_epoch, epochs, rates, watched=()):
    return {
        "schedule": schedule,
        "base": BASE,
        "steps_per_epoch": steps_per_epoch,
        "epochs": epochs,
        "watched": list(watched),
        "rates": [float(f"{rate:.14g}") for rate in rates],
    }


def main():
    cases = [case(schedule, steps, epochs, make(steps, epochs)) for schedule, steps, epochs, make in CASES]
    for fields, further in PLATEAUS:
        schedule = {"type": "reduce_on_plateau", "monitor": "train.loss", **fields}
        cases.append(case(schedule, 1, len(WATCHED), plateau(fields, further), WATCHED))
    path = pathlib.Path(__file__).parent / "schedules" / "rates.json"
    path.write_text("[\n" + ",\n".join(json.dumps(each) for each in cases) + "\n]\n")


if __name__ == "__main__":
    main()
