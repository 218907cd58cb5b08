"""A real browser, headless: what a page becomes in it, and a picture of it. Asserts nothing.

Chromium is taken where it is installed; it asks no network (the pages are files, and nothing else is let through).
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

import pytest

Scheme = Literal["light", "dark"]
_NAMES = ("chromium", "chromium-browser", "chromium-headless-shell", "google-chrome", "google-chrome-stable", "chrome")
_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
# Chromium's own numbers for what a page is told that its reader prefers.
_PREFERRED = {"dark": 0, "light": 1}


def browser() -> str | None:
    """Where it is; None where there is none."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def needs_browser() -> None:
    """Skip the test where there is no browser to be had."""
    if browser() is None:
        pytest.skip("no Chromium is on the PATH: what a browser makes of the page is not looked at")


def shown(html: str, scheme: Scheme = "light") -> str:
    """The page as it stands in the browser once its scripts have run."""
    return _run(html, scheme, "--window-size=1200,800", "--virtual-time-budget=2000", "--dump-dom")


def picture(html: str, file: Path, scheme: Scheme = "light", *, width: int = 1200, height: int = 600) -> None:
    """Write a picture of the page."""
    _run(html, scheme, f"--window-size={width},{height}", f"--screenshot={file.resolve()}")


def _run(html: str, scheme: Scheme, *arguments: str) -> str:
    found = browser()
    assert found
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.html")
        page.write_text(html, encoding="utf-8")
        preferred = f"--blink-settings=preferredColorScheme={_PREFERRED[scheme]}"
        command = [found, *_QUIET, f"--user-data-dir={folder}/profile", preferred, *arguments, page.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    return done.stdout
