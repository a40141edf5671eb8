# shellcheck shell=bash
# What a run of tests or measurements makes for itself and leaves nothing of: a folder, and a PostgreSQL in it.

# Makes the folder $work. It is deleted at the end, and kept when the script fails, for its logs.
scratch_open() {
  work=$(mktemp -d "/tmp/apus-$1.XXXXXX")
  # PostgreSQL's own user passes through it.
  chmod 711 "$work"
  trap scratch_close EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

# The process that the script waits for, while it does.
child=''

scratch_close() {
  local status=$?
  trap - EXIT
  if [ -n "$child" ] && kill -TERM "$child" 2>/dev/null; then wait "$child" || true; fi
  if [ -d "$work/data" ]; then postgres_stop "$work/data" || true; fi
  if [ "$status" -eq 0 ]; then rm -rf "$work"; else printf 'What was said is kept in %s\n' "$work" >&2; fi
  exit "$status"
}

# A PostgreSQL in the folder, its address in APUS_TEST_DATABASE_URL: scratch_database [OPTION…]
scratch_database() {
  say 'Starting a PostgreSQL'
  postgres_create "$work/data"
  postgres_start "$work/data" "$work/socket" 5432 "$work/postgres.log" max_connections=300 "$@"
  export APUS_TEST_DATABASE_URL="postgresql://postgres@localhost/postgres?host=$work/socket&port=5432"
  # Its programs (psql, pgbench) are those that the runners find first.
  PATH=$(postgres_programs):$PATH
}

# From here on nothing of the caller's own Prefect takes part, and nothing is reported to anyone.
scratch_client() {
  local name
  while read -r name; do unset "$name"; done < <(env | sed -n 's/^\(PREFECT_[A-Z0-9_]*\)=.*/\1/p')
  export PREFECT_HOME=$work/prefect DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false
  export SWIFT_BACKTRACE=enable=no NO_COLOR=1
}
