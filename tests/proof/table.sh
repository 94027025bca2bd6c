# shellcheck shell=bash
# The table that tests/proof.sh prints: what was proved, by which number, and whether it held.

failures=0

table_head() {
  printf '%-44s %-66s %s\n' what 'hash or count' ok
  SECONDS=0
}

# line WHAT FOUND EXPECTED: held where the two are equal; shows both where not.
line() {
  local verdict=yes found=$2
  if [[ $2 != "$3" || -z $2 ]]; then
    verdict=NO
    found="${2:-nothing} instead of $3"
    failures=$((failures + 1))
  fi
  printf '%-44s %-66s %s\n' "$1" "$found" "$verdict"
}

# skipped WHAT WHY
skipped() { printf '%-44s %-66s %s\n' "$1" "$2" skipped; }

table_end() {
  if ((failures > 0)); then
    echo "$failures of the proofs failed (after $SECONDS s)"
    exit 1
  fi
  echo "all held (in $SECONDS s)"
}
