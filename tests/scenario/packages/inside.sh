#!/bin/sh
# The parts of the package scenario that run on the fresh machine, as root: each argument names a function.
set -eu
script=/root/stackup/stackup/system/root_install_packages.sh
log=/var/tmp/packages.log
policy=/usr/sbin/policy-rc.d

failed() {
  printf 'FAILED: %s\n' "$*"
  tail -n 20 "$log"
  exit 1
}
ok() { printf 'ok: %s\n' "$*"; }

install() { sh "$script" "$@" >>"$log" 2>&1 || failed "installing $*"; }

started_in_background() { # until apt has come to PATTERN in its status lines
  pattern=$1
  shift
  : >"$log"
  sh "$script" "$@" >>"$log" 2>&1 &
  pid=$!
  until grep -q "$pattern" "$log"; do
    kill -0 "$pid" 2>/dev/null || failed "the script ended before $pattern"
    sleep 0.05
  done
}

kill_script_alone() {
  started_in_background '^pmstatus:.*Unpacking postgresql-15' postgresql
  kill -9 "$pid"
  wait "$pid" 2>/dev/null || :
  grep -q '^# stackup' "$policy" || failed 'the policy is gone while apt still runs'
  [ -d /var/lib/stackup/packages ] || failed 'no record was left'
  install redis-server # waits for the orphaned apt
  grep -q '^stackup:waiting apt-get (pid ' "$log" || failed 'nobody was waited for by name'
  expect_quiet
  nothing_left
  ok 'a run whose script alone was killed is finished by the next, which waits for its apt'
  apt-get -q -y purge 'postgresql*' 'redis*' >/dev/null 2>&1
}

kill_everything() {
  started_in_background '^pmstatus:.*Configuring' postgresql redis-server
  # shellcheck disable=SC2046 # a number for each
  kill -9 "$pid" $(pidof apt-get dpkg)
  wait "$pid" 2>/dev/null || :
  sleep 0.5
  [ -d /var/lib/stackup/packages ] || failed 'no record was left'
  dpkg --audit | grep -q . || failed 'dpkg had finished already'
  ok 'killed everything in the middle'
}

repair() {
  : >"$log"
  install postgresql redis-server
  for name in redis-server postgresql; do
    grep -qx "stackup:new $name" "$log" || failed "$name of the killed run is not named as new"
  done
  [ -z "$(dpkg --audit)" ] || failed 'dpkg is not consistent'
  grep -q '^Setting up redis-server' "$log" || failed 'the maintainer scripts had no standard output'
  ok 'the next run repaired it and named all new packages'
}

# Nothing of PostgreSQL runs, is enabled, or has a cluster.
expect_postgresql_quiet() {
  ! pidof postgres >/dev/null || failed 'postgres runs'
  [ -z "$(ls -A /etc/postgresql)" ] || failed 'there is a cluster in /etc/postgresql'
  [ ! -e /var/lib/postgresql/15 ] || failed 'there is a cluster in /var/lib/postgresql/15'
  [ -z "$(find /etc/systemd/system /etc/rc[S2345].d -name '*postgresql*' ! -name 'K*')" ] || failed 'postgresql is enabled'
  ok 'postgresql: not running, not enabled, no cluster'
}

expect_quiet() {
  expect_postgresql_quiet
  ! pidof redis-server >/dev/null || failed 'redis-server runs'
  [ -z "$(find /etc/systemd/system /etc/rc[S2345].d -name '*redis*' ! -name 'K*')" ] || failed 'redis is enabled'
  ok 'redis-server: not running, not enabled'
}

nothing_left() {
  if [ ! -e /var/tmp/policy.before ] && [ -e "$policy" ]; then failed 'policy-rc.d is still there'; fi
  for path in "$policy.stackup-kept" "$policy.stackup-new" /run/systemd/system-preset /etc/postgresql-common/createcluster.d /var/lib/stackup; do
    [ ! -e "$path" ] || failed "$path is still there"
  done
  ok 'policy, preset, cluster configuration and record are gone'
}

own_policy() {
  printf '#!/bin/sh\n# of this machine\nexit 101\n' >"$policy"
  chmod 754 "$policy"
  touch -d '2020-02-02 02:02:02' "$policy"
  cp -a "$policy" /var/tmp/policy.before
}

policy_untouched() {
  [ "$(stat -c '%a %u %g %Y %s' "$policy")" = "$(stat -c '%a %u %g %Y %s' /var/tmp/policy.before)" ] || failed 'policy-rc.d has changed'
  cmp -s "$policy" /var/tmp/policy.before || failed 'policy-rc.d has other text'
  ok 'the policy-rc.d of the machine is as before'
}

old_redis() { # as if an older version had been installed by hand
  : >"$log"
  apt-get -q update >>"$log" 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install redis-server >>"$log" 2>&1
  [ "$(systemctl --root=/ is-enabled redis-server)" = enabled ] || failed 'redis-server is not enabled to begin with'
  sed -i '/^Package: redis-server$/,/^$/s/^Version: .*/Version: 5:7.0.14-1/' /var/lib/dpkg/status
}

upgrade_and_install() { # `redis` depends on the current redis-server
  install redis postgresql
  dpkg-query -W -f '${Version}' redis-server | grep -q 7.0.15 || failed 'redis-server was not upgraded'
  ! grep -qx 'stackup:new redis-server' "$log" || failed 'redis-server is named as new'
  grep -qx 'stackup:new postgresql' "$log" || failed 'postgresql is not named as new'
}

expect_redis_enabled() {
  [ "$(systemctl --root=/ is-enabled redis-server)" = enabled ] || failed 'redis-server lost its state'
  ls /etc/rc5.d/S*redis-server >/dev/null || failed 'redis-server lost its start links'
  [ "$(systemctl --root=/ is-enabled postgresql)" = disabled ] || failed 'postgresql is not disabled'
  ok 'redis-server, which was there before, is still enabled after its upgrade'
}

fetch_as_user() { # the commands of AptPackages::download
  rm -rf /var/lib/apt/lists
  mkdir -p /var/lib/apt/lists/partial
  setpriv --reuid 1000 --regid 1000 --init-groups env HOME=/home/newcomer sh -eu <<'FETCH' >"$log" 2>&1 || failed 'downloading as a user'
cache=$HOME/cache
mkdir -p "$cache/partial" "$cache/lists/partial"
apt() {
  apt-get -q -y --no-install-recommends --no-remove -o Debug::NoLocking=1 -o APT::Sandbox::User= -o Dir::Cache::archives="$cache" -o Dir::State::lists="$cache/lists" \
    -o Dir::Cache::pkgcache="$cache/lists.bin" -o Dir::Cache::srcpkgcache="$cache/archives.bin" "$@"
}
apt update
apt --download-only install postgresql redis-server
FETCH
  echo broken >>"$(ls /home/newcomer/cache/redis-tools_*.deb)" # a damaged file must not be used
  ok 'downloaded as a user, without lists on the machine'
}

refuse_damaged() {
  : >"$log"
  if sh "$script" --archives /home/newcomer/cache postgresql redis-server >>"$log" 2>&1; then failed 'a damaged package was installed'; fi
  nothing_left
  ok 'a package with a wrong checksum is not installed'
}

mend_download() { truncate -s -7 "$(ls /home/newcomer/cache/redis-tools_*.deb)"; }

install_offline() {
  : >"$log"
  install --archives /home/newcomer/cache postgresql redis-server
  [ -z "$(find /home/newcomer/cache ! -user 1000)" ] || failed "the cache of the user has changed: $(find /home/newcomer/cache ! -user 1000 -ls)"
  ok 'installed without a network'
}

expect_inactive() { # for a running systemd
  [ -d /run/systemd/system ] || failed 'systemd does not run'
  for unit in postgresql.service redis-server.service; do
    [ "$(systemctl is-active "$unit")" = inactive ] || failed "$unit is active"
    [ "$(systemctl is-enabled "$unit")" = disabled ] || failed "$unit is enabled"
  done
  ok 'systemd says inactive and disabled of both'
}

for step in "$@"; do
  "$step"
done
