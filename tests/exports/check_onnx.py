#!/usr/bin/python3
"""Checks every FOLDER/*.onnx by ONNX's own checker; exit code 77 where python3-onnx is missing.

    /usr/bin/python3 tests/exports/check_onnx.py FOLDER
"""

import pathlib
import sys

try:
    import onnx
except ImportError:
    sys.exit(77)

files = sorted(pathlib.Path(sys.argv[1]).glob("*.onnx"))
assert files, "no files"
for file in files:
    model = onnx.load(str(file))
    onnx.checker.check_model(model, full_check=True)  # shape inference, too
    assert [(each.domain, each.version) for each in model.opset_import] == [("", 17)], file
    assert model.ir_version == 8, file
    for value in list(model.graph.input) + list(model.graph.output):
        assert value.type.tensor_type.shape.dim[0].dim_param == "batch", (file, value.name)
    names = [each.key for each in model.metadata_props]
    assert "mlp.model" in names and "output_names" in names, file
print(len(files), "files are valid")
