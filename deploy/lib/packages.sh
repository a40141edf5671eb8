# shellcheck shell=bash
# System packages and the Swift toolchain.

# What building and running takes, by Debian's and Ubuntu's names.
# shellcheck disable=SC2034 # read by the scripts that include this
packages_to_run=(
  libpq-dev libnghttp2-dev libssl-dev zlib1g-dev libpcre2-dev node-llhttp
  postgresql python3 python3-venv curl ca-certificates
)

# Installs those of the named packages that are not there.
ensure_packages() {
  command -v apt-get >/dev/null || fail \
    'this is not a Debian or Ubuntu system: there is no apt.' \
    'Install the equivalents of these packages yourself, then run this again with APUS_SKIP_PACKAGES=1:' "$*"
  local missing=() name
  for name in "$@"; do
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail \
      'system packages are missing, and neither are you root nor is there sudo.' \
      'Have this run as root, then try again:' "apt-get update && apt-get install --yes ${missing[*]}"
    as_root=(sudo)
  fi
  say "Installing system packages: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update --quiet &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends \
      "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    fail 'apt could not install the packages; its last words are above.' "All of it: $log"
  fi
  rm -f "$log"
}

# Stops unless there is a Swift toolchain that can build this package.
ensure_swift() {
  local found version
  command -v swift >/dev/null || fail 'there is no Swift toolchain: no swift on the PATH.' \
    'Install Swift 6.2 or later from https://www.swift.org/install/linux/ and run this again.'
  found=$(swift --version 2>&1) || fail 'the Swift toolchain does not run:' "$found" \
    'It needs system packages of its own: https://www.swift.org/install/linux/ lists them.'
  version=$(sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' <<<"$found" | head -n 1)
  [ "${version%%.*}" -gt 6 ] || { [ "${version%%.*}" -eq 6 ] && [ "${version#*.}" -ge 2 ]; } || fail \
    "the Swift toolchain is $version, and this package needs 6.2 or later." 'https://www.swift.org/install/linux/'
  [ -f /usr/share/llhttp/llhttp.c ] || fail 'the package node-llhttp does not hold /usr/share/llhttp/llhttp.c here.' \
    'Debian 12 has it there; on another release install the package that holds that file.'
}
