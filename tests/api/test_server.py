"""The server in its thread: follows the settings, TLS for the local network alone, and `serve` from outside."""

from __future__ import annotations

import datetime
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.api import server
from app.api.server import ApiServer
from app.services.certificate import made_certificate
from app.services.core import Core
from app.services.local_service import ServiceState, ServiceStatus
from tests.api.conftest import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]


def after(service: ApiServer, change: Callable[[], None], wanted: Callable[[ServiceStatus], bool]) -> ServiceStatus:
    """The first status that is as wanted, after a change."""
    seen: list[ServiceStatus] = []
    came = threading.Event()

    def look(status: ServiceStatus) -> None:
        if wanted(status):
            seen.append(status)
            came.set()

    end = service.changed.subscribe(look)
    change()
    assert came.wait(PATIENCE_S), service.status
    end()
    return seen[0]


def test_it_follows_the_settings(core: Core, service: ApiServer) -> None:
    first = service.status.addresses[0].url
    off = after(service, lambda: core.settings.set("api.enabled", False), lambda one: one.state is ServiceState.OFF)
    assert off.addresses == ()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{first}/health/live")
    on = after(service, lambda: core.settings.set("api.enabled", True), lambda one: one.state is ServiceState.SERVING)
    assert httpx.get(f"{on.addresses[0].url}/health/live").status_code == 200


def test_what_it_does_not_depend_on_leaves_it_alone(core: Core, service: ApiServer) -> None:
    told: list[ServiceStatus] = []
    service.changed.subscribe(told.append)
    core.settings.set("camera.width", 640)
    core.settings.set("api.failed_logins", 7)
    assert httpx.get(f"{service.status.addresses[0].url}/health/live").status_code == 200
    assert told == []


def test_the_local_network_is_served_by_tls_alone(core: Core, service: ApiServer) -> None:
    status = after(service, lambda: core.settings.set("api.lan", True), lambda one: one.state is ServiceState.SERVING)
    assert status.on_lan
    address = status.addresses[0]
    assert address.url.startswith("https://127.0.0.1:")
    made = core.paths.user_data / "tls" / "certificate.pem"
    context = ssl.create_default_context(cafile=str(made))
    assert httpx.get(f"{address.url}/health/live", verify=context).status_code == 200
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http://127.0.0.1:{address.port}/health/live")
    der = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(("127.0.0.1", address.port)))
    shown = x509.load_der_x509_certificate(der).fingerprint(hashes.SHA256()).hex(":").upper()
    assert status.fingerprint == shown
    if sys.platform != "win32":
        assert stat.S_IMODE(made.with_name("private_key.pem").stat().st_mode) == 0o600


def test_a_number_is_a_name_of_ours_in_the_local_network_only(core: Core, service: ApiServer) -> None:
    headers = {"Host": "192.168.1.5"}
    assert httpx.get(f"{service.status.addresses[0].url}/health/live", headers=headers).status_code == 400
    status = after(service, lambda: core.settings.set("api.lan", True), lambda one: one.state is ServiceState.SERVING)
    context = ssl.create_default_context(cafile=str(core.paths.user_data / "tls" / "certificate.pem"))
    url = f"{status.addresses[0].url}/health/live"
    assert httpx.get(url, headers=headers, verify=context).status_code == 200
    assert httpx.get(url, headers={"Host": "evil.example"}, verify=context).status_code == 400


def _own(folder: Path, days: int, name: str = "own") -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "studio.local")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=30))
        .not_valid_after(now + datetime.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return files


def test_a_certificate_of_the_users_own(core: Core, service: ApiServer, tmp_path: Path) -> None:
    certificate, key = _own(tmp_path, 30)
    values = {"api.lan": True, "api.certificate": str(certificate), "api.private_key": str(key)}
    status = after(service, lambda: core.settings.set_all(values), lambda one: one.state is ServiceState.SERVING)
    served = ssl.get_server_certificate(("127.0.0.1", status.addresses[0].port))
    assert served == certificate.read_text("ascii")


@pytest.mark.parametrize("case", ["missing", "expired", "other key", "no certificate", "key alone"])
def test_without_a_good_certificate_nothing_is_served(
    core: Core, service: ApiServer, tmp_path: Path, case: str
) -> None:
    certificate, key = _own(tmp_path, -1 if case == "expired" else 30)
    other = _own(tmp_path, 30, "other")[1]
    (tmp_path / "text.pem").write_text("no certificate", "utf-8")
    chosen, private, code = {
        "missing": (tmp_path / "none.pem", key, "service.certificate_unreadable"),
        "expired": (certificate, key, "service.certificate_expired"),
        "other key": (certificate, other, "service.certificate_bad"),
        "no certificate": (tmp_path / "text.pem", key, "service.certificate_bad"),
        "key alone": ("", key, "service.key_alone"),
    }[case]
    values = {"api.lan": True, "api.certificate": str(chosen), "api.private_key": str(private)}
    status = after(service, lambda: core.settings.set_all(values), lambda one: one.state is ServiceState.FAILED)
    assert status.error is not None
    assert status.error.code == code
    assert status.addresses == ()
    back = after(service, lambda: core.settings.set("api.lan", False), lambda one: one.state is ServiceState.SERVING)
    assert not back.on_lan


def test_a_made_certificate_stays_until_it_no_longer_fits(tmp_path: Path) -> None:
    first = made_certificate(tmp_path)
    assert made_certificate(tmp_path) == first
    first.private_key.write_text("damaged", "ascii")
    assert made_certificate(tmp_path).fingerprint != first.fingerprint


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_from_the_command_line_ends_in_order(tmp_path: Path, number: int) -> None:
    command = [sys.executable, "-m", "app", "--set", "ports.api=0", "--set", "ports.monitor=0", "serve"]
    with subprocess.Popen(
        command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().removeprefix("api: ").strip()
            assert url.startswith("http://127.0.0.1:")
            link = process.stdout.readline()
            assert link.startswith("monitor: http://127.0.0.1:")
            code = link.partition("/#code=")[2].strip()
            assert httpx.post(f"{url}/api/v1/login", json={"code": code}).status_code == 200
            assert "within a minute" in process.stdout.readline()
            assert "python -m app token add" in process.stdout.readline()
            assert httpx.get(f"{url}/health/live").json()["ok"] is True
            process.send_signal(number)
            _, errors = process.communicate(timeout=60)
        finally:
            process.kill()
    assert process.returncode == 0, errors
    assert errors == "Ending.\n"


def test_too_many_connections_are_told_by_an_envelope(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.server.CONNECTIONS", 3)
    server = ApiServer(core)
    server.start()
    url = server.wait(PATIENCE_S).addresses[0].url
    clients = [httpx.Client(base_url=url) for _ in range(4)]
    answers = [client.get("/health/live") for client in clients]
    assert [one.status_code for one in answers] == [200, 200, 503, 503]
    assert answers[-1].json()["error"]["code"] == "api.busy"
    for client in clients:
        client.close()
    server.stop()


def test_a_port_that_can_not_be_had_leaves_the_other_and_is_taken_once_it_is_free(
    core: Core, service: ApiServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        wanted = {"ports.next_free": False, "ports.monitor": holder.getsockname()[1]}
        status = after(service, lambda: core.settings.set_all(wanted), lambda one: one.error is not None)
        assert status.state is ServiceState.SERVING
        assert [one.service for one in status.addresses] == ["api"]
        assert status.error is not None
        assert status.error.code.startswith("ports.")
        assert httpx.get(f"{status.addresses[0].url}/health/live").status_code == 200
    whole = after(service, core.ports.take_anew, lambda one: len(one.addresses) == 2)
    assert whole.error is None


def test_a_port_that_could_not_be_had_is_taken_by_itself_once_it_is_free_or_another_will_do(
    core: Core, service: ApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_AGAIN_S", 0.05)
    core.settings.set("ports.next_free", False)
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]
        held = after(service, lambda: core.settings.set("ports.api", number), lambda one: one.error is not None)
        assert held.error is not None
        assert held.error.code == "ports.refused"
        assert [one.service for one in held.addresses] == ["monitor"]
        free = after(service, other.close, lambda one: len(one.addresses) == 2)
    assert free.addresses[0].port == number
    with socket.create_server(("127.0.0.1", 0)) as other:
        number = other.getsockname()[1]
        after(service, lambda: core.settings.set("ports.api", number), lambda one: one.error is not None)
        status = after(service, lambda: core.settings.set("ports.next_free", True), lambda one: len(one.addresses) == 2)
    assert status.addresses[0].port != number
