"""Certificates of a run."""

from __future__ import annotations

import base64
import hashlib
import ssl
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from pytest_b24moderation.gateway import Authority


def leaf(place: Any, host: str) -> x509.Certificate:
    with place.secure(host) as sock:
        return x509.load_der_x509_certificate(sock.getpeercert(binary_form=True))


def test_each_name_has_its_certificate_and_all_one_key(place: Any) -> None:
    keys = set()
    for host in ("b24-one.bitrix24.com", "oauth.bitrix.info", "127.0.0.1"):
        key = leaf(place, host).public_key()
        keys.add(key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))
    assert len(keys) == 1
    assert base64.b64encode(hashlib.sha256(keys.pop()).digest()).decode() == place.gateway.authority.spki


def test_a_certificate_is_for_the_name_asked_for(place: Any) -> None:
    names = leaf(place, "acme.solution.test").extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert names.value.get_values_for_type(x509.DNSName) == ["acme.solution.test"]


def test_the_bundle_holds_the_machines_authorities_and_ours() -> None:
    authority = Authority()
    bundle = authority.bundle()
    assert bundle.endswith(authority.ca_pem)
    context = ssl.create_default_context(cadata=bundle.decode())
    ours = ssl.PEM_cert_to_DER_cert(authority.ca_pem.decode())
    assert ours in context.get_ca_certs(binary_form=True)


def test_many_names_do_not_pile_up() -> None:
    authority = Authority()
    first = authority.context("name-0.test")
    for number in range(300):
        authority.context(f"name-{number}.test")
    assert authority.context("name-0.test") is not first
    assert authority.context("name-299.test") is authority.context("name-299.test")
