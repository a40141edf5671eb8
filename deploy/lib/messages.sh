# shellcheck shell=bash
# What the scripts say, and how they stop.

bold='' red='' plain=''
if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' red=$'\033[31m' plain=$'\033[0m'; fi

# A heading: what is being done now.
say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*" >&2; }

# A detail under a heading.
note() { printf '    %s\n' "$*" >&2; }

# Stops: what is wrong, and what to do about it, a line each.
fail() {
  printf '%serror:%s %s\n' "$red" "$plain" "$1" >&2
  shift
  for line in "$@"; do printf '       %s\n' "$line" >&2; done
  exit 1
}

# A short word that tells this checkout from others on the same machine.
checkout_word() { printf '%s' "$1" | cksum | cut -d' ' -f1; }

# Waits until a command succeeds: wait_for SECONDS COMMAND…
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}
