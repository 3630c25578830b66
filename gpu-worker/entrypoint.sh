#!/bin/sh
# `worker` or `serve`. Node takes this shell's place, so that it is Node that gets SIGTERM.
set -eu
case "${1:-}" in
  worker | serve) exec node "/app/$1.mjs" ;;
  *)
    echo "expected worker or serve, received ${1:-nothing}" >&2
    exit 2
    ;;
esac
