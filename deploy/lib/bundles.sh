# shellcheck shell=bash
# The web UIs, the catalogue of block types and the worker types, out of the wheel of the Prefect release whose
# contract this server follows. Its licence is Apache-2.0 like ours; nothing of it is kept in this repository.

prefect_release=3.9.1

# Fills a folder unless it holds this release already: ensure_bundles FOLDER PYTHON_VENV
#   ui/ ui-v2/                                               the two web UIs
#   collection_blocks_data.json                              block types of the known collections
#   collections_data/views/aggregate-worker-metadata.json    worker types
ensure_bundles() {
  local folder=$1 venv=$2 work said
  [ "$(cat "$folder/release" 2>/dev/null)" != "$prefect_release" ] || return 0
  say "Fetching the web UIs and the block catalogue of Prefect $prefect_release"
  if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    said=$(python3 -m venv --clear "$venv" 2>&1) || fail 'python3 could not make a virtual environment:' "$said" \
      'On Debian and Ubuntu: apt-get install python3-venv'
  fi
  work=$(mktemp -d "${folder%/*}/bundles.XXXXXX")
  said=$("$venv/bin/python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --dest "$work" "prefect==$prefect_release" 2>&1) || {
    rm -rf "$work"
    fail "pip could not download prefect==$prefect_release:" "$said" \
      'Is the package index reachable? pip takes its settings from PIP_INDEX_URL and pip.conf.'
  }
  "$venv/bin/python" - "$work"/prefect-*.whl "$work/server" <<'PYTHON'
import pathlib, sys, zipfile

wheel, folder = sys.argv[1], pathlib.Path(sys.argv[2])
wanted = {
    "prefect/server/ui/": "ui/",
    "prefect/server/ui-v2/": "ui-v2/",
    "prefect/server/collection_blocks_data.json": "collection_blocks_data.json",
    "prefect/server/api/collections_data/": "collections_data/",
}
found = set()
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        for prefix, place in wanted.items():
            if name.startswith(prefix) and not name.endswith("/"):
                target = folder / (place + name[len(prefix):])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))
                found.add(prefix)
if found != set(wanted):
    sys.exit(f"{wheel} does not hold {', '.join(sorted(set(wanted) - found))}")
PYTHON
  printf '%s\n' "$prefect_release" >"$work/server/release"
  rm -rf "$folder"
  mv "$work/server" "$folder"
  rm -rf "$work"
}
