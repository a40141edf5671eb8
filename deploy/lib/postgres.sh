# shellcheck shell=bash
# A PostgreSQL cluster of our own: one folder, reached by a unix socket in a folder that only its owner may enter.
# PostgreSQL does not run as root; for root the cluster belongs to the user that its package made.

# The folder that holds the server's programs, of the newest version installed.
postgres_programs() {
  local folder
  folder=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -t/ -k5 -V | tail -n 1)
  [ -x "$folder/initdb" ] || fail 'there is no PostgreSQL server under /usr/lib/postgresql.' \
    'Install it: apt-get install postgresql'
  printf '%s' "$folder"
}

# Runs a command as the owner of the cluster, from a folder that it may enter.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd / && setpriv --reuid=postgres --regid=postgres --init-groups env -u HOME "$@")
  else
    (cd / && "$@")
  fi
}

# Makes a folder that belongs to the owner of the cluster, and only to it.
postgres_folder() {
  if [ "$(id -u)" -eq 0 ]; then
    install --directory --owner=postgres --group=postgres --mode=700 "$1"
  else
    install --directory --mode=700 "$1"
  fi
}

# Makes the cluster in a folder unless it is there: postgres_create DATA
postgres_create() {
  local data=$1 programs said
  [ ! -f "$data/PG_VERSION" ] || return 0
  programs=$(postgres_programs)
  postgres_folder "$data"
  said=$(as_postgres "$programs/initdb" --pgdata="$data" --username=postgres --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --data-checksums 2>&1) || fail 'initdb failed:' "$said"
}

postgres_is_running() { as_postgres "$(postgres_programs)/pg_ctl" status --pgdata="$1" >/dev/null 2>&1; }

# Starts the cluster: postgres_start DATA SOCKET_FOLDER PORT LOG [OPTION…]
postgres_start() {
  local data=$1 socket=$2 port=$3 log=$4 programs major made
  shift 4
  programs=$(postgres_programs)
  major=${programs%/bin} major=${major##*/}
  made=$(as_postgres cat "$data/PG_VERSION")
  [ "$made" = "$major" ] || fail "the cluster in $data was made by PostgreSQL $made, and $major is installed." \
    "Install postgresql-$made, or move the data with pg_upgrade, or throw it away with: deploy/apus clean"
  local path="$socket/.s.PGSQL.$port"
  [ "${#path}" -le 107 ] || fail "the socket's path is too long for the system (${#path} bytes, 107 allowed): $path"
  postgres_folder "$socket"
  local options="-c listen_addresses='' -c unix_socket_directories='$socket' -c port=$port" option
  for option in "$@"; do options+=" -c $option"; done
  # The log is written through the shell's own descriptor, as the cluster's owner may not enter its folder.
  as_postgres "$programs/pg_ctl" start --pgdata="$data" --silent --wait --timeout=60 --options="$options" \
    >>"$log" 2>&1 </dev/null || {
    tail -n 10 "$log" >&2
    fail 'PostgreSQL did not start; its last words are above.' "All of it: $log"
  }
}

postgres_stop() {
  postgres_is_running "$1" || return 0
  as_postgres "$(postgres_programs)/pg_ctl" stop --pgdata="$1" --silent --mode=fast --wait --timeout=60 >/dev/null
}
