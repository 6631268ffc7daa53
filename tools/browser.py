"""A browser for ./dev: find one, fetch one from an npm package, see whether it starts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "@sparticuz/chromium@153.0.0"

FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{0}/fonts</dir><cachedir>{0}/font-cache</cachedir></fontconfig>
"""

START = """#!/bin/sh
LD_LIBRARY_PATH={0}/lib${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}} FONTCONFIG_FILE={0}/fonts.conf exec {0}/chromium "$@"
"""


def find() -> str:
    """The browser the plugin would choose by itself; "" without one."""
    from playwright.sync_api import sync_playwright

    from pytest_b24moderation.model import InfrastructureError
    from pytest_b24moderation.plugin.browser import find as choose

    with sync_playwright() as playwright:
        try:
            return choose("", playwright.chromium.executable_path)
        except InfrastructureError:
            return ""


def starts(file: str) -> bool:
    """Whether it starts under Playwright and draws text (without fonts everything is invisible)."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=file)
        page = browser.new_page()
        page.set_content("<span>Битрикс24</span>")
        width = page.evaluate("document.querySelector('span').getBoundingClientRect().width")
        browser.close()
    return float(width) > 0


def fetch(folder: Path) -> str:
    """A headless Chromium out of an npm package, for machines where nothing can be installed."""
    import brotli

    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not there either")
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        packed = subprocess.run(
            [npm, "pack", "--silent", "--json", PACKAGE], cwd=scratch, check=True, capture_output=True, text=True
        )
        with tarfile.open(Path(scratch) / json.loads(packed.stdout)[0]["filename"]) as archive:
            archive.extractall(scratch, filter="data")
        parts = Path(scratch) / "package" / "bin"
        program = folder / "chromium"
        program.write_bytes(brotli.decompress((parts / "chromium.br").read_bytes()))
        program.chmod(0o755)
        for part in parts.glob("*.tar.br"):
            plain = Path(scratch) / part.stem
            plain.write_bytes(brotli.decompress(part.read_bytes()))
            with tarfile.open(plain) as archive:
                archive.extractall(folder, filter="data")
    (folder / "fonts.conf").write_text(FONTS.format(folder))
    start = folder / "chromium.sh"
    start.write_text(START.format(folder))
    start.chmod(0o755)
    return str(start)


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    match sys.argv[1:]:
        case ["find"]:
            print(find())  # noqa: T201
        case ["starts", file]:
            sys.exit(not starts(file))
        case ["fetch", folder]:
            print(fetch(Path(folder)))  # noqa: T201
        case _:
            sys.exit("browser.py find | starts FILE | fetch FOLDER")
