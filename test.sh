#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test.  Arguments go to CMake's configure step.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source cmake/setup.sh

install_packages "${packages[@]}"
configure_release "$@"
build_preset release
ctest --preset release --parallel "$(nproc)"
