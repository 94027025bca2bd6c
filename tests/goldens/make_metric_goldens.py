#!/usr/bin/python3
"""Writes metrics/*.json beside this script: what scikit-learn says about drawn predictions.

    /usr/bin/python3 tests/goldens/make_metric_goldens.py   # Debian's python3-sklearn (1.2) and python3-numpy

A file holds rows (targets, and outputs as the network would give them: probabilities of the
classes, of the second of two, or numbers) and a list of metrics, each as a config has it, with
its value.  Outputs and targets are multiples of 1/1024, exact as float32 and coarse enough for many ties;
scikit-learn gets them in double precision.  Running the script again gives the same bytes.
"""

import json
import pathlib
import warnings

import numpy
from sklearn import metrics
from sklearn.preprocessing import label_binarize

warnings.filterwarnings("ignore")  # of classes without rows or predictions, which are among the cases

AVERAGES = ["binary", "macro", "micro", "weighted"]


def shares(draws, rows, classes):
    """Probabilities in multiples of 1/1024 that sum to 1; rows without one that is the largest are left out."""
    cuts = numpy.sort(draws.integers(0, 1025, size=(rows, classes - 1)), axis=1)
    edges = numpy.hstack([numpy.zeros((rows, 1), int), cuts, numpy.full((rows, 1), 1024)])
    parts = numpy.diff(edges, axis=1)
    ordered = numpy.sort(parts, axis=1)
    return parts[ordered[:, -1] != ordered[:, -2]] / 1024.0


def classes_case(draws, rows, classes, agreement, present=None):
    """`present`: the classes that targets are drawn from."""
    outputs = shares(draws, rows, classes)
    rows = len(outputs)
    drawn = draws.choice(present if present is not None else classes, size=rows)
    best = outputs.argmax(axis=1)
    keep = draws.random(rows) < agreement
    if present is not None:
        keep &= numpy.isin(best, present)
    wanted = numpy.where(keep, best, drawn)
    values = []

    def add(metric, value):
        values.append({"metric": metric, "value": float(value)})

    add("accuracy", metrics.accuracy_score(wanted, best))
    add("balanced_accuracy", metrics.balanced_accuracy_score(wanted, best))
    add("matthews", metrics.matthews_corrcoef(wanted, best))
    add("cohen_kappa", metrics.cohen_kappa_score(wanted, best))
    labels = list(range(classes))
    add("log_loss", metrics.log_loss(wanted, outputs, labels=labels))
    onehot = label_binarize(wanted, classes=labels)
    for name, score in [
        ("precision", metrics.precision_score),
        ("recall", metrics.recall_score),
        ("f1", metrics.f1_score),
    ]:
        for average in AVERAGES if classes == 2 else AVERAGES[1:]:
            add({"type": name, "average": average}, score(wanted, best, average=average))
        add(name, score(wanted, best, average="binary" if classes == 2 else "macro"))
        one = score(wanted, best, labels=[0], average=None)[0]
        add({"type": name, "positive": "class 0"}, one)
    if classes == 2:
        add("brier", metrics.brier_score_loss(wanted, outputs[:, 1], pos_label=1))
        add("roc_auc", metrics.roc_auc_score(wanted, outputs[:, 1]))
        add("pr_auc", metrics.average_precision_score(wanted, outputs[:, 1]))
        add(
            {"type": "pr_auc", "positive": "class 0"},
            metrics.average_precision_score(wanted, outputs[:, 0], pos_label=0),
        )
    else:
        add("brier", ((onehot - outputs) ** 2).sum(axis=1).mean())  # Brier 1950; scikit-learn has it for two
        if present is None:
            add("roc_auc", metrics.roc_auc_score(wanted, outputs, multi_class="ovr"))
        add("pr_auc", metrics.average_precision_score(onehot, outputs, average="macro"))
        add(
            {"type": "pr_auc", "positive": "class 0"},
            metrics.average_precision_score(onehot[:, 0], outputs[:, 0]),
        )
        # scikit-learn puts the last index first among equals, mlp the first: without the rows where it matters.
        for k in [2, classes - 1]:
            ordered = numpy.sort(outputs, axis=1)[:, ::-1]
            if (ordered[:, k - 1] != ordered[:, k]).all():
                add({"type": "top_k_accuracy", "k": k}, metrics.top_k_accuracy_score(wanted, outputs, k=k, labels=labels))
    return {
        "classes": classes,
        "wanted": wanted.tolist(),
        "outputs": (outputs[:, 1:] if classes == 2 else outputs).ravel().tolist(),
        "values": values,
    }


def numbers_case(draws, rows, outputs, spread, offset=0.0, constant=False):
    targets = numpy.round(draws.normal(3.0, 20.0, size=(rows, outputs)) * 1024) / 1024
    targets[:2] = 0.0  # what a relative error cannot be relative to
    if constant:
        targets[:, 0] = 2.5
    predictions = targets + numpy.round(draws.normal(offset, spread, size=(rows, outputs)) * 1024) / 1024
    values = []

    def add(metric, value):
        values.append({"metric": metric, "value": float(value)})

    add("mae", metrics.mean_absolute_error(targets, predictions))
    add("mse", metrics.mean_squared_error(targets, predictions))
    # The root of the mean over all targets; scikit-learn's own for several is the mean of the roots.
    add("rmse", numpy.sqrt(metrics.mean_squared_error(targets, predictions)))
    add("r2", metrics.r2_score(targets, predictions))
    add("mape", metrics.mean_absolute_percentage_error(targets, predictions))
    add("median_absolute_error", metrics.median_absolute_error(targets, predictions))
    add("explained_variance", metrics.explained_variance_score(targets, predictions))
    add("max_error", max(metrics.max_error(targets[:, k], predictions[:, k]) for k in range(outputs)))
    return {
        "outputs_each": outputs,
        "targets": targets.ravel().tolist(),
        "outputs": predictions.ravel().tolist(),
        "values": values,
    }


CASES = {
    "two_classes": lambda draws: classes_case(draws, 150, 2, 0.6),
    "four_classes": lambda draws: classes_case(draws, 120, 4, 0.5),
    "absent_classes": lambda draws: classes_case(draws, 40, 5, 0.3, present=[0, 3]),
    "one_number": lambda draws: numbers_case(draws, 101, 1, 5.0),
    "three_numbers": lambda draws: numbers_case(draws, 60, 3, 4.0, offset=7.0),
    "constant_target": lambda draws: numbers_case(draws, 20, 2, 1.0, constant=True),
}


def main():
    folder = pathlib.Path(__file__).parent / "metrics"
    folder.mkdir(exist_ok=True)
    for number, (name, make) in enumerate(CASES.items()):
        case = make(numpy.random.Generator(numpy.random.Philox(number + 1)))
        text = json.dumps(case, indent=None, separators=(", ", ": "))
        (folder / f"{name}.json").write_text(text.replace('"values"', '\n"values"').replace('{"metric"', '\n{"metric"') + "\n")


if __name__ == "__main__":
    main()
