#!/usr/bin/env bash
# configs/mnist.json trained by mlp and by PyTorch, one thread each, the whole process from start to
# exit, in turns so that both meet the same machine.  Prints every run, the medians and the ratio.
#
#   bench/mnist_vs_pytorch.sh [TURNS]      after ./quickstart.sh; needs Debian's python3-torch and libopenblas0-pthread
#
# Both train all epochs: early stopping is off.  What a process does besides steps counts for both:
# PyTorch's import, mlp's evaluation of all training rows, saving and hashing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

turns=${1:-3}
python=${PYTHON:-/usr/bin/python3}
program=${MLP:-build/mlp}
config=configs/mnist.json

[[ -x $program ]] || { echo "$program is missing: run ./quickstart.sh first" >&2; exit 1; }
"$python" -c 'import torch' 2>/dev/null || {
  echo "$python has no torch: apt-get install python3-torch (or set PYTHON to one that has it)" >&2
  exit 1
}
# Debian's PyTorch multiplies with whatever libblas the machine has; the plain one is thirty times slower
# than what anybody would measure against.
if "$python" -c 'import sys, torch; sys.exit("/blas/libblas.so" not in open("/proc/self/maps").read())'; then
  echo "$python multiplies with the reference BLAS: apt-get install libopenblas0-pthread" >&2
  exit 1
fi
# Debian's OpenBLAS does not know every CPU; without a word it takes a slower kernel than the machine allows.
if [[ -z ${OPENBLAS_CORETYPE:-} ]] && grep --quiet --word-regexp avx512f /proc/cpuinfo 2>/dev/null; then
  export OPENBLAS_CORETYPE=SKYLAKEX
fi
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

results=$(mktemp --directory)
trap 'rm --recursive --force "$results"' EXIT

# timed COMMAND…: runs it and leaves its wall seconds in $seconds.
timed() {
  local start=$EPOCHREALTIME
  "$@"
  seconds=$(awk -v start="$start" -v end="$EPOCHREALTIME" 'BEGIN { printf "%.2f", end - start }')
}
# field FILE EXPRESSION: a number of a JSON object, called `run` in the expression.
field() {
  "$python" -c 'import json, sys; run = json.load(open(sys.argv[1])); print("%.4f" % eval(sys.argv[2]))' "$@"
}
median() {
  sort --numeric-sort "$1" | awk '{ x[NR] = $1 } END { print (x[int((NR + 1) / 2)] + x[int(NR / 2) + 1]) / 2 }'
}
train_mlp() {
  "$program" train "$config" --threads 1 --quiet --out "$results/run-$1" --set /training/early_stopping=null \
    >"$results/mlp.log"
}
train_pytorch() {
  "$python" bench/mnist_pytorch.py "$config" 1 >"$results/pytorch.json"
}

printf '%-8s %5s %14s %14s\n' program turn wall_seconds test_accuracy
for ((turn = 1; turn <= turns; ++turn)); do
  timed train_mlp "$turn"
  echo "$seconds" >>"$results/mlp.seconds"
  printf '%-8s %5d %14s %14s\n' mlp "$turn" "$seconds" \
    "$(field "$results/run-$turn/summary.json" 'run["test"]["accuracy"]')"
  timed train_pytorch
  echo "$seconds" >>"$results/pytorch.seconds"
  printf '%-8s %5d %14s %14s\n' pytorch "$turn" "$seconds" "$(field "$results/pytorch.json" 'run["test_accuracy"]')"
done

mlp_median=$(median "$results/mlp.seconds")
pytorch_median=$(median "$results/pytorch.seconds")
awk -v mlp="$mlp_median" -v pytorch="$pytorch_median" 'BEGIN {
  printf "median   mlp %.2f s, PyTorch %.2f s: mlp takes %.2f of the time, PyTorch %.1f times as long\n",
         mlp, pytorch, mlp / pytorch, pytorch / mlp }'
