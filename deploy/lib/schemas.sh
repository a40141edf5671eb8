# shellcheck shell=bash
# The public JSON-Schema-Test-Suite, out of the source archive of the library that the reference validates with. Debian's
# package json-schema-test-suite ends with draft 4.

schema_suite_release=4.26.0

# Fills a folder with tests/ and remotes/ unless it holds this release already: ensure_schema_suite FOLDER PYTHON_VENV
ensure_schema_suite() {
  local folder=$1 venv=$2 work said
  [ "$(cat "$folder/release" 2>/dev/null)" != "$schema_suite_release" ] || return 0
  say "Fetching the JSON Schema test suite (jsonschema $schema_suite_release)"
  work=$(mktemp -d "${folder%/*}/schemas.XXXXXX")
  said=$("$venv/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --no-binary=jsonschema \
    --dest "$work" "jsonschema==$schema_suite_release" 2>&1) || {
    rm -rf "$work"
    fail "pip could not download the source of jsonschema==$schema_suite_release:" "$said" \
      'Is the package index reachable? pip takes its settings from PIP_INDEX_URL and pip.conf.'
  }
  mkdir "$work/suite"
  said=$(tar --extract --gzip --file "$work/jsonschema-$schema_suite_release.tar.gz" --directory "$work/suite" \
    --strip-components=2 --wildcards '*/json/tests/draft2020-12' '*/json/remotes' 2>&1) || {
    rm -rf "$work"
    fail "the source of jsonschema $schema_suite_release does not hold the suite:" "$said"
  }
  printf '%s\n' "$schema_suite_release" >"$work/suite/release"
  rm -rf "$folder"
  mv "$work/suite" "$folder"
  rm -rf "$work"
}
