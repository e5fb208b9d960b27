#!/bin/sh
# The virtual camera of Linux: the kernel module v4l2loopback, with a device that other programs see as "Understudy".
#
#   setup_virtual_camera.sh install   package, options kept across boots, module loaded, your user in the group "video"
#   setup_virtual_camera.sh status    what is there (changes nothing)
#   setup_virtual_camera.sh remove    the options and the device; the package and the group stay
#   --print   with install or remove: print the commands, one a line, and run none of them
#   --yes     with install or remove: do not ask before what needs an administrator
#
# What needs an administrator is shown first and run through sudo after a yes; as root it runs at once. Running it again
# changes nothing that is right already.
#
# The program itself lets the system run the commands that --print gives, word for word, and never this file, which
# others than root can write to. What came of them it hears from
#   setup_virtual_camera.sh after install [STEP]      STEP: the command that failed
#
# status prints one line KEY=VALUE for each of these, and says by its exit code: 0 ready, 3 not ready, 4 ready once you
# have logged in again.
#   state=ready | not_installed | not_built | not_loaded | no_device | other_options | no_access | log_in_again
#   module=VERSION of the module that the running kernel can load | missing
#   package=installed | missing | unknown
#   loaded=yes | no
#   device=/dev/videoN of our label | none
#   exclusive_caps=yes | no | unknown         whether browsers and Zoom see it
#   options=kept | none                       whether the options are there at the next boot
#   secure_boot=on | off | unknown
#   access=yes | no | unknown                 whether this user may write to the device
#   group=member | at_next_login | not_member | none
#   headers=present | missing | unknown       what building the module for the running kernel takes
# Exit codes of install, remove and after: 0 done (or printed), 1 something failed, 2 wrong words, 3 the module can not be
# used yet and the text says what to do (Secure Boot, headers, a restart), 5 an administrator is needed and nobody said
# yes.
#
# virtual_camera_state.sh looks, virtual_camera_words.sh explains; here is what is planned and done.
set -u

LABEL=Understudy
# The camera's number, /dev/video10, so that webcams keep theirs. ROOT is another root folder, for tests.
NUMBER=${UNDERSTUDY_VIDEO_NUMBER:-10}
ROOT=${UNDERSTUDY_ROOT:-}
OPTIONS=$ROOT/etc/modprobe.d/understudy-camera.conf
AT_BOOT=$ROOT/etc/modules-load.d/understudy-camera.conf
PATH=$PATH:/usr/sbin:/sbin # where a user's own PATH may not look for modinfo
KERNEL=$(uname -r)
PRINT=no
YES=no
AGAIN="then run this again"

say() { printf '%s\n' "$*" >&2; }
lines() { printf '%s\n' "$@" >&2; }
fail() {
    code=$1
    shift
    say "$*"
    exit "$code"
}
usage() {
    sed -n '4,8s/^# \{0,3\}//p' "$0" >&2
    exit 2
}

case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
# shellcheck source=installers/linux/virtual_camera_state.sh
. "$here/virtual_camera_state.sh"
# shellcheck source=installers/linux/virtual_camera_words.sh
. "$here/virtual_camera_words.sh"

# The steps that are to do, one a line, as shell commands; filled by plan_install and plan_remove.
STEPS=''
add() { STEPS="$STEPS$*
"; }

# ---------------------------------------------------------------- what is to do

plan_install() {
    [ -n "$(module_version)" ] || plan_package
    theirs=$(foreign_options) || theirs=''
    if [ -n "$theirs" ] && { [ -z "$(device)" ] || [ "$(exclusive)" = no ]; }; then
        say "Another file sets options of v4l2loopback, and they would mix with ours: $theirs"
        fail 1 "Remove that line, or add '$LABEL' to its devices yourself and load the module anew, $AGAIN."
    fi
    # max_buffers stays as the module has it: 0.12.7 can damage the kernel's memory where it is more than readers ask for.
    line="options v4l2loopback devices=1 video_nr=$NUMBER card_label=$LABEL exclusive_caps=1"
    if [ -z "$theirs" ] && [ "$(cat "$OPTIONS" 2>/dev/null)" != "$line" ]; then
        add "mkdir -p ${OPTIONS%/*} ${AT_BOOT%/*}"
        add "echo $line > $OPTIONS"
    fi
    if [ "$(cat "$AT_BOOT" 2>/dev/null)" != v4l2loopback ]; then
        [ -d "${AT_BOOT%/*}" ] || [ -n "$STEPS" ] || add "mkdir -p ${AT_BOOT%/*}"
        add "echo v4l2loopback > $AT_BOOT"
    fi
    if is_loaded; then
        if [ -z "$(device)" ] || [ "$(exclusive)" = no ]; then
            add "rmmod v4l2loopback"
            add "modprobe v4l2loopback"
        fi
    else
        add "modprobe v4l2loopback"
    fi
    if [ "$(group_state)" = not_member ] && [ "$(person)" != root ]; then
        who=$(checked_person) || exit 1
        add "usermod -aG video $who"
    fi
}

plan_package() {
    is_image && fail 3 "This system is an image: run 'rpm-ostree install akmod-v4l2loopback' (it is in RPM Fusion) and" \
        "restart, $AGAIN. Or use the camera by PipeWire, which needs no module."
    case $KERNEL in
        *[Mm]icrosoft*)
            fail 3 "The kernel of WSL takes no modules of packages. Use Understudy for Windows, or the camera by PipeWire."
            ;;
    esac
    more=''
    [ "$(headers)" = present ] || more=" $(headers_package)"
    case $(family) in
        debian)
            # One source of packages of several that does not answer is no reason to give up: the next step tells.
            add "apt-get update || true"
            # The system may be installing updates by itself: that is waited for.
            add "DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y v4l2loopback-dkms$more"
            [ "$(package_state)" = missing ] || add "dkms autoinstall -k $KERNEL"
            ;;
        fedora)
            add "dnf install -y akmod-v4l2loopback$more"
            add "akmods --kernels $KERNEL"
            ;;
        arch)
            add "pacman -S --needed --noconfirm v4l2loopback-dkms$more"
            [ "$(package_state)" = missing ] || add "dkms autoinstall -k $KERNEL"
            ;;
        suse) add "zypper --non-interactive install v4l2loopback-kmp-default" ;;
        *)
            fail 3 "This distribution is not known here: install v4l2loopback 0.12.5 or newer for the kernel" \
                "$KERNEL (github.com/v4l2loopback/v4l2loopback), $AGAIN. Or use the camera by PipeWire."
            ;;
    esac
}

plan_remove() {
    # The device first: where it is in use nothing is changed, and the next try finds all that is still to do.
    [ -z "$(device)" ] || add "rmmod v4l2loopback"
    [ ! -e "$OPTIONS" ] || add "rm -f $OPTIONS"
    [ ! -e "$AT_BOOT" ] || add "rm -f $AT_BOOT"
}

# The name of the person, as a shell reads it: it is put into a command that root runs. Networks have names with @ and \.
checked_person() {
    who=$(person)
    case $who in
        '' | -* | *[!A-Za-z0-9._@+\\-]*) fail 1 "The user '$who' has a name that is not understood here." ;;
        *\\*) printf "'%s'\n" "$who" ;;
        *) printf '%s\n' "$who" ;;
    esac
}

# ---------------------------------------------------------------- doing it

# Show the steps, ask, and run them one after the other; ends at the first that fails.
carry_out() {
    [ -n "$STEPS" ] || return 0
    if [ "$PRINT" = yes ]; then
        printf '%s' "$STEPS"
        return 0
    fi
    if [ "$(id -u)" = 0 ]; then
        run_as=''
    elif command -v sudo >/dev/null 2>&1; then
        run_as=sudo
        say "This needs an administrator. These commands will be run:"
        printf '%s' "$STEPS" | sed 's/^/    /' >&2
        if [ "$YES" = no ]; then
            [ -t 0 ] || fail 5 "Nobody can be asked here, so nothing was changed. Run it in a terminal, or with --print."
            printf 'Run them with sudo now? [y/N] ' >&2
            read -r answer || answer=''
            case $answer in y | Y | yes) ;; *) fail 5 "Nothing was changed." ;; esac
        fi
    else
        say "This needs an administrator, and there is no sudo here. Run these as root:"
        printf '%s' "$STEPS" | sed 's/^/    /' >&2
        exit 5
    fi
    # The steps are this script's own words: nothing in them comes from outside but checked names.
    while IFS= read -r step; do
        [ -n "$step" ] || continue
        say "+ $step"
        if ! ${run_as:+"$run_as"} sh -c "$step" </dev/null; then
            explain "$step"
        fi
    done <<EOF
$STEPS
EOF
}

install() {
    plan_install
    if [ -z "$STEPS" ]; then
        [ "$PRINT" = yes ] || say "The virtual camera $(device) is set up already; nothing was changed."
        return 0
    fi
    carry_out
    [ "$PRINT" = no ] || return 0
    case $STEPS in *'usermod -aG video '*) installed_words yes ;; *) installed_words no ;; esac
}

remove() {
    plan_remove
    if [ -z "$STEPS" ]; then
        [ "$PRINT" = yes ] || say "Nothing of it is here; nothing was changed."
        return 0
    fi
    carry_out
    [ "$PRINT" = yes ] || say "The virtual camera is gone. The package v4l2loopback and the group 'video' stay as they are."
}

# ---------------------------------------------------------------- the words

case $NUMBER in '' | *[!0-9]*) fail 2 "UNDERSTUDY_VIDEO_NUMBER has to be a number, such as 10." ;; esac
if [ "$#" -ge 2 ] && [ "$1" = after ] && [ "$2" = install ]; then
    [ "$#" = 2 ] || explain "$3"
    installed_words no
    exit 0
fi
word=''
for given in "$@"; do
    case $given in
        install | status | remove)
            [ -z "$word" ] || usage
            word=$given
            ;;
        --print) PRINT=yes ;;
        --yes) YES=yes ;;
        *) usage ;;
    esac
done
case $word in
    install) install ;;
    remove) remove ;;
    status) print_status ;;
    *) usage ;;
esac
