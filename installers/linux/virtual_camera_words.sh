# shellcheck shell=sh
# Part of setup_virtual_camera.sh, which reads it after virtual_camera_state.sh: why a step failed and what to do then,
# and what came of all of them. Takes what that file takes, and AGAIN.

# Why a step failed, and what to do.
explain() {
    case $1 in
        *dkms*autoinstall* | *akmods*) build_words ;;
        rmmod*)
            fail 1 "The module is in use: end the programs that show or feed a virtual camera, and switch the virtual" \
                "camera of Understudy off, $AGAIN."
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
        *apt-get* | *dnf* | *pacman* | *zypper*) package_words ;;
        *) fail 1 "'$1' failed (its reason stands above)." ;;
    esac
}

build_words() {
    say "The module could not be built for the kernel $KERNEL."
    log=$(find "$ROOT/var/lib/dkms/v4l2loopback" -path '*/build/make.log' 2>/dev/null | tail -n 1)
    [ -z "$log" ] || lines "DKMS wrote why into $log; its last lines:" "$(tail -n 3 "$log")"
    fail 3 "Most often its headers are missing or the kernel was updated since the last start: restart, $AGAIN." \
        "If it fails again, this kernel is too new for the package: use the camera by PipeWire, which needs no module."
}

package_words() {
    # Installing the package builds the module: where that fails, Debian's package stays there by half.
    case $(dpkg-query -W -f '${Status}' v4l2loopback-dkms 2>/dev/null) in *half-configured*) build_words ;; esac
    say "The package could not be installed (its reason stands above)."
    case $(family) in
        fedora) say "On Fedora it is in RPM Fusion: see rpmfusion.org/Configuration." ;;
        suse) say "On openSUSE it may be in the repository hardware: software.opensuse.org/package/v4l2loopback." ;;
    esac
    if [ "$(headers)" = missing ]; then
        say "If it is $(headers_package) that was not found, the kernel was updated since the last start: restart."
    fi
    fail 1 "See to it, and that the network is there, $AGAIN."
}

secure_boot_words() {
    say "Secure Boot is on: the kernel loads only modules with a signature that it knows."
    command -v mokutil >/dev/null 2>&1 || say "What allows one is mokutil: install the package of that name first."
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

# What came of the steps of install, once all were carried out. $1: yes where the person joined the group just now.
installed_words() {
    # udev gives the file its rights a moment after the module has made it.
    if command -v udevadm >/dev/null 2>&1; then udevadm settle --timeout=10 >/dev/null 2>&1 || true; fi
    found=$(device)
    [ -n "$found" ] || fail 3 "The module is loaded and its device did not come: restart, $AGAIN."
    say "The virtual camera $found is there. Other programs show it as '$LABEL'."
    who=$(person)
    if [ "$who" = root ] && [ "$(group_state)" = not_member ]; then
        say "Whoever is to use it has to be in the group 'video': usermod -aG video NAME"
    elif [ "$who" = "$(id -nu)" ] && [ "$(access)" = yes ]; then
        : # the system gives it to whoever sits at the screen
    elif [ "$1" = yes ] || [ "$(group_state)" = at_next_login ]; then
        say "Log out and in again, so that you belong to the group 'video' and may write to it."
    fi
}
