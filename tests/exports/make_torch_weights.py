#!/usr/bin/python3
"""Writes torch_sequential.safetensors and torch_sequential.json beside this script: an nn.Sequential's weights as
PyTorch names them, and what the network says about a few rows.

    /usr/bin/python3 tests/exports/make_torch_weights.py        (needs python3-torch)

Debian has no safetensors for Python; the format is a page, and written out here.
"""

import json
import pathlib
import struct

import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent


def save_file(tensors, path):
    """As safetensors.torch.save_file() does: little-endian size, JSON header padded with spaces, bytes."""
    header, parts, offset = {"__metadata__": {"format": "pt"}}, [], 0
    for name, tensor in tensors.items():
        array = tensor.detach().contiguous().numpy()
        kind = {"float32": "F32", "int64": "I64"}[str(array.dtype)]
        header[name] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
        parts.append(array.tobytes())
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


torch.manual_seed(7)
# The last index has two digits: names are in the order of their numbers.
network = nn.Sequential(
    nn.Linear(4, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Dropout(0.1),
    nn.Linear(6, 5, bias=False), nn.LayerNorm(5), nn.PReLU(5), nn.Dropout(0.1), nn.Identity(), nn.Identity(),
    nn.Linear(5, 3),
)
network.train()
with torch.no_grad():
    for parameter in network.parameters():
        parameter.add_(0.2 * torch.randn_like(parameter))
    for _ in range(20):  # moves the running statistics
        network(2 * torch.randn(16, 4) + 1)
network.eval()

# Four decimals, so that a CSV holds the same floats.
inputs = [[round(float(x), 4) for x in row] for row in 2 * torch.randn(12, 4) + 1]
with torch.no_grad():
    probabilities = torch.softmax(network(torch.tensor(inputs)), dim=1)

# Types first, then names, as the safetensors library orders them.
state = dict(sorted(network.state_dict().items(), key=lambda item: (item[1].dtype != torch.int64, item[0])))
save_file(state, FOLDER / "torch_sequential.safetensors")
golden = {"torch": torch.__version__, "inputs": inputs, "probabilities": probabilities.tolist()}
(FOLDER / "torch_sequential.json").write_text(json.dumps(golden, indent=1) + "\n")
