# shellcheck shell=bash
# A Debian of any release in a folder, by debootstrap.

# Makes the tree, with this machine's settings for apt, pip and certificates: debian_tree SUITE FOLDER LOG
# APUS_DEBIAN_MIRROR names another mirror.
debian_tree() {
  local suite=$1 root=$2 log=$3 file
  [ "$(id -u)" -eq 0 ] || fail 'only root may run debootstrap.' 'Run this as root.'
  command -v debootstrap >/dev/null || ensure_packages debootstrap
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$root" \
    "${APUS_DEBIAN_MIRROR:-http://deb.debian.org/debian}" >"$log" 2>&1 || {
    tail -n 10 "$log" >&2
    fail "debootstrap of $suite failed; its last lines are above." 'APUS_DEBIAN_MIRROR names another mirror.'
  }
  # The tree may not reach the package archives in another way than this machine does.
  if grep -qs "^VERSION_CODENAME=$suite\$" /etc/os-release; then
    cp -a /etc/apt/sources.list* "$root/etc/apt/"
  fi
  for file in /etc/apt/apt.conf.d/*; do
    if grep -qsiE 'proxy|check-valid-until|check-date|verify-peer|cainfo' "$file"; then cp "$file" "$root/etc/apt/apt.conf.d/"; fi
  done
  if [ -f /etc/pip.conf ]; then cp /etc/pip.conf "$root/etc/pip.conf"; fi
  if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
    cp -L /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
    chroot "$root" update-ca-certificates >/dev/null 2>&1
  fi
  chroot "$root" apt-get clean
}
