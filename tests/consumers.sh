#!/usr/bin/env bash
# A program that uses the library, built and run in each of the five ways to come by it, and with a shared
# library, whose exported names are compared with a list; every public header compiled alone; the Debian
# package unpacked and its program run.  All from a built tree.
#
#   tests/consumers.sh [BUILD]     default: build
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source cmake/setup.sh

build=$(realpath "${1:-build}")
place=$build/consumers
rm -rf "$place"
mkdir -p "$place"
install_packages pkg-config dpkg-dev file clang-14

# consumer NAME [CMAKE-ARGUMENT…]: builds tests/consumer, runs its test, and keeps what the program prints.
consumer() {
  local folder=$place/$1
  echo "-- $1"
  if ! { cmake -S tests/consumer -B "$folder" -G Ninja "${@:2}" && cmake --build "$folder" --parallel "$(nproc)" &&
    ctest --test-dir "$folder" --output-on-failure; } >"$folder.log" 2>&1; then
    tail -n 30 "$folder.log" >&2
    return 1
  fi
  "$folder/consumer_plain" >"$folder.output"
}

cmake --install "$build" --prefix "$place/first" >/dev/null
package=$place/package
mv "$place/first" "$package" # it must not remember where it was

consumer installed -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$package"
consumer build_tree -DCMAKE_BUILD_TYPE=Release -Dmlp_DIR="$build"
# By Clang, not optimised and without debug information: quickest to build, and with the same bits as the others.
from_source=(-DCMAKE_BUILD_TYPE= -DCMAKE_CXX_COMPILER=clang++-14)
consumer add_subdirectory "${from_source[@]}" -DMLP_CONSUMER_BY=add_subdirectory
consumer FetchContent "${from_source[@]}" -DMLP_CONSUMER_BY=FetchContent

echo "-- pkg-config"
PKG_CONFIG_PATH=$(dirname "$(find "$package" -name mlp.pc)")
export PKG_CONFIG_PATH
read -ra flags < <(pkg-config --cflags --libs mlp)
g++ -std=c++20 tests/consumer/consumer.cpp "${flags[@]}" -o "$place/by_pkg_config"
"$place/by_pkg_config" >"$place/pkg_config.output"

echo "-- a shared library"
# Of the objects that the static one is made of: they are fit for both.
mkdir "$place/shared"
read -ra libraries < <(pkg-config --libs zlib minizip nettle)
g++ -shared -Wl,-z,defs -Wl,--whole-archive "$build/src/libmlp.a" -Wl,--no-whole-archive "${libraries[@]}" -pthread \
  -o "$place/shared/libmlp.so"
# Names without parameters, which name every alternative of a choice; a class's types, by which catch and
# dynamic_cast compare.
nm --dynamic --defined-only --demangle=auto "$place/shared/libmlp.so" |
  sed -nE 's/^[0-9a-f]+ [TDBR] (mlp::[^([]*).*/\1/p; s/^[0-9a-f]+ V (typeinfo for mlp::[A-Za-z]+)$/\1/p' |
  LC_ALL=C sort -u >"$place/exported_symbols.txt"
diff tests/exported_symbols.txt "$place/exported_symbols.txt" || {
  echo "the library exports other names than tests/exported_symbols.txt lists (>: new ones)" >&2
  echo "  hint: if that is meant, cp $place/exported_symbols.txt tests/exported_symbols.txt" >&2
  exit 1
}
read -ra headers < <(pkg-config --cflags mlp)
for program in tests/consumer/consumer.cpp tests/consumer/across_the_border.cpp; do
  g++ -std=c++20 "$program" "${headers[@]}" -L"$place/shared" -lmlp -Wl,-rpath,"$place/shared" \
    -o "$place/shared/$(basename "$program" .cpp)"
done
"$place/shared/consumer" >"$place/shared.output"
"$place/shared/across_the_border" "$place/shared"

for output in "$place"/*.output; do
  cmp "$place/installed.output" "$output"
done

echo "-- every public header alone"
# alone HEADER INCLUDE-FLAG
alone() {
  echo "#include \"mlp/$1\"" | g++ -std=c++20 -fsyntax-only -Wall -Wextra -Werror "$2" -x c++ - ||
    { echo "mlp/$1 needs more than it includes" >&2; return 1; }
}
export -f alone
find include/mlp -name '*.hpp' -printf '%P\n' | sort |
  xargs --max-procs="$(nproc)" -I{} bash -c 'alone "$@"' alone {} "${headers[0]}"

echo "-- the Debian package"
(cd "$build" && cpack -B "$place/deb" >"$place/cpack.log") || { tail -n 30 "$place/cpack.log" >&2; exit 1; }
root=$place/root
dpkg-deb --extract "$place"/deb/mlp_*.deb "$root"
[[ $("$root/usr/bin/mlp" --version) == "mlp $(pkg-config --modversion mlp)" ]]
(cd "$place" && "$root/usr/bin/mlp" train "$root/usr/share/mlp/configs/iris.json" --quiet --out "$place/run")
for file in include/mlp/train/trainer.hpp share/man/man1/mlp.1 share/bash-completion/completions/mlp; do
  [[ -e $root/usr/$file ]] || { echo "the Debian package lacks $file" >&2; exit 1; }
done
