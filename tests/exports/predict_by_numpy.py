#!/usr/bin/python3
"""Reads MODEL.safetensors by the format's own rules, with NumPy alone, and prints what the network says about the
rows of a CSV, as `mlp predict` does: relu below, softmax on top, inputs scaled.

    /usr/bin/python3 tests/exports/predict_by_numpy.py MODEL.safetensors ROWS.csv

Where PyTorch is installed, its nn.Linear takes the tensors as they are.  Exit code 77 where NumPy is missing.
"""

import json
import struct
import sys

try:
    import numpy
except ImportError:
    sys.exit(77)


def load(path):
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        data = file.read()
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        first, last = entry["data_offsets"]
        assert entry["dtype"] == "F32"
        tensors[name] = numpy.frombuffer(data[first:last], "<f4").reshape(entry["shape"])
    return metadata, tensors


def check_torch(weight, bias):
    assert weight.shape[0] == bias.shape[0]  # [outputs, inputs], as nn.Linear has it
    try:
        import torch
    except ImportError:
        return
    linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
    linear.load_state_dict({"weight": torch.from_numpy(weight.copy()), "bias": torch.from_numpy(bias.copy())})


metadata, tensors = load(sys.argv[1])
model = json.loads(metadata["model"])
names = model["input_names"]
with open(sys.argv[2]) as file:
    header = file.readline().strip().split(",")
    columns = [header.index(name) for name in names]
    a = numpy.array([[float(line.split(",")[c]) for c in columns] for line in file], "f4")
if "preprocess.inputs.shift" in tensors:
    a = (a - tensors["preprocess.inputs.shift"]) * tensors["preprocess.inputs.scale"]
for l, layer in enumerate(model["architecture"]["layers"]):
    weight, bias = tensors[f"layers.{l}.weight"], tensors[f"layers.{l}.bias"]
    check_torch(weight, bias)
    z = a @ weight.T + bias
    if layer["activation"]["type"] == "softmax":
        e = numpy.exp(z - z.max(axis=1, keepdims=True))
        a = e / e.sum(axis=1, keepdims=True)
    else:
        assert layer["activation"]["type"] == "relu"
        a = numpy.maximum(z, 0)
for row in a:
    print(",".join(repr(float(x)) for x in row))
