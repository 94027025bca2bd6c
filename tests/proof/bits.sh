# shellcheck shell=bash
# shellcheck disable=SC2154  # runs, proof, mlp and ci are set by tests/proof.sh
# One hash, whatever computes it: by the program on real data, and by mlp_signature, which uses every
# alternative of every choice and runs on processors that this machine only emulates.

digest() { sha256sum | cut -d ' ' -f 1; }

# program_hash [NAME=VALUE…] [mlp train options…]: of the model and all its evaluations.
program_hash() {
  local environment=()
  while [[ ${1:-} == *=* ]]; do
    environment+=("$1")
    shift
  done
  rm -rf "$runs/bits"
  env "${environment[@]}" "$mlp" train configs/digits.json --quiet --set /training/epochs=3 \
    --out "$runs/bits" "$@" >/dev/null
  cat "$runs/bits/model.safetensors" "$runs/bits/checkpoint.safetensors" "$runs/bits/metrics.jsonl" | digest
}

# build_signature NAME COMPILER FLAGS [CMAKE-ARGUMENT…]: says where the program is.
build_signature() {
  local folder=$proof/$1
  if ! { cmake -S tests/signature/program -B "$folder" -G Ninja \
    -DCMAKE_CXX_COMPILER="$2" -DCMAKE_CXX_FLAGS="$3" "${@:4}" && cmake --build "$folder" --parallel "$(nproc)"; } \
    >"$folder.log" 2>&1; then
    tail -n 20 "$folder.log" >&2
    return 1
  fi
  echo "$folder/mlp_signature"
}

# release_signature: says where the program of the release build is, building what is missing.
release_signature() {
  if ! { CMAKE_GENERATOR=${CMAKE_GENERATOR:-Ninja} cmake --preset release && build_preset release mlp_signature; } \
    >"$proof/release.log" 2>&1; then
    tail -n 20 "$proof/release.log" >&2
    return 1
  fi
  echo "$PWD/build/tests/mlp_signature"
}

# has_target NAME: whether this processor has these instructions.
has_target() { MLP_SIMD=$1 "$mlp" list >/dev/null 2>&1; }

prove_program_bits() {
  local expected threads target hashes=()
  expected=$(program_hash --threads 1)
  for threads in 2 3 4 7 8; do
    line "digits, $threads threads" "$(program_hash --threads "$threads")" "$expected"
  done
  for target in avx512 avx2 scalar; do
    if has_target "$target"; then
      line "digits, $target" "$(program_hash MLP_SIMD="$target")" "$expected"
    else
      skipped "digits, $target" "this processor lacks it"
    fi
  done
  $ci && return
  for _ in {1..20}; do hashes+=("$(program_hash)"); done
  line "digits, 20 repetitions" "$(printf '%s\n' "${hashes[@]}" | sort -u)" "$expected"
}

prove_signature_bits() {
  local golden native threads target
  golden=$(sed -n 's/^all //p' tests/goldens/signatures.txt)
  native=$(release_signature)
  for threads in 1 2 3 4 7 8; do
    line "signature, $threads threads" "$("$native" "$threads" 2>/dev/null | digest)" "$golden"
  done
  for target in avx512 avx2 scalar; do
    if has_target "$target"; then
      line "signature, $target" "$("$native" 2 "$target" 2>/dev/null | digest)" "$golden"
    else
      skipped "signature, $target" "this processor lacks it"
    fi
  done
  line "signature, Nehalem (emulated, no FMA)" \
    "$(qemu-x86_64 -cpu Nehalem "$native" 2>/dev/null | digest)" "$golden"
  $ci || line "signature, Haswell (emulated)" \
    "$(qemu-x86_64 -cpu Haswell "$native" 2>/dev/null | digest)" "$golden"
  line "signature, aarch64 (emulated, NEON)" \
    "$(qemu-aarch64 "$(build_signature aarch64 aarch64-linux-gnu-g++ -O2 -DMLP_STATIC=ON)" 2>/dev/null |
      digest)" "$golden"

  local built=(clang++-14:-O2)
  $ci || built=(g++:-O1 g++:-O2 g++:-O3 clang++-14:-O1 clang++-14:-O2 clang++-14:-O3)
  local each compiler level
  for each in "${built[@]}"; do
    compiler=${each%%:*} level=${each##*:}
    line "signature, $compiler $level" \
      "$("$(build_signature "$compiler$level" "$compiler" "$level")" 2>/dev/null | digest)" "$golden"
  done
}

prove_bits() {
  prove_program_bits
  prove_signature_bits
}
