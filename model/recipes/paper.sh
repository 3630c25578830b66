#!/usr/bin/env bash
# Trains `paper` as section 4.1 says, on data and checkpoints that you hold; started again, it goes on.
#
#   recipes/paper.sh TRAIN VAL CLIP CONVNEXT RUN
#
# TRAIN, VAL: OpenSDI parquet, CASIA- or IMDL-BenCo-like folders, or JSON lists, as
# `python -m evaluation` reads them. CLIP: ViT-L/14 image tower, .safetensors (OpenAI's or Hugging
# Face's naming). CONVNEXT: ConvNeXt-Base (timm's or torchvision's). CLIP_TEXT in the environment: a
# Hugging Face CLIP directory for the two prototypes. 20 epochs of batch 32 (BATCH), AdamW 1e-4, weight
# decay 0.05, cosine; one epoch of warm-up. The packs in RUN take 0.8 MB an image.
set -euo pipefail
training=$(realpath "$1") validation=$(realpath "$2")
clip=$(realpath "$3") convnext=$(realpath "$4") run=$(realpath -m "$5")
cd "$(dirname "$0")/.."
python=${PYTHON:-python} config=${CONFIG:-paper} batch=${BATCH:-32}
read -r size < <("$python" -c 'import sys; from fasa.config import Config
print(Config.named(sys.argv[1]).input_size)' "$config")

pack() { # NAME SET
  [ -f "$run/$1/pack.json" ] || "$python" -m training.pack --set "$2" --size "$size" --out "$run/$1"
}

pack train "$training"
pack val "$validation"
epoch=$("$python" -c 'import json, sys
print(max(1, json.load(open(sys.argv[1]))["count"] // int(sys.argv[2])))' "$run/train/pack.json" "$batch")
more=()
[ -z "${CLIP_TEXT:-}" ] || more+=(--clip-text "$CLIP_TEXT")
[ -z "${MAX_SECONDS:-}" ] || more+=(--max-seconds "$MAX_SECONDS")
exec "$python" -m training.train --config "$config" --clip "$clip" --convnext "$convnext" "${more[@]}" \
  --set "$run/train" --val "$run/val" --run "$run" --batch "$batch" --learning-rate 1e-4 \
  --weight-decay 0.05 --steps $((20 * epoch)) --warm-up "$epoch" --validate-every "$epoch" \
  --authentic-share "${AUTHENTIC_SHARE:-0.5}" --workers "${LOADERS:-0}"
