#!/bin/sh
# `worker` or `serve`. Node takes this shell's place, so that it is Node that gets SIGTERM.
set -eu
# glibc keeps what was freed in an arena for each of many threads: in a soak of five minutes the process grew
# by 43 MB a minute, with two arenas by 3.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-2}"
case "${1:-}" in
  worker | serve) exec node "/app/$1.mjs" ;;
  *)
    echo "expected worker or serve, received ${1:-nothing}" >&2
    exit 2
    ;;
esac
