# shellcheck shell=bash
# The four services as background processes. Each has, in $run: NAME.pid, and NAME.stamp with what it was started
# from; in $logs: NAME.log. The program that runs is a copy in $programs, so that a build does not disturb it.

services=(block-vault heartbeat-monitor scheduler gateway)

service_port() {
  case $1 in
    gateway) printf '%s' "${PREFECT_SERVER_API_PORT:-4200}" ;;
    scheduler) printf '%s' "${APUS_SCHEDULER_PORT:-4201}" ;;
    heartbeat-monitor) printf '%s' "${APUS_HEARTBEAT_MONITOR_PORT:-4202}" ;;
    block-vault) printf '%s' "${APUS_BLOCK_VAULT_PORT:-4203}" ;;
  esac
}

service_host() {
  case $1 in
    gateway) printf '%s' "${PREFECT_SERVER_API_HOST:-127.0.0.1}" ;;
    scheduler) printf '%s' "${APUS_SCHEDULER_HOST:-127.0.0.1}" ;;
    heartbeat-monitor) printf '%s' "${APUS_HEARTBEAT_MONITOR_HOST:-127.0.0.1}" ;;
    block-vault) printf '%s' "${APUS_BLOCK_VAULT_HOST:-127.0.0.1}" ;;
  esac
}

# The setting that moves a service to another port.
service_port_setting() {
  case $1 in
    gateway) printf PREFECT_SERVER_API_PORT ;;
    scheduler) printf APUS_SCHEDULER_PORT ;;
    heartbeat-monitor) printf APUS_HEARTBEAT_MONITOR_PORT ;;
    block-vault) printf APUS_BLOCK_VAULT_PORT ;;
  esac
}

# Where this machine reaches a service: its own address, unless it listens on all. The certificate is the gateway's; the
# services speak plain HTTP to one another.
service_url() {
  local host scheme=http
  host=$(service_host "$1")
  if [ "$1" = gateway ] && [ -n "${APUS_TLS_CERTIFICATE:-}" ]; then scheme=https; fi
  case $host in
    0.0.0.0) host=127.0.0.1 ;;
    ::) host='[::1]' ;;
    *:*) host="[$host]" ;;
  esac
  printf '%s://%s:%s' "$scheme" "$host" "$(service_port "$1")"
}

# The path of the API: the gateway's, and the first part of every client's PREFECT_API_URL behind the address.
api_path() {
  local path=${PREFECT_SERVER_API_BASE_PATH:-/api}
  path=${path#/} path=${path%/}
  printf '%s' "${path:+/$path}"
}

# Replaces the settings of addresses by those that a process was started with: the shell may have others, or none.
take_addresses() {
  local setting
  for setting in $(compgen -e); do if is_address "$setting"; then unset "$setting"; fi; done
  while IFS= read -r -d '' setting; do
    if is_address "${setting%%=*}"; then export "${setting?}"; fi
  done <"/proc/$1/environ"
}

is_address() {
  case $1 in
    PREFECT_SERVER_API_HOST | PREFECT_SERVER_API_PORT | PREFECT_SERVER_API_BASE_PATH | APUS_TLS_CERTIFICATE) ;;
    APUS_SCHEDULER_HOST | APUS_HEARTBEAT_MONITOR_HOST | APUS_BLOCK_VAULT_HOST) ;;
    APUS_SCHEDULER_PORT | APUS_HEARTBEAT_MONITOR_PORT | APUS_BLOCK_VAULT_PORT) ;;
    *) return 1 ;;
  esac
}

service_ready_url() {
  case $1 in
    gateway) printf '%s%s/ready' "$(service_url gateway)" "$(api_path)" ;;
    *) printf '%s/ready' "$(service_url "$1")" ;;
  esac
}

# Prints the process id of a service that runs; nothing, and failure, when it does not.
service_pid() {
  local pid program
  pid=$(cat "$run/$1.pid" 2>/dev/null) || return 1
  # A process id may be another's by now: the program tells.
  program=$(readlink "/proc/$pid/exe" 2>/dev/null) || return 1
  [ "${program% (deleted)}" = "$programs/$1" ] || return 1
  printf '%s' "$pid"
}

# The certificate need not name this machine's own address.
service_is_ready() {
  curl --silent --fail --insecure --noproxy '*' --max-time 2 --output /dev/null "$(service_ready_url "$1")"
}

# What a service runs from: its program, its settings and the files that hold their values, as one word.
service_stamp() {
  local name
  {
    sha256sum <"$1"
    env | grep -E '^(PREFECT|APUS)_' | LC_ALL=C sort
    for name in $(compgen -e | grep -E '^(PREFECT|APUS)_[A-Z0-9_]*_FILE$' | LC_ALL=C sort); do
      sha256sum <"${!name}" 2>/dev/null || true
    done
  } | sha256sum | cut -d' ' -f1
}

# Who listens on a port, as far as this user may know.
port_owner() {
  local line
  line=$(ss --no-header --listening --tcp --numeric --processes "sport = :$1" 2>/dev/null | head -n 1)
  sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 (process \2)/p' <<<"$line"
}

port_is_taken() {
  local host=$1
  case $host in 0.0.0.0) host=127.0.0.1 ;; ::) host=::1 ;; esac
  (exec 3<>"/dev/tcp/$host/$2") 2>/dev/null
}

# Starts a service from a newly built program, unless just that runs already: service_start NAME BUILT
service_start() {
  local name=$1 built=$2 stamp port host
  stamp=$(service_stamp "$built")
  if service_pid "$name" >/dev/null; then
    [ "$(cat "$run/$name.stamp" 2>/dev/null)" != "$stamp" ] || { note "$name runs"; return 0; }
    note "$name has changed: restarting it"
    service_stop "$name"
  fi
  port=$(service_port "$name") host=$(service_host "$name")
  if port_is_taken "$host" "$port"; then
    local owner
    owner=$(port_owner "$port")
    fail "port $port, where $name should listen, is taken${owner:+ by $owner}." \
      "Stop that process, or choose another port: $(service_port_setting "$name")=… deploy/apus up"
  fi
  install -D --mode=755 "$built" "$programs/.$name.next"
  mv -f "$programs/.$name.next" "$programs/$name"
  rotate "$logs/$name.log"
  # A session of its own: what the terminal sends to this script does not reach the service.
  setsid "$programs/$name" >>"$logs/$name.log" 2>&1 </dev/null &
  printf '%s\n' "$!" >"$run/$name.pid"
  printf '%s\n' "$stamp" >"$run/$name.stamp"
  disown
  note "$name started"
}

# A log that has grown large is put aside, one generation.
rotate() {
  local bytes
  bytes=$(stat --format=%s "$1" 2>/dev/null || printf 0)
  [ "$bytes" -lt 50000000 ] || mv -f "$1" "$1.1"
}

# Waits until a service is ready, and says why when it does not become so.
service_await() {
  local name=$1 end=$((SECONDS + 60))
  until service_is_ready "$name"; do
    if ! service_pid "$name" >/dev/null; then
      tail -n 15 "$logs/$name.log" >&2
      fail "$name has stopped; its last words are above." "All of them: deploy/apus logs $name"
    fi
    if [ "$SECONDS" -ge "$end" ]; then
      tail -n 15 "$logs/$name.log" >&2
      fail "$name runs but was not ready within 60 seconds; its last words are above." \
        "Its answer: curl -i $(service_ready_url "$name")"
    fi
    sleep 0.1
  done
}

# Stops a service: it finishes what it has in hand, and is killed when that takes longer than half a minute.
service_stop() {
  local name=$1 pid
  if pid=$(service_pid "$name"); then
    kill -TERM "$pid" 2>/dev/null || true
    if ! wait_for 30 service_is_gone "$name"; then
      note "$name did not stop within 30 seconds: killing it"
      kill -KILL "$pid" 2>/dev/null || true
      wait_for 5 service_is_gone "$name" || fail "$name (process $pid) can't be stopped."
    fi
  fi
  rm -f "$run/$name.pid" "$run/$name.stamp"
}

service_is_gone() { ! service_pid "$1" >/dev/null; }
