#!/usr/bin/env bash
# Trains `compact` from a data folder, from packs to a checkpoint; started again, it goes on.
#
#   recipes/compact.sh DATA RUN
#
# DATA holds train/photos/<any>/ (photographs) and, where there is one, train/casia2-256 (pairs).
# RUN holds the packs, the checkpoint, log.jsonl, run.json and TensorBoard events. In the environment:
#   PICTURES  forge pictures to train on     BATCH, STEPS, RATE  of the optimizer
#   WINDOW    side of what a step sees, 0 for whole pictures        MAX_SECONDS  of this stretch
#   WORKERS   processes that make pictures   START  weights to go on from (.safetensors)
#   WITHOUT   backgrounds of the pairs that show a photograph of val or test (training.overlap)
set -euo pipefail
data=$(realpath "$1") run=$(realpath -m "$2")
cd "$(dirname "$0")/.."
python=${PYTHON:-python} workers=${WORKERS:-$(nproc)} window=${WINDOW:-384}
size=$("$python" -c 'from fasa.config import Config; print(Config.named("compact").input_size)')

# Freed pages that go back to the system are faulted in anew in every step: up to half of its time.
# Huge pages take another sixth off it (4.3 s and 3.6 s a step, two runs of each in turn).
jemalloc=$(PATH=$PATH:/sbin ldconfig -p 2>/dev/null | awk '/libjemalloc\.so\.2/ {print $NF; exit}' || true)
if [ -n "$jemalloc" ] && [ -z "${LD_PRELOAD:-}" ]; then
  export LD_PRELOAD=$jemalloc
  export MALLOC_CONF=oversize_threshold:0,dirty_decay_ms:-1,muzzy_decay_ms:-1,thp:always
fi

pack() { # NAME, then the command that writes it to --out
  [ -f "$run/$1/pack.json" ] || "$python" "${@:2}" --size "$size" --out "$run/$1"
}
forge() { # NAME SPLIT COUNT FIRST_SEED
  pack "$1" -m forge.write --data "$data" --split "$2" --count "$3" --first-seed "$4" \
    --workers "$workers"
}

pairs_of() { # SPLIT, then options of split_pairs
  "$python" -m training.split_pairs --data "$pairs" --split "$1" --out "$run/pairs-$1" "${@:2}"
  pack "pairs-$1-pack" -m training.pack --set "$run/pairs-$1"
}

forge train train "${PICTURES:-12000}" 0
forge val val 300 10000000
sets=(--set "$run/train:0.7" --val "$run/val")
pairs="$data/train/casia2-256"
if [ -d "$pairs" ]; then
  # shellcheck disable=SC2086  # a word for each background
  pairs_of train ${WITHOUT:+--without $WITHOUT}
  pairs_of val
  sets+=(--set "$run/pairs-train-pack:0.3" --val "$run/pairs-val-pack")
fi

if [ -n "${START:-}" ]; then
  start=(--start "$START")
else
  start=(--efficientnet-lite "$("$python" -c 'from fasa.pretrained import published_lite
print(published_lite(0))')")
fi
[ "$window" = 0 ] || start+=(--window "$window")
[ -z "${MAX_SECONDS:-}" ] || start+=(--max-seconds "$MAX_SECONDS")
exec "$python" -m training.train --config compact "${sets[@]}" "${start[@]}" --run "$run" \
  --steps "${STEPS:-20000}" --batch "${BATCH:-16}" --learning-rate "${RATE:-4e-4}" \
  --validate-every "${VALIDATE_EVERY:-1000}" --workers "${LOADERS:-0}"
