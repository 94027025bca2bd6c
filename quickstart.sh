#!/usr/bin/env bash
# From a fresh clone to a network that reads handwritten digits: installs what is missing, builds,
# trains configs/mnist.json.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source cmake/setup.sh

install_packages "${packages[@]}"
configure_release
build_preset release mlp_program
build/mlp train configs/mnist.json

# The program picks a free name: runs/mnist, runs/mnist-2, …
run=$(find runs -maxdepth 1 -name 'mnist*' -printf '%T@ %p\n' | sort --numeric-sort | tail --lines=1 | cut --delimiter=' ' --fields=2)
cat <<END

The trained network and all about it is in $PWD/$run
Try next, from $PWD:
  build/mlp evaluate $run
  build/mlp predict $run data/mnist/t10k-images-idx3-ubyte.gz --out predictions.csv
  build/mlp train configs/iris.json
Your own CSV:
  build/mlp init YOUR.csv
  build/mlp train YOUR.json
END
