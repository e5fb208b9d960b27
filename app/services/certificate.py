"""The certificate by which the local service is known in the local network: the user's own, or one made here.

The one made here lies in the user's data folder with its key, which nobody else may read. It counts for this machine's
names and addresses, and is made anew shortly before it runs out or when an address was added. A client knows it by its
SHA-256 fingerprint, which the window and ``serve`` show.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from app.base.errors import UserError
from app.base.files import replace_file

log = logging.getLogger(__name__)

_DAYS = 397
"""What browsers take at most."""
_RENEW_DAYS = 30
_NAMES = ("localhost",)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Two PEM files that belong together."""

    certificate: Path
    private_key: Path
    fingerprint: str
    """SHA-256 of the certificate, as pairs of hexadecimal digits with colons."""


def own_certificate(certificate: str, private_key: str) -> Certificate:
    """The user's. Raises UserError: a file can not be read, they do not belong together, or it has run out."""
    file = Path(certificate).expanduser()
    key = Path(private_key).expanduser() if private_key else file
    for one in (file, key):
        try:
            one.read_bytes()
        except OSError as error:
            raise UserError(
                "service.certificate_unreadable",
                f"{one} can not be read: {error.strerror}.",
                "Name a PEM file in api.certificate and api.private_key, or clear both to have one made.",
                file=str(one),
                reason=str(error.strerror),
            ) from error
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(file, key, password=_no_password)
        found = x509.load_pem_x509_certificate(file.read_bytes())
    except (ssl.SSLError, ValueError, OSError) as error:
        raise UserError(
            "service.certificate_bad",
            f"{file} is no certificate that belongs to the key in {key}: {error}.",
            "Name two PEM files that belong together, the key without a password.",
            file=str(file),
            key=str(key),
            reason=str(error),
        ) from error
    if found.not_valid_after_utc <= datetime.now(UTC):
        day = found.not_valid_after_utc.date().isoformat()
        raise UserError(
            "service.certificate_expired",
            f"The certificate {file} ran out on {day}.",
            "Renew it, or clear api.certificate to have one made.",
            file=str(file),
            date=day,
        )
    return Certificate(file, key, fingerprint(found))


def made_certificate(folder: Path) -> Certificate:
    """The one of this machine, made where there is none that still counts. Raises UserError: it can not be
    written."""
    file, key = folder / "certificate.pem", folder / "private_key.pem"
    names, addresses = _NAMES + tuple(filter(None, (socket.gethostname(),))), lan_addresses()
    known = _usable(file, key, addresses)
    if known is not None:
        return Certificate(file, key, fingerprint(known))
    log.info("A certificate is made for %s", ", ".join((*names, *addresses)))
    secret = ec.generate_private_key(ec.SECP256R1())
    made = _signed(secret, names, addresses)
    plain = serialization.NoEncryption()
    private = secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(key, private)  # readable by its owner alone, as every temporary file is made
        replace_file(file, made.public_bytes(serialization.Encoding.PEM))
    except OSError as error:
        raise UserError(
            "service.certificate_not_saved",
            f"The certificate can not be saved in {folder}: {error.strerror}.",
            "Make the folder writable or free some space.",
            folder=str(folder),
            reason=str(error.strerror),
        ) from error
    return Certificate(file, key, fingerprint(made))


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 in the form that browsers show."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def lan_addresses() -> tuple[str, ...]:
    """Every address of this machine but those that lead nowhere else, sorted."""
    found = set()
    for interface in psutil.net_if_addrs().values():
        for one in interface:
            if one.family in (socket.AF_INET, socket.AF_INET6):
                found.add(one.address.partition("%")[0])
    return tuple(sorted(one for one in found if not ipaddress.ip_address(one).is_link_local))


def _no_password() -> str:
    raise ValueError("it has a password")  # instead of a question on the terminal


def _usable(file: Path, key: Path, addresses: Sequence[str]) -> x509.Certificate | None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(file, key, password=_no_password)
        found = x509.load_pem_x509_certificate(file.read_bytes())
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):  # none yet, or damaged: another one is made
        return None
    covered = {str(one) for one in names.get_values_for_type(x509.IPAddress)}
    late = found.not_valid_after_utc - timedelta(days=_RENEW_DAYS) <= datetime.now(UTC)
    return None if late or not set(addresses) <= covered else found


def _signed(secret: ec.EllipticCurvePrivateKey, names: Sequence[str], addresses: Sequence[str]) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Understudy")])
    now = datetime.now(UTC)
    alternatives = [x509.DNSName(name) for name in names if name.isascii()]
    numbers = [x509.IPAddress(ipaddress.ip_address(one)) for one in addresses]
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # clocks differ
        .not_valid_after(now + timedelta(days=_DAYS))
        .add_extension(x509.SubjectAlternativeName([*alternatives, *numbers]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(secret, hashes.SHA256())
    )
