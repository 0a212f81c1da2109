"""Pages looked at in a real browser: Chromium, without a window and without a network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and "CI" not in os.environ, reason="chromium is not installed"
)


@dataclass
class Look:
    """A page that is open, what its console said, and what it asked of the network."""

    page: object
    console: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@contextmanager
def open_page(path: Path, dark: bool = False, width: int = 1400) -> Iterator[Look]:
    """Open a file; at the end the console must be silent and nothing else be loaded."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(
            viewport={"width": width, "height": 1000}, color_scheme="dark" if dark else "light"
        )
        look = Look(page)
        page.on("console", lambda message: look.console.append(message.text))
        page.on("pageerror", lambda error: look.console.append(str(error)))
        page.on("dialog", lambda dialog: look.console.append(f"dialog {dialog.message}"))
        page.on("request", lambda request: look.requests.append(request.url))
        page.goto(path.as_uri())
        yield look
        browser.close()
    assert look.console == []
    assert look.requests == [path.as_uri()]
