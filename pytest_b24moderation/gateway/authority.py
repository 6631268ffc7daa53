"""The run's own certificate authority, and what its clients need to trust it."""

from __future__ import annotations

import base64
import contextlib
import datetime
import hashlib
import ipaddress
import os
import re
import ssl
import tempfile
import warnings
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_DAY = datetime.timedelta(days=1)
_KEPT = 256
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_ALERTS = {"UNKNOWN_CA", "BAD_CERTIFICATE", "CERTIFICATE_UNKNOWN", "UNSUPPORTED_CERTIFICATE", "CERTIFICATE_EXPIRED"}


class Authority:
    """One authority and one leaf key per run; a certificate is minted for each name asked for.

    One key, because Chromium can be told to trust a key by its hash, whatever names it serves.
    """

    def __init__(self) -> None:
        self._root = trustme.CA()
        self._root_key = serialization.load_pem_private_key(self._root.private_key_pem.bytes(), None)
        self._root_name = x509.load_pem_x509_certificate(self._root.cert_pem.bytes()).subject
        self._leaf_key = ec.generate_private_key(ec.SECP256R1())
        self._contexts: dict[str, ssl.SSLContext] = {}

    @property
    def ca_pem(self) -> bytes:
        """The authority's certificate."""
        return self._root.cert_pem.bytes()

    @property
    def spki(self) -> str:
        """Base64 of SHA-256 of the leaf key, for Chromium's ``--ignore-certificate-errors-spki-list``."""
        public = self._leaf_key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return base64.b64encode(hashlib.sha256(public).digest()).decode()

    def bundle(self) -> bytes:
        """This machine's authorities and ours, as PEM."""
        return _system_authorities().rstrip() + b"\n" + self.ca_pem

    def truststore(self, password: str) -> bytes:
        """The same as a PKCS #12 file of the kind that Java reads."""
        known = [pkcs12.PKCS12Certificate(found, str(number).encode()) for number, found in enumerate(self._known())]
        return pkcs12.serialize_java_truststore(known, serialization.BestAvailableEncryption(password.encode()))

    def _known(self) -> list[x509.Certificate]:
        found = []
        for block in _PEM.findall(self.bundle()):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # machines carry certificates that are not quite right
                with contextlib.suppress(ValueError):
                    found.append(x509.load_pem_x509_certificate(block))
        return found

    def context(self, name: str) -> ssl.SSLContext:
        """A server's context whose certificate is for ``name`` (a host name or an IP address)."""
        known = self._contexts.get(name)
        if known is None:
            if len(self._contexts) >= _KEPT:
                del self._contexts[next(iter(self._contexts))]
            known = self._contexts[name] = self._mint(name)
        return known

    def greeting(self, asked: list[str], otherwise: str) -> ssl.SSLContext:
        """A context for one connection: the name in its greeting (else ``otherwise``) chooses the certificate.

        The name in the greeting is appended to ``asked``, readable even when the handshake fails afterwards.
        """

        def choose(connection: ssl.SSLObject | ssl.SSLSocket, name: str | None, _: ssl.SSLContext) -> None:
            if name:
                asked.append(name.lower().rstrip("."))
            connection.context = self.context(asked[-1] if name else otherwise)

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sni_callback = choose
        context.num_tickets = 0
        context.set_alpn_protocols(["http/1.1"])
        return context

    def _mint(self, name: str) -> ssl.SSLContext:
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64] or "unnamed")]))
            .issuer_name(self._root_name)
            .public_key(self._leaf_key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 2 * _DAY)
            .not_valid_after(now + 300 * _DAY)
            .add_extension(x509.SubjectAlternativeName([_subject(name)]), critical=False)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .sign(self._root_key, hashes.SHA256())  # type: ignore[arg-type]
        )
        return self._context(certificate.public_bytes(serialization.Encoding.PEM))

    def _context(self, certificate: bytes) -> ssl.SSLContext:
        key = self._leaf_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        # `ssl` reads keys from files only
        descriptor, file = tempfile.mkstemp(suffix=".pem")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(key + certificate + self.ca_pem)
            context.load_cert_chain(file)
        finally:
            Path(file).unlink()
        return context


def distrusted(error: BaseException) -> bool:
    """Whether a handshake failed because the client does not trust our authority."""
    reason = getattr(error, "reason", None) or ""
    return isinstance(error, ssl.SSLError) and any(alert in reason for alert in _ALERTS)


def _subject(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode() if not name.isascii() else name or "unnamed.invalid")


def _system_authorities() -> bytes:
    paths = ssl.get_default_verify_paths()
    found = [
        paths.cafile,
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem",
    ]
    try:
        import certifi

        found.append(certifi.where())
    except ImportError:
        pass
    return next((Path(file).read_bytes() for file in found if file and Path(file).is_file()), b"")
