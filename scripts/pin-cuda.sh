#!/bin/sh
# Records the sha256 of the CUDA package that belongs to the locked onnxruntime-node as `cudaPackageSha256` in
# cdk.json, for the image's build argument, and prints it. Needs the network. After an update of
# onnxruntime-node, look at what changed first.
cd "$(dirname "$0")/.." && exec npx tsx scripts/pin-cuda.ts
