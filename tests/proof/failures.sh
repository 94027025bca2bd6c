# shellcheck shell=bash
# shellcheck disable=SC2154  # runs and mlp are set by tests/proof.sh
# Whatever happens to a training on its way, it ends in the bytes of one that nothing happened to.

results=(model.safetensors checkpoint.safetensors metrics.jsonl)

results_hash() { (cd "$1" && cat "${results[@]}" 2>/dev/null) | digest; }

# training_of RUN [EPOCHS]: sets `command` to what trains on digits, with a checkpoint every few steps.
training_of() {
  command=("$mlp" train configs/digits.json --quiet --out "$1" --force --threads 1
    --set "/training/epochs=${2:-100}" --set /training/checkpoint/every_steps=3)
}

# The same for what starts or resumes the run, as a user would who finds it.
continuation_of() {
  if [[ -e $1/manifest.json ]]; then command=("$mlp" resume "$1" --quiet); else training_of "$1"; fi
}

# A clock in milliseconds.
now() { echo $(($(date +%s%N) / 1000000)); }

# prove_kills COUNT: kill -9 at random moments, again and again until the run ends, then the next run.
prove_kills() {
  local wanted=$1 killed=0 finished=0 equal=0 run=$runs/killed expected training code duration command
  duration=$(now)
  training_of "$runs/whole"
  "${command[@]}" >/dev/null
  duration=$(($(now) - duration))
  expected=$(results_hash "$runs/whole")
  while ((killed < wanted)); do
    rm -rf "$run"
    code=137
    while ((code == 137)); do
      continuation_of "$run"
      "${command[@]}" >/dev/null 2>"$runs/messages" &
      training=$!
      if ((killed < wanted)); then
        sleep "$(printf '0.%03d' $((RANDOM % (duration / 3 + 10) % 1000)))"
        kill -KILL "$training" 2>/dev/null || true
      fi
      code=0
      wait "$training" 2>/dev/null || code=$?
      if ((code == 137)); then killed=$((killed + 1)); fi
    done
    finished=$((finished + 1))
    if ((code != 0)); then cat "$runs/messages" >&2; fi
    if [[ $(results_hash "$run") == "$expected" ]]; then equal=$((equal + 1)); fi
  done
  line "kill -9, $killed times in $finished runs" "$equal of $finished runs end in the same bytes" \
    "$finished of $finished runs end in the same bytes"
}

# What strace reports of `mlp resume` of a copy of the stopped run; the rest are strace's options.
resume_traced() {
  rm -rf "$runs/copy"
  cp -r "$runs/stopped" "$runs/copy"
  strace -f -e trace=write,fsync,rename -o "$runs/trace" "$@" \
    "$mlp" resume "$runs/copy" --quiet --threads 1 >/dev/null 2>"$runs/messages"
}

calls_of() { grep -c "^[0-9]* *$1(" "$runs/trace"; }

# Whether the run that something happened to says so as it should, still has a checkpoint, the old or the
# new one, and goes on from it to the same bytes.
failed_well() {
  local failure=$1 code=$2 message
  message=$(<"$runs/messages")
  case $failure in
    KILL) ((code == 137)) || return 1 ;;
    EINTR) ((code == 0 || code == 5)) || return 1 ;;
    *) ((code == 5)) && [[ $message == "mlp: "*": cannot "*": "* ]] || return 1 ;;
  esac
  [[ -e $runs/copy/checkpoint.safetensors ]] || return 1
  "$mlp" resume "$runs/copy" --quiet >/dev/null || return 1
  [[ $(results_hash "$runs/copy") == "$expected" ]]
}

# Each write, fsync and rename of a training that goes on and saves its state, made to fail once.
prove_system_calls() {
  if ! strace -o /dev/null true 2>/dev/null; then
    skipped "every system call" "strace may not trace here (ptrace is forbidden)"
    return
  fi
  local expected call failure count number code held tried
  local train=("$mlp" train configs/iris.json --quiet --threads 1 --set /training/epochs=4 --set
    /training/checkpoint/every_epochs=1)
  "${train[@]}" --out "$runs/calls" >/dev/null
  expected=$(results_hash "$runs/calls")
  # SIGINT at the third rename: after the first epoch's checkpoint has been written, not yet renamed.
  strace -f -o /dev/null -e trace=rename -e inject=rename:signal=INT:when=3 \
    "${train[@]}" --out "$runs/stopped" >/dev/null 2>&1 || true
  for call in write fsync rename; do
    resume_traced
    count=$(calls_of "$call")
    for failure in KILL ENOSPC EIO EINTR; do
      held=0 tried=0
      for ((number = 1; number <= count; ++number)); do
        code=0
        if [[ $failure == KILL ]]; then
          resume_traced -e "inject=$call:signal=KILL:when=$number" 2>/dev/null || code=$?
        else
          resume_traced -e "inject=$call:error=$failure:when=$number" || code=$?
        fi
        tried=$((tried + 1))
        if failed_well "$failure" "$code"; then
          held=$((held + 1))
        else
          echo "$failure at $call $number: code $code, $(<"$runs/messages")" >&2
        fi
      done
      line "$failure at each $call" "$held of $count" "$tried of $count"
    done
  done
  gcc -shared -fPIC -O1 -o "$runs/short_write.so" tests/proof/short_write.c
  rm -rf "$runs/copy"
  cp -r "$runs/stopped" "$runs/copy"
  LD_PRELOAD=$runs/short_write.so "$mlp" resume "$runs/copy" --quiet >/dev/null
  line "every write short (7 bytes)" "$(results_hash "$runs/copy")" "$expected"
}

# A disk that is full, then read-only, then as it should be.
prove_full_disk() {
  local disk=$runs/disk expected code=0 command
  mkdir "$disk"
  if ! mount -t tmpfs -o size=96k mlp-proof "$disk" 2>/dev/null; then
    skipped "full disk, read-only disk" "mounting is not allowed here"
    return
  fi
  # One checkpoint of 56 kB fits, the next beside it does not.
  training_of "$disk/run" 4
  "${command[@]}" >/dev/null 2>"$runs/messages" || code=$?
  line "full disk: exit code" "$code" 5
  line "full disk: message" "$(sed -n 's/^mlp: .*\/\([a-z.]*: cannot write\) [0-9]* \(bytes: .*\)/\1 … \2/p' "$runs/messages")" \
    "checkpoint.safetensors: cannot write … bytes: No space left on device"
  code=0
  mount -o remount,ro,size=1m "$disk"
  "$mlp" resume "$disk/run" --quiet >/dev/null 2>"$runs/messages" || code=$?
  line "read-only disk: exit code" "$code" 5
  line "read-only disk: message" "$(sed -n 's/^mlp: .*: cannot .*: \(.*\)/\1/p' "$runs/messages")" \
    "Read-only file system"
  mount -o remount,rw "$disk"
  "$mlp" resume "$disk/run" --quiet >/dev/null
  mkdir "$runs/room"
  training_of "$runs/room/run" 4
  "${command[@]}" >/dev/null
  expected=$(results_hash "$runs/room/run")
  line "room again: resumed" "$(results_hash "$disk/run")" "$expected"
  umount "$disk"
}

# Signals to a training of a network that takes its time.
prove_quick_interruption() {
  local signal code begun milliseconds training
  for signal in INT TERM; do
    "$mlp" train configs/mnist.json --quiet --out "$runs/mnist-$signal" >/dev/null 2>&1 &
    training=$!
    until [[ -s $runs/mnist-$signal/metrics.jsonl ]]; do sleep 0.1; done
    sleep "0.$((RANDOM % 10))"
    begun=$(now)
    kill "-$signal" "$training"
    code=0
    wait "$training" || code=$?
    milliseconds=$(($(now) - begun))
    line "SIG$signal: exit code" "$code" "$([[ $signal == INT ]] && echo 130 || echo 143)"
    line "SIG$signal: within 2 s (took $milliseconds ms)" "$((milliseconds < 2000))" 1
  done
}
