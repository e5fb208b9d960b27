#!/bin/sh
# The virtual camera of Linux: the kernel module v4l2loopback, with a device that other programs see as "Understudy".
#
#   setup_virtual_camera.sh install   package, options kept across boots, module loaded, your user in the group "video"
#   setup_virtual_camera.sh status    what is there (changes nothing)
#   setup_virtual_camera.sh remove    the options and the device; the package and the group stay
#   --print   with install or remove: print the commands, one a line, and run none of them
#   --yes     with install or remove: do not ask before what needs an administrator
#
# What needs an administrator is shown first and run through sudo after a yes; as root (also through pkexec) it runs at
# once. Running it again changes nothing that is right already.
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
# Exit codes of install and remove: 0 done (or printed), 1 something failed, 2 wrong words, 3 the module can not be used
# yet and the text says what to do (Secure Boot, headers, a restart), 5 an administrator is needed and nobody said yes.
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

# ---------------------------------------------------------------- what is there

# The distribution's family: debian, fedora, arch, suse, or nothing.
family() {
    [ -r "$ROOT/etc/os-release" ] || return 0
    # shellcheck source=/dev/null
    likes=$(. "$ROOT/etc/os-release" && echo "${ID:-} ${ID_LIKE:-}")
    for like in $likes; do
        case $like in
            debian | ubuntu) echo debian && return ;;
            fedora | rhel | centos) echo fedora && return ;;
            arch | manjaro) echo arch && return ;;
            suse | opensuse*) echo suse && return ;;
        esac
    done
}

package_state() {
    case $(family) in
        debian)
            if dpkg-query -W -f '${Status}' v4l2loopback-dkms 2>/dev/null | grep -q 'ok installed'; then
                echo installed
            else
                echo missing
            fi
            ;;
        fedora | suse)
            if rpm -q akmod-v4l2loopback >/dev/null 2>&1 || rpm -q v4l2loopback-kmp-default >/dev/null 2>&1; then
                echo installed
            else
                echo missing
            fi
            ;;
        arch) if pacman -Q v4l2loopback-dkms >/dev/null 2>&1; then echo installed; else echo missing; fi ;;
        *) echo unknown ;;
    esac
}

# The version of the module for the running kernel; nothing where there is none. Some of its versions do not say theirs.
module_version() {
    file=$(sed -n 's/^\([^ :]*v4l2loopback\.ko[.a-z]*\):.*/\1/p' "$ROOT/lib/modules/$KERNEL/modules.dep" 2>/dev/null)
    if [ -n "$file" ]; then
        version=$(modinfo -F version "$ROOT/lib/modules/$KERNEL/$file" 2>/dev/null)
        echo "${version:-unknown}"
    elif is_loaded; then
        echo unknown
    fi
}

is_loaded() { [ -d "$ROOT/sys/module/v4l2loopback" ]; }

# The device of our label, as /dev/videoN.
device() {
    for entry in "$ROOT"/sys/class/video4linux/video*; do
        if [ -e "$entry/max_openers" ] && [ "$(cat "$entry/name")" = "$LABEL" ]; then
            echo "/dev/${entry##*/}"
            return
        fi
    done
}

# Whether our device was loaded with exclusive_caps=1: the module lists its devices' values by their order.
exclusive() {
    values=$ROOT/sys/module/v4l2loopback/parameters/exclusive_caps
    numbers=$ROOT/sys/module/v4l2loopback/parameters/video_nr
    mine=$(device)
    if [ ! -r "$values" ] || [ ! -r "$numbers" ] || [ -z "$mine" ]; then
        echo unknown
        return
    fi
    place=1
    for number in $(tr ',' ' ' <"$numbers"); do
        [ "$number" = "${mine#/dev/video}" ] && break
        place=$((place + 1))
    done
    case $(cut -d, -f"$place" "$values") in
        Y | 1) echo yes ;;
        N | 0) echo no ;;
        *) echo unknown ;;
    esac
}

secure_boot() {
    case $(mokutil --sb-state 2>/dev/null) in
        *enabled*) echo on ;;
        *disabled*) echo off ;;
        *) if [ -d "$ROOT/sys/firmware/efi" ] || [ ! -d "$ROOT/sys" ]; then echo unknown; else echo off; fi ;;
    esac
}

headers() {
    if [ -e "$ROOT/lib/modules/$KERNEL/build/Makefile" ]; then
        echo present
    elif [ -n "$(family)" ]; then
        echo missing
    else
        echo unknown
    fi
}

# Who will use the camera: the user behind sudo or pkexec, else whoever runs this.
person() {
    if [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ]; then
        echo "$SUDO_USER"
    elif [ -n "${PKEXEC_UID:-}" ]; then
        id -nu "$PKEXEC_UID"
    else
        id -nu
    fi
}

group_state() {
    grep -q '^video:' "$ROOT/etc/group" 2>/dev/null || {
        echo none
        return
    }
    who=$(person)
    if [ "$who" = "$(id -nu)" ] && id -nG | tr ' ' '\n' | grep -qx video; then
        echo member
    elif id -nG "$who" 2>/dev/null | tr ' ' '\n' | grep -qx video; then
        if [ "$who" = "$(id -nu)" ]; then echo at_next_login; else echo member; fi
    else
        echo not_member
    fi
}

access() {
    found=$(device)
    if [ -z "$found" ] || [ ! -e "$ROOT$found" ]; then
        echo unknown
    elif [ -w "$ROOT$found" ] && [ -r "$ROOT$found" ]; then
        echo yes
    else
        echo no
    fi
}

# Whether the person may write to the device without logging in again: where somebody sits at the screen, udev gives it
# to them by name.
usable_now() {
    if [ "$(id -u)" != 0 ]; then
        [ "$(access)" = yes ]
    else
        who=$(person)
        setpriv --reuid "$who" --regid "$(id -g "$who")" --clear-groups test -w "$ROOT$(device)" 2>/dev/null
    fi
}

state() {
    if [ -n "$(device)" ] && [ -e "$ROOT$(device)" ]; then
        if [ "$(exclusive)" = no ]; then
            echo other_options
        elif [ "$(access)" = no ]; then
            if [ "$(group_state)" = at_next_login ]; then echo log_in_again; else echo no_access; fi
        else
            echo ready
        fi
    elif is_loaded; then
        echo no_device
    elif [ -n "$(module_version)" ]; then
        echo not_loaded
    elif [ "$(package_state)" = installed ]; then
        echo not_built
    else
        echo not_installed
    fi
}

print_status() {
    now=$(state)
    found=$(device)
    version=$(module_version)
    echo "state=$now"
    echo "module=${version:-missing}"
    echo "package=$(package_state)"
    if is_loaded; then echo loaded=yes; else echo loaded=no; fi
    echo "device=${found:-none}"
    echo "exclusive_caps=$(exclusive)"
    if [ -e "$OPTIONS" ] && [ -e "$AT_BOOT" ]; then echo options=kept; else echo options=none; fi
    echo "secure_boot=$(secure_boot)"
    echo "access=$(access)"
    echo "group=$(group_state)"
    echo "headers=$(headers)"
    case $now in
        ready) return 0 ;;
        log_in_again) return 4 ;;
        *) return 3 ;;
    esac
}

# ---------------------------------------------------------------- doing

# The name of the person is put into a command that root runs.
checked_person() {
    who=$(person)
    case $who in '' | *[!A-Za-z0-9._-]*) fail 1 "The user '$who' has a name that is not understood here." ;; esac
    echo "$who"
}

# The steps that are to do, one a line, as shell commands; filled by plan_install and plan_remove.
STEPS=''
add() { STEPS="$STEPS$*
"; }

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

# Why a step failed, and what to do.
explain() {
    case $1 in
        *dkms*autoinstall* | *akmods*)
            build_log=$ROOT/var/lib/dkms/v4l2loopback
            say "The module could not be built for the kernel $KERNEL."
            log=$(find "$build_log" -name make.log 2>/dev/null | tail -n 1)
            [ -z "$log" ] || lines "DKMS wrote why into $log; its last lines:" "$(tail -n 3 "$log")"
            fail 3 "Most often its headers are missing or the kernel was updated since the last start: restart, $AGAIN."
            ;;
        rmmod*)
            fail 1 "The module is in use: end the programs that show or feed a virtual camera, $AGAIN."
            ;;
        'modprobe '*)
            if [ "$(secure_boot)" = on ]; then
                secure_boot_words
                exit 3
            fi
            [ -n "$(module_version)" ] ||
                fail 3 "There is no v4l2loopback for the running kernel $KERNEL: its build failed or its headers" \
                    "($(headers_package)) are missing. Restart if the kernel was updated, $AGAIN."
            fail 1 "The module could not be loaded (its reason stands above, or in dmesg)."
            ;;
        *apt-get* | *dnf* | *pacman* | *zypper*)
            say "The package could not be installed (its reason stands above)."
            case $(family) in
                fedora) say "On Fedora it is in RPM Fusion: see rpmfusion.org/Configuration." ;;
                suse) say "On openSUSE it may be in the repository hardware: software.opensuse.org/package/v4l2loopback." ;;
            esac
            fail 1 "See to it, $AGAIN."
            ;;
        *) fail 1 "'$1' failed (its reason stands above)." ;;
    esac
}

secure_boot_words() {
    say "Secure Boot is on: the kernel loads only modules with a signature that it knows."
    case $(family) in
        debian)
            lines "DKMS signs with a key of this machine, which you allow once:" \
                "  1. sudo mokutil --import $(mok_key)   (choose a password for once)" \
                "  2. Restart. In the blue screen choose 'Enroll MOK', 'Continue', 'Yes', and type that password."
            ;;
        fedora)
            lines "akmods signs with a key of this machine, which you allow once:" \
                "  1. sudo kmodgenca -a; sudo mokutil --import /etc/pki/akmods/certs/public_key.der" \
                "     (choose a password for once)" \
                "  2. Restart. In the blue screen choose 'Enroll MOK', 'Continue', 'Yes', and type that password."
            ;;
        *)
            say "Make a key, sign the module with it, and allow the key once with 'sudo mokutil --import KEY.der' and a" \
                "restart ('Enroll MOK' in the blue screen). Your distribution's page on Secure Boot has the details."
            ;;
    esac
    say "  3. Run this again. Or use the camera by PipeWire, which needs no module, or turn Secure Boot off."
}

# DKMS of Debian keeps its key in one place, that of Ubuntu in another.
mok_key() {
    for key in /var/lib/shim-signed/mok/MOK.der /var/lib/dkms/mok.pub; do
        [ -e "$ROOT$key" ] && echo "$key" && return
    done
    echo /var/lib/dkms/mok.pub
}

headers_package() {
    case $(family) in
        debian) echo "linux-headers-$KERNEL" ;;
        fedora) echo "kernel-devel-$KERNEL" ;;
        arch)
            case $KERNEL in
                *-lts*) echo linux-lts-headers ;;
                *-zen*) echo linux-zen-headers ;;
                *-hardened*) echo linux-hardened-headers ;;
                *) echo linux-headers ;;
            esac
            ;;
        suse) echo kernel-default-devel ;;
        *) echo "the headers of $KERNEL" ;;
    esac
}

plan_install() {
    if [ -z "$(module_version)" ]; then
        headers=''
        [ "$(headers)" = present ] || headers=" $(headers_package)"
        case $(family) in
            debian)
                # A broken list of somebody else's packages keeps nobody from ours, and what the system installs by itself
                # is waited for.
                add "apt-get update || true"
                add "DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y v4l2loopback-dkms$headers"
                [ "$(package_state)" = missing ] || add "dkms autoinstall -k $KERNEL"
                ;;
            fedora)
                add "dnf install -y akmod-v4l2loopback$headers"
                add "akmods --kernels $KERNEL"
                ;;
            arch)
                add "pacman -S --needed --noconfirm v4l2loopback-dkms$headers"
                [ "$(package_state)" = missing ] || add "dkms autoinstall -k $KERNEL"
                ;;
            suse) add "zypper --non-interactive install v4l2loopback-kmp-default" ;;
            *)
                fail 3 "This distribution is not known here: install v4l2loopback 0.12.5 or newer for the kernel" \
                    "$KERNEL (github.com/v4l2loopback/v4l2loopback), $AGAIN. Or use the camera by PipeWire."
                ;;
        esac
    fi
    # max_buffers stays as the module has it: 0.12.7 can damage the kernel's memory where it is more than readers ask for.
    line="options v4l2loopback devices=1 video_nr=$NUMBER card_label=$LABEL exclusive_caps=1"
    if [ "$(cat "$OPTIONS" 2>/dev/null)" != "$line" ]; then
        if theirs=$(foreign_options); then
            fail 1 "Another file sets options of v4l2loopback, and they would mix with ours: $theirs." \
                "Remove that line, or add '$LABEL' to its devices yourself, $AGAIN."
        fi
        add "mkdir -p ${OPTIONS%/*} ${AT_BOOT%/*}"
        add "echo '$line' > $OPTIONS"
    fi
    [ "$(cat "$AT_BOOT" 2>/dev/null)" = v4l2loopback ] || add "echo v4l2loopback > $AT_BOOT"
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

# Options of v4l2loopback that stand in other files.
foreign_options() {
    for file in "$ROOT"/etc/modprobe.d/*.conf; do
        if [ -r "$file" ] && [ "$file" != "$OPTIONS" ] &&
            grep -q '^[[:space:]]*options[[:space:]]\{1,\}v4l2loopback' "$file"; then
            echo "$file"
            return 0
        fi
    done
    return 1
}

install() {
    groups_before=$(group_state)
    plan_install
    if [ -z "$STEPS" ]; then
        [ "$PRINT" = yes ] || say "The virtual camera $(device) is set up already; nothing was changed."
        return 0
    fi
    carry_out
    [ "$PRINT" = no ] || return 0
    [ -n "$(device)" ] || fail 3 "The module is loaded and its device did not come: restart, $AGAIN."
    # udev gives the file its rights a moment after the module has made it.
    if command -v udevadm >/dev/null 2>&1; then udevadm settle --timeout=10 || true; fi
    say "The virtual camera $(device) is there. Other programs show it as '$LABEL'."
    if [ "$groups_before" = not_member ] && [ "$(person)" != root ] && ! usable_now; then
        say "Log out and in again, so that you belong to the group 'video' and may write to it."
    fi
}

remove() {
    [ ! -e "$OPTIONS" ] || add "rm -f $OPTIONS"
    [ ! -e "$AT_BOOT" ] || add "rm -f $AT_BOOT"
    if [ -e "$OPTIONS" ] && [ -n "$(device)" ]; then add "rmmod v4l2loopback"; fi
    if [ -z "$STEPS" ]; then
        [ "$PRINT" = yes ] || say "Nothing of it is here; nothing was changed."
        return 0
    fi
    carry_out
    [ "$PRINT" = yes ] || say "The virtual camera is gone. The package v4l2loopback and the group 'video' stay as they are."
}

# ---------------------------------------------------------------- the words

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
case $NUMBER in '' | *[!0-9]*) fail 2 "UNDERSTUDY_VIDEO_NUMBER has to be a number, such as 10." ;; esac
case $word in
    install) install ;;
    remove) remove ;;
    status) print_status ;;
    *) usage ;;
esac
