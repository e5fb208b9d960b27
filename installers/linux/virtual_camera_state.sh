# shellcheck shell=sh
# Part of setup_virtual_camera.sh, which reads it: what is there. Nothing here changes anything.
# Takes LABEL, ROOT, OPTIONS, AT_BOOT and KERNEL.

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

# Whether the system is an image that packages are not simply installed into (Silverblue, Bazzite, Kinoite).
is_image() { [ -e "$ROOT/run/ostree-booted" ]; }

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
    file=$(sed -n 's/^\([^ :]*v4l2loopback\.ko[.a-z]*\):.*/\1/p' "$ROOT/lib/modules/$KERNEL/modules.dep" 2>/dev/null |
        head -n 1)
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

# Whether our device was loaded with exclusive_caps=1: the module lists its devices' values by their order. Where its
# number was taken already, the kernel gave it another one; the module's only device is the first all the same.
exclusive() {
    values=$ROOT/sys/module/v4l2loopback/parameters/exclusive_caps
    numbers=$ROOT/sys/module/v4l2loopback/parameters/video_nr
    mine=$(device)
    if [ ! -r "$values" ] || [ ! -r "$numbers" ] || [ -z "$mine" ]; then
        echo unknown
        return
    fi
    place=0 at=0
    for number in $(tr ',' ' ' <"$numbers"); do
        at=$((at + 1))
        [ "$number" != "${mine#/dev/video}" ] || place=$at
    done
    if [ "$place" = 0 ]; then
        set -- "$ROOT"/sys/class/video4linux/video*/max_openers
        [ "$#" != 1 ] || place=1
    fi
    if [ "$place" = 0 ]; then
        echo unknown
        return
    fi
    case $(cut -d, -f"$place" "$values") in
        Y | 1) echo yes ;;
        N | 0) echo no ;;
        *) echo unknown ;;
    esac
}

# As the firmware says where the program that knows best, of the package mokutil, is not there.
secure_boot() {
    case $(mokutil --sb-state 2>/dev/null) in
        *enabled*) echo on && return ;;
        *disabled*) echo off && return ;;
    esac
    said=$ROOT/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
    if [ -r "$said" ]; then
        case $(od -An -t u1 -j 4 -N 1 "$said" 2>/dev/null | tr -d ' ') in
            1) echo on && return ;;
            0) echo off && return ;;
        esac
    fi
    if [ -d "$ROOT/sys/firmware/efi" ] || [ ! -d "$ROOT/sys" ]; then echo unknown; else echo off; fi
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

# Who will use the camera: the user behind sudo or pkexec, else whoever runs this. Root where nobody can tell.
person() {
    if [ -n "${SUDO_USER:-}" ] && [ "$SUDO_USER" != root ]; then
        printf '%s\n' "$SUDO_USER" # echo of some shells reads what stands behind a backslash
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

# Options of v4l2loopback that stand in other files: modprobe puts those of all its folders together.
foreign_options() {
    for file in "$ROOT"/etc/modprobe.d/*.conf "$ROOT"/run/modprobe.d/*.conf "$ROOT"/usr/local/lib/modprobe.d/*.conf \
        "$ROOT"/usr/lib/modprobe.d/*.conf "$ROOT"/lib/modprobe.d/*.conf; do
        if [ -r "$file" ] && [ "$file" != "$OPTIONS" ] &&
            grep -q '^[[:space:]]*options[[:space:]]\{1,\}v4l2loopback[[:space:]]' "$file"; then
            echo "$file"
            return 0
        fi
    done
    return 1
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
    if [ -e "$AT_BOOT" ] && { [ -e "$OPTIONS" ] || foreign_options >/dev/null; }; then
        echo options=kept
    else
        echo options=none
    fi
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
