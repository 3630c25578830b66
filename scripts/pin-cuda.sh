#!/bin/sh
# Prints the sha256 of the CUDA package that belongs to the locked onnxruntime-node, for the image's
# build argument CUDA_PACKAGE_SHA256. Needs the network; after an update, look at what changed first.
cd "$(dirname "$0")/.." && exec npx tsx scripts/fetch-cuda.ts
