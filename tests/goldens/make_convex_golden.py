#!/usr/bin/python3
"""Writes convex/logistic_regression.json: the minimum of a convex problem by scikit-learn.

    /usr/bin/python3 tests/goldens/make_convex_golden.py      # Debian's python3-sklearn and python3-numpy

Softmax regression on 60 rows of 4 features and 3 classes, the mean loss with ½·weight_decay·‖W‖².  Inputs are
multiples of 1/256; the minimum's weights and objective carry 7 significant digits.
"""

import json
import pathlib

import numpy
from sklearn.linear_model import LogisticRegression

ROWS, FEATURES, CLASSES = 60, 4, 3
WEIGHT_DECAY = 0.01


def main():
    random = numpy.random.RandomState(11)
    inputs = numpy.round(random.randn(ROWS, FEATURES) * 256) / 256
    scores = inputs @ random.randn(FEATURES, CLASSES) + random.gumbel(size=(ROWS, CLASSES))
    classes = scores.argmax(axis=1)
    model = LogisticRegression(C=1 / (WEIGHT_DECAY * ROWS), solver="newton-cg", tol=1e-7, max_iter=1000)
    model.fit(inputs, classes)
    losses = -model.predict_log_proba(inputs)[numpy.arange(ROWS), classes]
    objective = losses.mean() + 0.5 * WEIGHT_DECAY * (model.coef_**2).sum()

    def tidy(values):
        return [float(f"{value:.7g}") for value in numpy.ravel(values)]

    golden = {
        "weight_decay": WEIGHT_DECAY,
        "inputs": numpy.ravel(inputs).tolist(),
        "classes": classes.tolist(),
        "weight": tidy(model.coef_),
        "bias": tidy(model.intercept_ - model.intercept_.mean()),
        "objective": tidy([objective])[0],
    }
    folder = pathlib.Path(__file__).parent / "convex"
    folder.mkdir(exist_ok=True)
    text = "{" + ",".join("\n " + json.dumps(k) + ": " + json.dumps(v) for k, v in golden.items()) + "}\n"
    (folder / "logistic_regression.json").write_text(text)


if __name__ == "__main__":
    main()
