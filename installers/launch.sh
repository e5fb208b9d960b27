#!/bin/sh
# Opens the program where nobody sees a terminal: a double click, the menu of the desktop, the login.
#   launch.sh [--python FILE] [--home FOLDER] [ARGUMENTS]      ARGUMENTS go to the program, such as --tray or files
# What goes wrong before the program has a window of its own is shown in a dialog, and kept in start.log.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$here")
venv=${UNDERSTUDY_VENV:-.venv}
case $venv in /*) ;; *) venv=$root/$venv ;; esac
python=$venv/bin/python
while [ $# -gt 1 ]; do
    case $1 in
        --python) python=$2 ;;
        --home) UNDERSTUDY_HOME=$2 && export UNDERSTUDY_HOME ;;
        *) break ;;
    esac
    shift 2
done

# A dialog with a sentence and its details, by the first program that can show one; on stderr as well.
tell() {
    printf '%s\n\n%s\n' "$1" "$2" >&2
    text=$(printf '%s\n\n%s' "$1" "$2")
    if [ "$(uname)" = Darwin ]; then
        osascript -e 'on run argv' -e 'display alert (item 1 of argv) message (item 2 of argv) as critical' \
            -e 'end run' -- "$1" "$2" >/dev/null && return
    fi
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 0
    if command -v zenity >/dev/null 2>&1; then
        zenity --error --no-markup --width=520 --title=Understudy --text="$text" >/dev/null 2>&1 && return
    fi
    if command -v kdialog >/dev/null 2>&1; then
        kdialog --title Understudy --error "$1" --detailederror "$2" >/dev/null 2>&1 && return
        kdialog --title Understudy --error "$text" >/dev/null 2>&1 && return
    fi
    for program in gxmessage xmessage; do
        if command -v "$program" >/dev/null 2>&1; then
            "$program" -center -title Understudy "$text" >/dev/null 2>&1 && return
        fi
    done
    if command -v notify-send >/dev/null 2>&1; then
        notify-send --urgency=critical --app-name=Understudy -- "$1" "$2" || true
    fi
}

if ! "$python" -I -c 'import PyQt6' >/dev/null 2>&1; then
    if [ -x "$python" ] && "$python" -I -c '' >/dev/null 2>&1; then
        tell 'Understudy is not set up completely.' "Open a terminal and run: $root/setup_virtual_env.sh install --rebuild"
    else
        tell 'Understudy is not set up yet, or its Python is gone.' \
            "Open a terminal and run: $root/setup_virtual_env.sh install"
    fi
    exit 1
fi

# The folder of the program comes first: a package called "app" elsewhere is not ours.
PYTHONPATH=$root${PYTHONPATH:+:$PYTHONPATH}
export PYTHONPATH
if [ -t 2 ]; then
    exec "$python" -P -m app "$@"
fi

if [ -n "${UNDERSTUDY_HOME:-}" ]; then
    logs=$UNDERSTUDY_HOME/logs
elif [ "$(uname)" = Darwin ]; then
    logs=$HOME/Library/Logs/Understudy
else
    logs=${XDG_STATE_HOME:-$HOME/.local/state}/Understudy/log
fi
if mkdir -p -- "$logs" 2>/dev/null && : >"$logs/start.log" 2>/dev/null; then
    log=$logs/start.log
else
    log=$(mktemp)
fi

# Not in the foreground: a shell hears of the end of the session only while it waits. Appended, for the file is emptied
# again by a second start while the first one still writes to it.
"$python" -P -m app "$@" 2>>"$log" &
child=$!
asked=
trap 'asked=yes; kill -TERM "$child" 2>/dev/null || true' TERM HUP INT
code=0
wait "$child" || code=$?
while kill -0 "$child" 2>/dev/null; do
    code=0
    wait "$child" || code=$?
done
if [ "$code" -ne 0 ] && [ -z "$asked" ]; then
    details=$(tail -n 12 -- "$log" | tail -c 1500)
    tell 'Understudy could not be opened, or ended by an error.' "${details:-It ended with code $code.}
$log"
fi
exit "$code"
