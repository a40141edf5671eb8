# shellcheck shell=bash
# The reference server and client: pinned, in a virtual environment that is made again when the pins change.
ensure_reference() {
  local pins=Tests/Parity/requirements.txt said
  if ! cmp --silent "$pins" .reference/requirements.txt; then
    say 'Installing the reference server (Prefect 3.9.1 for Python)'
    said=$(python3 -m venv --clear .reference 2>&1) || fail 'python3 could not make a virtual environment:' "$said" \
      'On Debian and Ubuntu: apt-get install python3-venv'
    .reference/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$pins" >&2 || fail \
      "pip could not install $pins; its words are above." \
      'Is the package index reachable? pip takes its settings from PIP_INDEX_URL and pip.conf.'
    cp "$pins" .reference/requirements.txt
  fi
}
