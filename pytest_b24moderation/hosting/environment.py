"""The environment of a solution's server: nothing of the harness's own, our authority, and how to reach the gateway."""

from __future__ import annotations

import os
import shutil
import site
from collections.abc import Mapping
from pathlib import Path

from pytest_b24moderation.gateway.authority import Authority

_KEPT = {"PATH", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TERM", "SYSTEMROOT", "COMSPEC", "PATHEXT"}
_KEPT_BEGINNINGS = ("LC_", "JAVA_HOME", "PYENV_", "NVM_", "RBENV_", "RUSTUP_", "CARGO_HOME", "GOROOT", "DOTNET_")
_PRELOAD = Path(__file__).with_name("preload.cjs")
_PASSWORD = "changeit"  # noqa: S105
"""Java's usual one: authorities are no secret, but their file must have a password."""
_NEAR = "localhost,127.0.0.1,::1"


def base(scratch: Path, port: int) -> dict[str, str]:
    """What a server needs of this machine; its home and temporary files lie in ``scratch``."""
    kept = {key: value for key, value in os.environ.items() if key in _KEPT or key.startswith(_KEPT_BEGINNINGS)}
    for name in ("home", "tmp"):
        (scratch / name).mkdir(exist_ok=True)
    own = {"HOME": str(scratch / "home"), "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    own |= {name: str(scratch / "tmp") for name in ("TMPDIR", "TMP", "TEMP")}
    own["PYTHONUSERBASE"] = site.getuserbase()
    return {**kept, **own}


def trusting(private: Path, authority: Authority, proxy: tuple[str, int] | None) -> Mapping[str, str]:
    """Variables by which the usual clients trust our authority, and find the gateway where names do not lead there.

    PHP's curl takes its authorities from an ini file only, Java from a file of its own kind; `docs/clients.md` says
    what each client does with them.
    PHP's own server is told besides what is in front of it: solutions build the addresses of their handlers from
    HTTPS, SERVER_NAME and SERVER_PORT, as the examples of CRest do, and a web server with a certificate fills these in
    (a router script, which such a server runs without what is prepended, is not reached).
    """
    file = private / "authorities.pem"
    file.write_bytes(authority.bundle())
    settings = private / "php"
    settings.mkdir(exist_ok=True)
    lines = [f'curl.cainfo = "{file}"', f'openssl.cafile = "{file}"']
    prepend = settings / "prepend.php"
    prepend.write_text(_BEHIND_TLS + (_THROUGH_PROXY % proxy if proxy else ""))
    lines.append(f'auto_prepend_file = "{prepend}"')
    (settings / "gateway.ini").write_text("\n".join(lines) + "\n")
    names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "GIT_SSL_CAINFO")
    variables = dict.fromkeys(names, str(file)) | {"PHP_INI_SCAN_DIR": f"{os.pathsep}{settings}"}
    wget = private / "wgetrc"
    wget.write_text(f"ca_certificate = {file}\n")
    variables["WGETRC"] = str(wget)
    if shutil.which("java"):
        variables["JAVA_TOOL_OPTIONS"] = _for_java(private, authority, proxy)
    return {**variables, **(_proxied(*proxy) if proxy else {})}


def _for_java(private: Path, authority: Authority, proxy: tuple[str, int] | None) -> str:
    store = private / "authorities.p12"
    store.write_bytes(authority.truststore(_PASSWORD))
    rows = {"trustStore": store, "trustStoreType": "PKCS12", "trustStorePassword": _PASSWORD}
    options = {f"javax.net.ssl.{key}": value for key, value in rows.items()}
    for scheme in ("http", "https") if proxy else ():
        options |= {f"{scheme}.proxyHost": proxy[0], f"{scheme}.proxyPort": proxy[1]}  # type: ignore[index]
    return " ".join(f"-D{key}={value}" for key, value in options.items())


def _proxied(host: str, port: int) -> dict[str, str]:
    url = f"http://{host}:{port}"
    rows = {"HTTPS_PROXY": url, "HTTP_PROXY": url, "NO_PROXY": _NEAR}
    rows |= {key.lower(): value for key, value in rows.items()}
    return {**rows, "B24_GATEWAY": f"{host}:{port}", "NODE_OPTIONS": f"--require={_PRELOAD}"}


_BEHIND_TLS = """<?php
(static function (): void {
    if (PHP_SAPI !== 'cli-server' || ($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') !== 'https') {
        return;
    }
    $host = explode(':', $_SERVER['HTTP_HOST'] ?? '', 2);
    $front = ['HTTPS' => 'on', 'REQUEST_SCHEME' => 'https', 'SERVER_NAME' => $host[0]];
    $_SERVER = array_merge($_SERVER, $front, ['SERVER_PORT' => $host[1] ?? '443']);
})();
"""

_THROUGH_PROXY = """
stream_context_set_default(['http' => ['proxy' => 'tcp://%s:%d', 'request_fulluri' => true]]);
"""
