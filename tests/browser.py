"""A real Chromium for tests of the page; tests that ask for it are skipped where there is none.

With KGRAPH_REQUIRE_TOOLS=1 a skip is a failure (conftest.py). KGRAPH_CHROMIUM names another browser than /usr/bin/chromium.
"""
from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
WATCH = """
window.violations = [];
addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective), true);
"""
# Sets the hash and waits for the page to have shown it.
TURN = """async (hash) => {
  if ((location.hash || '#') === hash) return;
  const shown = new Promise((done) => addEventListener('hashchange', () => setTimeout(done), {once: true}));
  location.hash = hash;
  await shown;
}"""

# The share of the map that is drawn on, its width and height.
INK = """() => {
  const canvas = document.querySelector('#map canvas');
  const dots = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let ink = 0;
  for (let i = 3; i < dots.length; i += 4) ink += dots[i] > 0;
  return [ink / (canvas.width * canvas.height), canvas.width, canvas.height];
}"""


@dataclass
class Visit:
    """One page in one tab, with all that it asked for and complained about."""

    page: Page
    path: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def turn(self, hash_: str) -> None:
        self.page.evaluate(TURN, hash_ or "#")

    def texts(self, selector: str) -> list[str]:
        found: list[str] = self.page.evaluate(
            "(s) => Array.from(document.querySelectorAll(s), (e) => e.textContent)", selector)
        return found

    def rows(self) -> list[str]:
        """The ids of the facts or claims in the table that is shown, on all its pages."""
        found: list[str] = []
        while True:
            found += self.page.evaluate(
                "() => Array.from(document.querySelectorAll('[role=tabpanel]:not([hidden]) tbody tr'), (row) => row.dataset.fact ?? row.dataset.claim)")
            following = self.page.locator("[role=tabpanel]:not([hidden]) nav button", has_text="Next")
            if not following.is_visible() or following.is_disabled():
                return found
            self.turn(re.sub(r"&?page=\d+", "", self.page.evaluate("() => location.hash"))
                      + f"&page={following.get_attribute('value')}")

    def note_request(self, request: Request) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.requests.append(request.url)

    def note_message(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    @property
    def violations(self) -> list[str]:
        found: list[str] = self.page.evaluate("() => window.violations")
        return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        pytest.skip("no browser test: playwright is not installed (pip install playwright)")
    given = os.environ.get("KGRAPH_CHROMIUM", "/usr/bin/chromium")
    flags = FLAGS + ["--no-sandbox"] * (hasattr(os, "geteuid") and os.geteuid() == 0)
    with sync_playwright() as tools:
        try:
            browser = tools.chromium.launch(executable_path=given if Path(given).exists() else None, args=flags)
        except Error as error:
            pytest.skip(f"no browser test: Chromium does not start ({error.message.splitlines()[0]}); "
                        "install it or set KGRAPH_CHROMIUM to its path")
        yield browser
        browser.close()


class Tabs:
    """Opens pages from disk, offline, each in a profile of its own: tabs(html, "#f-1", width=390, dark=True) -> Visit."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.contexts: list[BrowserContext] = []

    def __call__(self, html: str, hash_: str = "", *, width: int = 1440, height: int = 900, dark: bool = False,
                 ready: str = "html[data-ready='1']") -> Visit:
        path = self.folder / f"page-{len(self.contexts)}.html"
        path.write_bytes(html.encode("utf-8"))
        context = self.browser.new_context(viewport={"width": width, "height": height}, offline=True,
                                           color_scheme="dark" if dark else "light")
        self.contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH)
        made = Visit(context.new_page(), path)
        made.page.on("request", made.note_request)
        made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
        made.page.on("console", made.note_message)
        made.page.goto(path.as_uri() + hash_)
        made.page.wait_for_selector(ready)
        return made

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def visit(chromium: Browser, tmp_path: Path) -> Iterator[Tabs]:
    tabs = Tabs(chromium, tmp_path)
    yield tabs
    tabs.close()
