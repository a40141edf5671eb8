# shellcheck shell=bash
# Prefect of earlier releases, for the tests: each in a virtual environment of its own, made again when its pins change.

client_pins=Tests/EndToEnd/clients

# Makes .clients/VERSION for every requirements-VERSION.txt, all of them at once.
ensure_clients() {
  local pins version waited=() failed=
  for pins in "$client_pins"/requirements-*.txt; do
    version=${pins##*requirements-} version=${version%.txt}
    if cmp --silent "$pins" ".clients/$version/requirements.txt"; then continue; fi
    say "Installing Prefect $version for the tests"
    install_client "$pins" ".clients/$version" &
    waited+=("$!")
  done
  for pins in "${waited[@]}"; do wait "$pins" || failed=1; done
  [ -z "$failed" ] || fail 'pip could not install a Prefect of an earlier release; its words are above.' \
    'Is the package index reachable? pip takes its settings from PIP_INDEX_URL and pip.conf.'
}

install_client() {
  local pins=$1 venv=$2
  mkdir -p "${venv%/*}"
  python3 -m venv --clear "$venv" >&2 || return 1
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$pins" >&2 || return 1
  cp "$pins" "$venv/requirements.txt"
}
