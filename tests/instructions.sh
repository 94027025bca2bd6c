#!/usr/bin/env bash
# Holds each change to the instructions that a training step takes: counted under callgrind, with the AVX2
# kernels on one thread, so that neither a busy machine nor another CPU moves them.  Prints a table, and
# fails where a count is more than 3 % from the one in tests/instructions/counts.txt, up or down.
#
#   tests/instructions.sh            compares
#   tests/instructions.sh --write    stores the counts; the commit that does says why they moved
#
# Another compiler gives other counts: the stored ones hold for the one they name, which is CI's.
# MLP_TRAINING_STEPS names a built training_steps; else build/tests/training_steps is built.
# Exits 1 where a count moved, 2 where it cannot count.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source cmake/setup.sh

stored=tests/instructions/counts.txt
tolerance=3  # per cent
steps=2      # a call costs next to nothing beside its steps

writing=false
case ${1:-} in
  --write) writing=true ;;
  '') ;;
  *) echo "usage: tests/instructions.sh [--write]" >&2; exit 2 ;;
esac

install_packages valgrind

program=${MLP_TRAINING_STEPS:-}
if [[ -z $program ]]; then
  configure_release >/dev/null
  build_preset release training_steps >/dev/null
  program=$PWD/build/tests/training_steps
fi
{ read -r compiler && mapfile -t names; } < <("$program") || { echo "$program does not run" >&2; exit 2; }

stored_compiler=$(sed -n 's/^# compiler: //p' "$stored" 2>/dev/null || true)
if ! $writing && [[ $compiler != "$stored_compiler" ]]; then
  echo "$stored holds counts of a build by ${stored_compiler:-nothing}; this build is by $compiler," \
    "whose counts are others" >&2
  exit 2
fi

counting=$(mktemp -d)
trap 'rm -rf "$counting"' EXIT

for name in "${names[@]}"; do
  # Counts inside counted_steps() only: start-up takes a different number of instructions each time.
  valgrind --tool=callgrind --toggle-collect=counted_steps --callgrind-out-file="$counting/profile" \
    "$program" "$name" $steps &>"$counting/output" || status=$?
  total=$(awk '/^totals:/ { print $2 }' "$counting/profile" || true)
  if ((${status:-0} != 0 || ${total:-0} == 0)); then
    cat "$counting/output" >&2
    echo "the steps of $name cannot be counted here" >&2
    exit 2
  fi
  echo "$name $((total / steps))"
done >"$counting/counts"

if $writing; then
  {
    echo "# Instructions of a training step, AVX2, one thread; written by tests/instructions.sh --write"
    echo "# compiler: $compiler"
    cat "$counting/counts"
  } >"$stored"
  cat "$stored"
  exit
fi

awk -v tolerance=$tolerance '
  function row(name, was, is, change, verdict) {
    printf "%-14s %12s %12s %9s  %s\n", name, was, is, change, verdict
    if (verdict != "yes") ++moved
  }
  BEGIN { printf "%-14s %12s %12s %9s  %s\n", "step", "stored", "measured", "change", "held" }
  /^#/ { next }
  FNR == NR { stored[$1] = $2; next }
  $1 in stored {
    change = 100 * ($2 / stored[$1] - 1)
    row($1, stored[$1], $2, sprintf("%+.2f %%", change), change * change <= tolerance * tolerance ? "yes" : "NO")
    delete stored[$1]
    next
  }
  { row($1, "-", $2, "-", "NO") }
  END {
    for (name in stored) row(name, stored[name], "-", "-", "NO")
    if (moved) {
      print moved " of the counts moved by more than " tolerance " %; where that is meant, run"
      print "tests/instructions.sh --write and say why in the commit"
    }
    exit moved > 0
  }' "$stored" "$counting/counts"
