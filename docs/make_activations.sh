#!/usr/bin/env bash
# Writes docs/activations.md and its pictures with the program itself.  A test compares them with what it
# writes; after a change of an activation, run this.
#   docs/make_activations.sh [PROGRAM [FOLDER]]
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
program=${1:-$here/../build/mlp}
folder=${2:-$here}
export LC_ALL=C.UTF-8

"$program" activations --svg "$folder/activations.svg"
"$program" activations --depth 20 relu selu tanh sigmoid --svg "$folder/activations_depth.svg"
{
  cat <<'END'
# Activations

Written by the program: `docs/make_activations.sh`.

![Value and slope of every activation](activations.svg)

`mlp activations` draws these in the terminal; with names, each one alone; `--compare relu,gelu` lays several over each other;
`--svg FILE` and `--html FILE` write pictures, `--csv` the numbers. `--from` and `--to` choose the range, and
`leaky_relu:negative_slope=0.2` sets what an activation can be told.

The numbers below are measured on the engine's own kernels. A curve *saturates* where its slope stays below 1 % of its largest
(of 1, where slopes grow for ever); *exact zeros* and *outputs* are those for inputs drawn from N(0, 1). softmax and
log_softmax are one of two units, the other at 0.

END
  "$program" activations --markdown
  cat <<'END'

## What depth makes of them

`mlp activations --depth 20` builds a random network of so many layers, sends one batch of normal inputs forward and the gradient
back, and shows what is left of both layer by layer. `--initializer`, `--width` and `--seed` choose the network.

![Values forward and gradients back through 20 layers](activations_depth.svg)

```
END
  "$program" activations --depth 20 relu selu tanh sigmoid | sed -n '/^  activation/,$p'
  cat <<'END'
```

A sigmoid's slope is 1/4 at most, so each layer takes three quarters of the gradient and more: after 20 layers the first one learns
nothing. relu halves the signal's square and he_normal weights double it again; selu with lecun_normal is made to keep it; tanh
loses little, as long as its inputs are small.
END
} >"$folder/activations.md"
