# shellcheck shell=bash
# What quickstart.sh, test.sh and .ci/run share: the Debian packages and how to build.
# Sourced; call from the repository's root.

# The one list of what building and testing needs.
packages=(
  cmake g++ ninja-build
  libeigen3-dev nlohmann-json3-dev libcli11-dev libhwy-dev zlib1g-dev libminizip-dev pkg-config nettle-dev
  libjs-dygraphs
  libgtest-dev libgmock-dev librandom123-dev libbenchmark-dev
)

# What the tests of exported models run them with (tests/exports/README.md); without, those are skipped.
export_test_packages=(python3-numpy python3-onnx)

# What checks the schema, the man pages and the completions; without, those tests are skipped.
manners_test_packages=(python3-jsonschema groff-base zsh fish)

# What makes a reference of the public headers.
reference_packages=(doxygen)

# What looks at the report's pages; without it, that test is skipped.
browser_packages=(chromium chromium-driver python3)

is_installed() {
  [[ $(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# install_packages NAME…: installs those that are missing; touches nothing where none is.
install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "This is not Debian; the build needs what Debian calls: $*" >&2
    return
  fi
  local missing=() name
  for name in "$@"; do
    is_installed "$name" || missing+=("$name")
  done
  ((${#missing[@]})) || return 0

  local as_root=()
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "missing packages, and neither root nor sudo to install them; as root, run:" >&2
      echo "  apt-get install ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo)
  fi
  echo "Installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "${missing[@]}"
}

# install_export_runners: the packages above, Node where it is missing, and onnxruntime for it.
install_export_runners() {
  install_packages "${export_test_packages[@]}"
  command -v npm >/dev/null || install_packages nodejs npm
  npm ci --ignore-scripts --no-audit --no-fund --prefix tests/exports
}

# configure_release [CMAKE-ARGUMENT…]: prepares build/.  A folder configured before keeps its generator.
configure_release() {
  CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja} cmake --preset release "$@"
}

# build_preset NAME [TARGET…]: with one job per processor.
build_preset() {
  local preset=$1
  shift
  cmake --build --preset "$preset" --parallel "$(nproc)" ${1:+--target "$@"}
}
