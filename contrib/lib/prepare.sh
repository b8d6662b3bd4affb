# shellcheck shell=bash disable=SC2154
# For contrib/quickstart and contrib/check: saying things, installing packages, building. Read with `.`; $repository and $program are set.

say() { printf '\n%s: %s\n' "$program" "$*"; }

die() {
  printf '\n%s: %s\n' "$program" "$*" >&2
  exit 1
}

packages_of() { # GROUP…: their packages, from contrib/dependencies
  local group
  for group in "$@"; do
    sed -n "s/^$group //p" "$repository/contrib/dependencies"
  done | tr ' ' '\n'
}

missing_of() { # PACKAGE…: those that are not installed
  { dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || :; } | sed -n 's/^installed //p' | sort -u >"$logs/installed"
  printf '%s\n' "$@" | sort -u | comm -23 - "$logs/installed"
}

as_root() { # COMMAND…: the words that run it as root, shown before they are used
  if [ "$(id -u)" = 0 ]; then
    printf '%s\n' "$@"
    return
  fi
  local name kept=''
  for name in http_proxy https_proxy no_proxy; do
    [ -z "${!name-}" ] || kept=$kept,$name
  done
  printf '%s\n' sudo ${kept:+--preserve-env="${kept#,}"} "$@"
}

# Installs what is missing of the groups. The script that does it as root is the one that stackup itself uses: no recommended packages, no
# questions, fresh lists when the old ones are absent or stale, and no daemon that is new is started or enabled.
install_groups() { # GROUP…
  command -v apt-get >/dev/null || die "this machine has no apt-get; please install what contrib/dependencies names: $(packages_of "$@" | tr '\n' ' ')"
  local missing words
  # shellcheck disable=SC2046 # a word for each package
  mapfile -t missing < <(missing_of $(packages_of "$@"))
  [ ${#missing[@]} -gt 0 ] || return 0
  mapfile -t words < <(as_root sh "$repository/stackup/system/root_install_packages.sh" "${missing[@]}")
  say "${#missing[@]} packages are missing; as root:"
  printf '    %s\n' "${words[*]}"
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || die 'there is no sudo here: please run that as root, then this again'
  if ! "${words[@]}" </dev/null >"$logs/packages.log" 2>&1; then
    grep -vE '^(pmstatus|dlstatus):' "$logs/packages.log" | tail -n 20 >&2
    die "the packages could not be installed; the whole log: $logs/packages.log"
  fi
}

jobs_for_memory() { # as many compilers at once as there are processors and 1.5 GB of memory for each
  local processors memory
  processors=$(nproc)
  memory=$(($(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo) / 1500000))
  echo $((memory < 1 ? 1 : memory < processors ? memory : processors))
}

build() { # PRESET [TARGET]: configures and builds; one line of progress a minute, the whole output in a log
  local preset=$1 log=$logs/build-$1.log
  say "building (preset $preset, $(jobs_for_memory) jobs)"
  cd "$repository" || die "$repository is gone"
  cmake --preset "$preset" >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    die "cmake failed; the whole log: $log"
  }
  cmake --build --preset "$preset" --parallel "$(jobs_for_memory)" ${2:+--target "$2"} >>"$log" 2>&1 &
  local compiler=$! waited=0
  while kill -0 "$compiler" 2>/dev/null; do
    sleep 1
    waited=$((waited + 1))
    [ $((waited % 30)) != 0 ] || printf '    %ss  %s\n' "$waited" "$(tail -n 1 "$log" | cut -c1-100)"
  done
  wait "$compiler" || {
    grep -E -A15 ' error: |^FAILED|undefined reference' "$log" | head -n 60 >&2
    die "the build failed; the whole log: $log"
  }
  printf '    %ss  built\n' "$waited"
}
