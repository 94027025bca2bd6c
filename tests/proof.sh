#!/usr/bin/env bash
# Proves the project's first promise on this machine, as far as one machine and its emulators can: the
# same bits everywhere, and nothing lost when the machine fails.  Prints a table, a line a proof.
#
#   tests/proof.sh         everything
#   tests/proof.sh --ci    what every change must pass
#
# MLP_PROGRAM names a built mlp; else build/mlp is built.  Works in build/proof.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source cmake/setup.sh
source tests/proof/table.sh
source tests/proof/bits.sh
source tests/proof/failures.sh

ci=false
case ${1:-} in
  --ci) ci=true ;;
  '') ;;
  *) echo "usage: tests/proof.sh [--ci]" >&2; exit 2 ;;
esac

emulators=(qemu-user g++-aarch64-linux-gnu clang-14)
if $ci; then install_packages "${emulators[@]}"; else install_packages "${emulators[@]}" strace gcc; fi

mlp=${MLP_PROGRAM:-}
if [[ -z $mlp ]]; then
  configure_release >/dev/null
  build_preset release mlp_program >/dev/null
  mlp=$PWD/build/mlp
fi
proof=$PWD/build/proof
mkdir -p "$proof"
# Runs are kept where syncing is quick, where there is such a place.
if [[ -w /dev/shm ]]; then runs=$(mktemp -d /dev/shm/mlp-proof-XXXXXX); else runs=$(mktemp -d); fi
trap 'umount "$runs/disk" 2>/dev/null || true; rm -rf "$runs"' EXIT

table_head
prove_bits
if $ci; then
  prove_kills 20
else
  prove_kills 200
  prove_system_calls
  prove_full_disk
  prove_quick_interruption
fi
table_end
