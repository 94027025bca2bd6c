"""The training of configs/mnist.json in PyTorch, as its users would write it when they want it fast.

Everything comes from the config: sizes, batch, epochs, optimizer, schedule, share of validation rows.
The images are scaled once and kept as one tensor; a batch is two index_selects; no DataLoader; the
optimizer updates all tensors at once (foreach).
Prints one line of JSON: test_accuracy, validation_accuracy, epochs, training_seconds.

  python3 bench/mnist_pytorch.py configs/mnist.json [THREADS]
"""

import gzip
import json
import math
import pathlib
import sys
import time

import numpy as np
import torch


def read_idx(path):
    """The array in a gzip-compressed IDX file of unsigned bytes."""
    with gzip.open(path) as file:
        content = file.read()
    dimensions = content[3]
    shape = np.frombuffer(content, ">u4", count=dimensions, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def read_rows(source, folder):
    images = read_idx(folder / source["inputs"]).reshape(-1, 784)
    labels = read_idx(folder / source["targets"])
    return torch.from_numpy(images.astype(np.float32)).div_(255), torch.from_numpy(labels.astype(np.int64))


def make_network(hidden):
    layers, inputs = [], 784
    for layer in hidden:
        linear = torch.nn.Linear(inputs, layer["units"])
        torch.nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")
        torch.nn.init.zeros_(linear.bias)
        layers += [linear, torch.nn.ReLU()]
        inputs = layer["units"]
    output = torch.nn.Linear(inputs, 10)
    torch.nn.init.xavier_uniform_(output.weight)
    torch.nn.init.zeros_(output.bias)
    return torch.nn.Sequential(*layers, output)


@torch.no_grad()
def scores(network, loss, inputs, targets):
    """Mean loss and accuracy; in pieces that stay in the cache."""
    total, right = 0.0, 0
    for x, y in zip(inputs.split(1000), targets.split(1000)):
        logits = network(x)
        total += loss(logits, y).item() * len(y)
        right += (logits.argmax(1) == y).sum().item()
    return total / len(targets), right / len(targets)


def main():
    config_path = pathlib.Path(sys.argv[1])
    torch.set_num_threads(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    config = json.loads(config_path.read_text())
    torch.manual_seed(config["seed"])

    inputs, targets = read_rows(config["data"]["train"], config_path.parent)
    test_inputs, test_targets = read_rows(config["data"]["test"], config_path.parent)
    held_out = round(len(targets) * config["data"]["validation"]["fraction"])
    order = torch.randperm(len(targets))
    validation_inputs, validation_targets = inputs[order[:held_out]], targets[order[:held_out]]
    inputs, targets = inputs[order[held_out:]], targets[order[held_out:]]

    network = make_network(config["model"]["hidden"])
    loss = torch.nn.CrossEntropyLoss()
    chosen = config["optimizer"]
    weights = [p for p in network.parameters() if p.dim() == 2]
    biases = [p for p in network.parameters() if p.dim() == 1]
    optimizer = torch.optim.SGD(
        [{"params": weights, "weight_decay": chosen.get("weight_decay", 0.0)}, {"params": biases}],
        lr=chosen["learning_rate"], momentum=chosen["momentum"], foreach=True)

    epochs, batch = config["training"]["epochs"], config["training"]["batch_size"]
    steps_per_epoch = math.ceil(len(targets) / batch)
    warmup = config["schedule"]["warmup_epochs"] * steps_per_epoch
    decay = epochs * steps_per_epoch - warmup

    step = 0
    training_seconds = 0.0
    for _ in range(epochs):
        start = time.perf_counter()
        for rows in torch.randperm(len(targets)).split(batch):
            ratio = (step + 1) / warmup if step < warmup else 0.5 * (1 + math.cos(math.pi * (step - warmup) / decay))
            for group in optimizer.param_groups:
                group["lr"] = chosen["learning_rate"] * ratio
            optimizer.zero_grad(set_to_none=True)
            loss(network(inputs.index_select(0, rows)), targets.index_select(0, rows)).backward()
            optimizer.step()
            step += 1
        training_seconds += time.perf_counter() - start
        _, validation_accuracy = scores(network, loss, validation_inputs, validation_targets)

    _, test_accuracy = scores(network, loss, test_inputs, test_targets)
    print(json.dumps({"test_accuracy": test_accuracy, "validation_accuracy": validation_accuracy,
                      "epochs": epochs, "training_seconds": training_seconds}))


main()
