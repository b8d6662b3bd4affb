#!/bin/sh
# Asks for sudo's password on the terminal $STACKUP_TERMINAL (SUDO_ASKPASS: the prompt is the argument, the answer goes to
# standard output). sudo can't ask there itself, because what stackup runs is in a session without a controlling terminal.
# shellcheck disable=SC2094 # a terminal is read and written
exec <"$STACKUP_TERMINAL" 3>"$STACKUP_TERMINAL" || exit 1
settings=$(stty -g) || exit 1
trap 'stty "$settings"' EXIT
trap 'exit 1' HUP INT TERM
stty icanon icrnl -echo echonl
printf '\r\033[K%s' "$1" >&3
IFS= read -r password && printf '%s\n' "$password"
