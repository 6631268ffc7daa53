"""Files that a solution sees in place of the machine's own: names, and authorities."""

from __future__ import annotations

import re
import socket
from pathlib import Path

_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)


def mounts(folder: Path, resolver: str, bundle: bytes) -> tuple[tuple[str, str], ...]:
    """Write the private files below ``folder``; which file goes over which. No ``bundle``, no authorities."""
    here = socket.gethostname()
    names = Path("/etc/nsswitch.conf")
    texts = {
        "/etc/resolv.conf": f"nameserver {resolver}\noptions timeout:2 attempts:2\n",
        "/etc/hosts": f"127.0.0.1 localhost\n::1 localhost\n127.0.1.1 {here}\n",
    }
    if names.is_file():  # no cache or resolver service of the machine may answer first
        texts[str(names)] = re.sub(r"(?m)^hosts:.*$", "hosts: files dns", names.read_text(errors="replace"))
    rows = [(_write(folder, target, text.encode()), _real(target)) for target, text in texts.items()]
    if bundle:
        source = _write(folder, "bundle.pem", bundle)
        rows += [(source, target) for target in dict.fromkeys(_real(path) for path in _BUNDLES)]
    return tuple(row for row in rows if Path(row[1]).is_file())


def _real(path: str) -> str:
    return str(Path(path).resolve())


def _write(folder: Path, name: str, content: bytes) -> str:
    file = folder / Path(name).name
    file.write_bytes(content)
    file.chmod(0o644)
    return str(file)
