#!/bin/sh
# Makes Understudy.app, for this user only, or takes it away: a double click opens the program without a terminal, and
# the system asks for the camera in its name.
#   make_app.sh [install | remove | status] [--print] [--python FILE] [--to FOLDER]      FOLDER is ~/Applications
# Installing again makes it anew, as after the folder of the program was moved.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$(dirname -- "$(dirname -- "$here")")
to=${HOME:?}/Applications
action=install python='' only_print=''
while [ $# -gt 0 ]; do
    case $1 in
        install | remove | status) action=$1 ;;
        --print) only_print=yes ;;
        --python) python=${2:?--python needs a file} && shift ;;
        --to) to=${2:?--to needs a folder} && shift ;;
        *) echo "make_app.sh knows no $1: see the first lines of it." >&2 && exit 2 ;;
    esac
    shift
done
case $python in '' | /*) ;; *) python=$(pwd)/$python ;; esac # the application is started from elsewhere
app=$to/Understudy.app
launcher=$root/installers/launch.sh

quoted() { # for sh, within single quotes
    printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

script() {
    printf '#!/bin/sh\n# Written by %s; made anew when that is run again.\n' "$(quoted "$here/make_app.sh" | tr '\n' ' ')"
    printf 'exec %s%s "$@"\n' "$(quoted "$launcher")" "${python:+ --python $(quoted "$python")}"
}

case $action in
    status)
        if [ ! -d "$app" ]; then
            echo "There is no $app: run $here/make_app.sh" && exit 1
        elif [ "$(script)" != "$(cat "$app/Contents/MacOS/Understudy" 2>/dev/null)" ]; then
            echo "$app opens another copy of the program: run $here/make_app.sh" && exit 1
        fi
        echo "$app opens this copy of the program."
        exit 0
        ;;
    remove)
        if [ -n "$only_print" ]; then
            echo "remove    $app" && exit 0
        fi
        rm -rf -- "$app"
        echo "$app is gone."
        exit 0
        ;;
esac
if [ -n "$only_print" ]; then
    printf 'write     %s\n' "$app/Contents/Info.plist" "$app/Contents/MacOS/Understudy" \
        "$app/Contents/Resources/understudy.icns"
    script
    exit 0
fi

mkdir -p -- "$to"
new=$(mktemp -d "$to/.Understudy.XXXXXX")
trap 'rm -rf -- "$new"' EXIT
mkdir -p "$new/Contents/MacOS" "$new/Contents/Resources"
cp "$here/Info.plist" "$new/Contents/Info.plist"
cp "$root/resources/icons/understudy.icns" "$new/Contents/Resources/understudy.icns"
script >"$new/Contents/MacOS/Understudy"
chmod 755 "$new" "$new/Contents/MacOS/Understudy"
rm -rf -- "$app"
mv -- "$new" "$app"
trap - EXIT
# Signed for this machine only: without, the system forgets the permission for the camera at every change.
if command -v codesign >/dev/null 2>&1; then
    codesign --force --sign - "$app" 2>/dev/null || echo "It could not be signed; it works, and may be asked about again." >&2
fi
echo "Understudy is in $to now."
