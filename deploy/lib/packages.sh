# shellcheck shell=bash
# System packages and the Swift toolchain.

# What building and running takes, by Debian's and Ubuntu's names.
# shellcheck disable=SC2034 # read by the scripts that include this
packages_to_run=(
  libpq-dev libnghttp2-dev libssl-dev zlib1g-dev libpcre2-dev libcurl4-openssl-dev
  postgresql python3 python3-venv curl ca-certificates
)

# What a Swift toolchain takes to run and to link, on any release: what its own guide names, with the release's g++ for
# libgcc and libstdc++.
toolchain_packages=(
  binutils g++ git gnupg2 libc6-dev libcurl4-openssl-dev libedit2 libncurses-dev libpython3-dev libsqlite3-0 libxml2-dev
  libz3-dev pkg-config tzdata zlib1g-dev
)

# llhttp is a library in Debian 13 (libllhttp-dev), and C sources in Debian 12 (node-llhttp). The node-llhttp of Debian 13
# has no sources, so the files tell, not the packages.
have_llhttp() { [ -f /usr/share/llhttp/llhttp.c ] || [ -f /usr/include/llhttp.h ]; }
if ! have_llhttp; then packages_to_run+=('libllhttp-dev|node-llhttp'); fi

# How to run Apus without a toolchain and without its packages.
in_containers='  docker compose up --build --detach        (with Compose 1.29: docker-compose up …)'

# Installs those of the named packages that are not there. Of alternatives, A|B, it installs the first that apt knows.
ensure_packages() {
  command -v apt-get >/dev/null || fail \
    'this is not a Debian or Ubuntu system: there is no apt.' \
    'Install the equivalents of these packages yourself, then run this again with APUS_SKIP_PACKAGES=1:' "  $*" \
    'Or run Apus in containers:' "$in_containers"
  local missing=() name
  for name in "$@"; do
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail \
      'system packages are missing, and neither are you root nor is there sudo.' \
      'Have this run as root, then try again:' \
      "  apt-get update && apt-get install --yes $(choose_packages "${missing[@]}" | tr '\n' ' ')"
    as_root=(sudo)
  fi
  say "Installing system packages: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { "${as_root[@]}" apt-get update --quiet && mapfile -t missing < <(choose_packages "${missing[@]}") &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends \
      "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    fail 'apt could not install the packages; its last lines are above.' "All of it: $log" \
      'Where this release lacks one of them, run Apus in containers:' "$in_containers"
  fi
  rm -f "$log"
}

# Prints the names, a line each; of A|B the first that apt knows, or A when it knows none.
choose_packages() {
  local name choice chosen
  for name in "$@"; do
    chosen=${name%%|*}
    for choice in ${name//|/ }; do
      if [ "$choice" = "$name" ] || apt-cache show "$choice" >/dev/null 2>&1; then chosen=$choice && break; fi
    done
    printf '%s\n' "$chosen"
  done
}

# Stops unless there is a Swift toolchain that can build this package.
ensure_swift() {
  local found version
  # shellcheck disable=SC2016 # the user's shell expands it
  command -v swift >/dev/null || fail 'there is no Swift toolchain: no swift on the PATH.' \
    'Either install the newest one with its own installer, swiftly, then run this again:' \
    '  curl -O https://download.swift.org/swiftly/linux/swiftly-$(uname -m).tar.gz && tar zxf swiftly-$(uname -m).tar.gz && ./swiftly init --quiet-shell-followup && . "${SWIFTLY_HOME_DIR:-$HOME/.local/share/swiftly}/env.sh"' \
    'Or run Apus in containers, which takes Docker and no toolchain:' "$in_containers"
  found=$(swift --version 2>&1) || fail 'the Swift toolchain does not run:' "$found" \
    'It needs system packages of its own. Have this run as root, then try again:' \
    "  apt-get update && apt-get install --yes ${toolchain_packages[*]}"
  version=$(sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' <<<"$found" | head -n 1)
  [ "${version%%.*}" -gt 6 ] || { [ "${version%%.*}" -eq 6 ] && [ "${version#*.}" -ge 2 ]; } || fail \
    "the Swift toolchain is $version, and this package needs 6.2 or later." 'https://www.swift.org/install/linux/'
}

# Stops unless llhttp is there, as a library or as sources.
ensure_llhttp() {
  have_llhttp || fail 'llhttp is missing: neither /usr/include/llhttp.h nor /usr/share/llhttp/llhttp.c is there.' \
    'Debian 13 has it in libllhttp-dev, Debian 12 in node-llhttp. Where there is neither, run Apus in containers:' \
    "$in_containers"
}
