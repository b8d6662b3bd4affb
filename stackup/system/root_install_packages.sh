#!/bin/sh
# What stackup does as root on Debian and its relatives: installs packages in one apt transaction, and nothing else.
#
#   sh install-packages.sh [--archives DIR] PACKAGE...
#
# Daemons of packages that were not on the machine before are neither started nor enabled for the next boot, and PostgreSQL
# makes no default cluster. For that four things exist only while apt runs, and each is put back on every exit:
#   /usr/sbin/policy-rc.d          denies starting the units of the new packages; an existing one decides about all others
#   /run/systemd/system-preset/    keeps `systemctl preset` in the maintainer scripts from enabling those units
#   createcluster.d/               create_main_cluster = false
#   /var/lib/stackup/packages/     the record of the above: a run that was killed is finished by the next one
# Packages that were there before keep the state of their units, also when they are upgraded. No package is removed.
#
# --archives DIR  .deb files downloaded earlier (DIR/*.deb, DIR/lists), used as far as their checksums are right
#
# Standard output: apt's own words, its status lines (pmstatus:, dlstatus:), and lines for programs:
#   stackup:phase lists|download|install · stackup:waiting WHO · stackup:disabled UNIT
#   stackup:warning TEXT · stackup:error TEXT
# and last a line stackup:new PACKAGE for each package that was not there before, then stackup:done.
set -eu
umask 022
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 APT_LISTCHANGES_FRONTEND=none UCF_FORCE_CONFFOLD=1
unset POSIXLY_CORRECT LANGUAGE

record=/var/lib/stackup/packages
policy=/usr/sbin/policy-rc.d
kept=/usr/sbin/policy-rc.d.stackup-kept
marker='# stackup: only while packages are being installed'
preset=/run/systemd/system-preset/00-0-stackup.preset
cluster=/etc/postgresql-common/createcluster.d/zz-stackup.conf
archives=/var/cache/apt/archives
lists=/var/lib/apt/lists
offline=''
updated=''
repair=''
tab=$(printf '\t')

say() { printf 'stackup:%s\n' "$*"; }
die() {
  code=$1
  shift
  printf 'stackup:error %s\n' "$*"
  exit "$code"
}

# --- directories that are removed again if this script made them ---------------------------------------------------

make_directory() { # with its parents, outermost first
  [ -d "$1" ] && return
  make_directory "$(dirname "$1")"
  printf '%s\n' "$1" >>"$record/directories"
  mkdir "$1"
}

remove_made_directories() { # innermost first; one that others use by now is not empty and stays
  [ -f "$record/directories" ] || return 0
  sort -r "$record/directories" | while IFS= read -r directory; do
    rmdir "$directory" 2>/dev/null || :
  done
}

# --- waiting for others ----------------------------------------------------------------------------------------------

lock_holder() { # "apt-get (pid 4711)" if somebody holds one of apt's or dpkg's locks
  for file in /var/lib/dpkg/lock-frontend /var/lib/dpkg/lock "$lists/lock" "$archives/lock"; do
    [ -e "$file" ] || continue
    inode=$(stat -c %i "$file")
    pid=$(sed -n "s/^[0-9]*: [A-Z]* *[A-Z]* *WRITE \([0-9]*\) [0-9a-f]*:[0-9a-f]*:$inode .*/\1/p" /proc/locks 2>/dev/null | head -n 1)
    [ -n "$pid" ] || continue
    printf '%s (pid %s)' "$(cat "/proc/$pid/comm" 2>/dev/null || echo 'another program')" "$pid"
    return
  done
}

wait_for_locks() {
  waited=0
  said=''
  while holder=$(lock_holder) && [ -n "$holder" ]; do
    [ "$holder" = "$said" ] || say "waiting $holder"
    said=$holder
    waited=$((waited + 1))
    [ "$waited" -le 600 ] || die 75 "Could not get lock: $holder has held it for 10 minutes"
    sleep 1
  done
}

# --- what keeps new daemons quiet -------------------------------------------------------------------------------------

is_ours() { grep -qxF "$marker" "$policy" 2>/dev/null; }

put_policy() {
  is_ours || {
    rm -f "$kept"
    if [ -e "$policy" ] || [ -L "$policy" ]; then ln -P "$policy" "$kept" 2>/dev/null || cp -a "$policy" "$kept"; fi
  }
  cat >"$policy.stackup-new" <<POLICY
#!/bin/sh
$marker
id=\$1
for word in "\$@"; do
  case \$word in --*) ;; *) id=\$word; break ;; esac
done
if grep -qxF -e "\$id" -e "\$id.service" -e "\${id%.service}" -e "\${id%%@*}@.\${id##*.}" $record/units 2>/dev/null; then exit 101; fi
if [ -x $kept ]; then exec $kept "\$@"; fi
[ -e /sbin/init ] || exit 101
exit 0
POLICY
  chmod 755 "$policy.stackup-new"
  mv -f "$policy.stackup-new" "$policy"
}

restore_policy() {
  rm -f "$policy.stackup-new"
  if ! is_ours; then
    rm -f "$kept" # a package has brought its own meanwhile
  elif [ -e "$kept" ] || [ -L "$kept" ]; then
    mv -f "$kept" "$policy"
  else
    rm -f "$policy"
  fi
}

unit_names() { # of the units and init scripts that a .deb brings
  {
    dpkg-deb -I "$1" md5sums || dpkg-deb -c "$1" | sed 's/^.* \.\// /'
    dpkg-deb -I "$1" conffiles || :
  } 2>/dev/null | sed -n \
    -e 's#^.*[ /]lib/systemd/system/\([^/]*\.\(service\|socket\|timer\|path\|target\|mount\)\)$#\1#p' \
    -e 's#^/etc/systemd/system/\([^/]*\.\(service\|socket\|timer\|path\|target\|mount\)\)$#\1#p' \
    -e 's#^/etc/init\.d/\([^/]*\)$#\1#p'
}

# Called by apt, which holds the locks, with the .deb files that dpkg is about to unpack: only now it is certain what is new.
before_dpkg() {
  dpkg-query -W -f '${db:Status-Status} ${Package}:${Architecture}\n' |
    sed -n -e '/^config-files /d' -e '/^not-installed /d' -e 's/^[^ ]* //p' >"$record/present"
  while IFS= read -r deb; do
    case $deb in *.deb) ;; *) continue ;; esac
    fields=$(dpkg-deb -f "$deb" Package Architecture Priority)
    name=$(printf '%s\n' "$fields" | sed -n 's/^Package: //p')
    full=$name:$(printf '%s\n' "$fields" | sed -n 's/^Architecture: //p')
    if grep -qxF "$full" "$record/present"; then continue; fi
    printf '%s\n' "$full" >>"$record/planned"
    case $(printf '%s\n' "$fields" | sed -n 's/^Priority: //p') in
      required | important) ;; # the operating system itself: init, udev, cron
      *) unit_names "$deb" >>"$record/units" ;;
    esac
    case $name in
      postgresql-[0-9]*)
        make_directory "$(dirname "$cluster")"
        echo 'create_main_cluster = false' >"$cluster"
        ;;
    esac
  done
  make_directory "$(dirname "$preset")"
  sed -n 's/^.*\..*$/disable &/p' "$record/units" >"$preset"
}

disable_new_units() {
  if [ -d /etc/systemd/system ]; then
    find /etc/systemd/system -type l -printf '%l\t%p\n' >"$record/links"
    while IFS="$tab" read -r target link; do
      grep -qxF "${target##*/}" "$record/units" || continue
      rm -f "$link"
      say "disabled ${target##*/}"
    done <"$record/links"
  fi
  sort -u "$record/units" | grep -v '\.' | while IFS= read -r script; do
    ls /etc/rc[S2345].d/S[0-9][0-9]"$script" >/dev/null 2>&1 || continue
    update-rc.d "$script" disable >/dev/null 2>&1 || :
    for link in /etc/rc[S2345].d/S[0-9][0-9]"$script"; do
      [ ! -L "$link" ] || mv -f "$link" "${link%/*}/K${link##*/S}"
    done
    say "disabled $script"
  done
  [ ! -d /run/systemd/system ] || systemctl daemon-reload || :
}

verify_disabled() {
  command -v systemctl >/dev/null || return 0
  sort -u "$record/units" | grep '\.' | grep -v '@\.' | while IFS= read -r unit; do
    case $(systemctl --root=/ is-enabled "$unit" 2>/dev/null) in
      enabled | enabled-runtime) say "warning $unit is enabled for the next boot" ;;
    esac
  done
}

new_packages() { # of those that were planned, the ones that are installed now
  dpkg-query -W -f '${db:Status-Status} ${Package}:${Architecture}\n' |
    sed -n 's/^installed //p' | sort >"$record/installed"
  sort -u "$record/planned" | comm -12 - "$record/installed"
}

is_unfinished() { # some planned package is neither installed nor absent, so its maintainer script will run again
  dpkg-query -W -f '${db:Status-Status} ${Package}:${Architecture}\n' |
    sed -n -e '/^installed /d' -e '/^config-files /d' -e '/^not-installed /d' -e 's/^[^ ]* //p' |
    grep -qxFf "$record/planned"
}

put_back() {
  trap '' HUP INT TERM
  set +e
  if [ -s "$record/units" ]; then
    disable_new_units
    verify_disabled
  fi
  restore_policy
  rm -f "$preset" "$cluster"
  remove_made_directories
  if [ -s "$record/planned" ] && is_unfinished; then
    rm -rf "$record/directories" "$record/script" "$record/lists" "$record"/*.bin
  else
    rm -rf "$record"
    rmdir "${record%/*}" 2>/dev/null
  fi
}

# --- apt --------------------------------------------------------------------------------------------------------------

apt() { # the status lines have a descriptor of their own, because apt closes it for the maintainer scripts
  apt-get -q -y --no-install-recommends --no-remove -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 -o APT::Status-Fd=8 \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    -o "DPkg::Pre-Install-Pkgs::=sh $record/script --before-dpkg" \
    -o "Dir::State::lists=$lists" ${offline:+-o Dir::Cache::pkgcache=$record/pkgcache.bin -o Dir::Cache::srcpkgcache=$record/srcpkgcache.bin} \
    ${repair:+--fix-broken} "$@" 2>&1 8>&1 9>&-
}

has_lists() { [ -n "$(find "$1" -maxdepth 1 -name '*_Packages*' 2>/dev/null | head -n 1)" ]; }

# The dates of the list files are the server's; the directories' are ours.
is_stale() { [ -z "$(find /var/lib/apt/lists /var/lib/apt/lists/partial /var/lib/apt/periodic/update-success-stamp -maxdepth 0 -mmin -1440 2>/dev/null)" ]; }

update_lists() {
  updated=yes
  say 'phase lists'
  if apt -o APT::Update::Error-Mode=any update; then
    touch "$lists/partial" "$lists"
  elif has_lists "$lists"; then
    say 'warning the package lists could not be refreshed; going on with the old ones'
  else
    die 100 'There are no package lists, and they could not be fetched'
  fi
}

# Copies what an earlier download left, as far as it is what the lists say.
take_archives() {
  find "$1" -maxdepth 1 -name '*.deb' -size +0 | sed 's#.*/##; s/_.*//' | sort -u >"$record/names"
  if [ ! -s "$record/names" ]; then return; fi
  for known in "$lists" "$1/lists"; do
    ! has_lists "$known" || xargs apt-cache -o "Dir::State::lists=$known" show <"$record/names" 2>/dev/null || :
  done | sed -n 's/^SHA256: //p' | sort -u >"$record/sums"
  mkdir -p "$archives/partial"
  for deb in "$1"/*.deb; do
    place=$archives/${deb##*/}
    if [ -e "$place" ] || [ -L "$deb" ]; then continue; fi
    cp "$deb" "$place.stackup-new"
    sum=$(sha256sum <"$place.stackup-new")
    if grep -qxF "${sum%% *}" "$record/sums"; then mv -f "$place.stackup-new" "$place"; else rm -f "$place.stackup-new"; fi
  done
}

is_downloaded() { # nothing would have to be fetched
  uris=$(apt -qq --print-uris install "$@") || return 1
  case "$uris" in *"'"*://*) return 1 ;; esac
}

download() {
  is_downloaded "$@" && return
  if [ -n "$from" ] && has_lists "$from/lists"; then
    rm -rf "$record/lists"
    cp -R "$from/lists" "$record/lists" # a copy, because apt changes owners in it
    lists=$record/lists offline=yes
    is_downloaded "$@" && return
    lists=/var/lib/apt/lists offline=''
  fi
  if ! has_lists "$lists" || is_stale; then update_lists; fi
  say 'phase download'
  apt --download-only install "$@" && return
  [ -z "$updated" ] || return 100
  update_lists # the mirror has newer versions than the lists say
  say 'phase download'
  apt --download-only install "$@"
}

# --- the transaction ---------------------------------------------------------------------------------------------------

if [ "${1-}" = --before-dpkg ]; then
  before_dpkg
  exit
fi

from=''
if [ "${1-}" = --archives ]; then
  from=${2-}
  shift 2
fi
[ $# -gt 0 ] || die 64 'usage: install-packages.sh [--archives DIR] PACKAGE...'
for name in "$@"; do
  case $name in
    *[!a-z0-9+.:-]* | [!a-z0-9]* | *-) die 64 "not a package name: $name" ;;
  esac
done
[ "$(id -u)" = 0 ] || die 77 'must be run as root'
command -v apt-get >/dev/null || die 69 'there is no apt-get'

exec 9>/run/stackup-packages.lock
flock -n 9 || { say 'waiting another stackup' && flock -w 600 9; } || die 75 'Could not get lock: another stackup is installing'
wait_for_locks

[ ! -d "$record" ] || repair=yes
trap put_back EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir -p "$record"
touch "$record/planned" "$record/units"
cp "$0" "$record/script"
put_policy
if [ -n "$repair" ]; then
  say 'warning an earlier run was interrupted; finishing it'
  dpkg --force-confdef --force-confold --configure -a 2>&1 9>&- || : # what is still missing follows
fi
[ ! -d "$from" ] || take_archives "$from"
download "$@"
say 'phase install'
apt install "$@"
new=$(new_packages | sed 's/^/stackup:new /; s/:[^:]*$//')
put_back
trap - EXIT
[ -z "$new" ] || printf '%s\n' "$new"
say 'done'
