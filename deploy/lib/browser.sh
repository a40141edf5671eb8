# shellcheck shell=bash
# What shows the web UI in a test: Debian's chromium, and playwright, which drives it.

# Installs chromium, unless there is one or CHROMIUM names another.
ensure_chromium() {
  command -v "${CHROMIUM:-chromium}" >/dev/null || ensure_packages chromium
}

# Installs the driver, pinned, beside the reference; again when its pins change or the reference is made again.
ensure_browser_driver() {
  local pins=Tests/Browser/requirements.txt
  if ! cmp --silent "$pins" .reference/browser-requirements.txt; then
    say 'Installing the driver of the browser (playwright for Python)'
    .reference/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$pins" >&2 || fail \
      "pip could not install $pins; its words are above." \
      'Is the package index reachable? pip takes its settings from PIP_INDEX_URL and pip.conf.'
    cp "$pins" .reference/browser-requirements.txt
  fi
}
