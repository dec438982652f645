"""A real Chromium for tests of the page; tests that ask for it are skipped where there is none.

With KGRAPH_REQUIRE_TOOLS=1 they fail instead. KGRAPH_CHROMIUM names another browser than /usr/bin/chromium.
"""
from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
WATCH = """
window.violations = [];
addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective), true);
"""
# Sets the hash and waits for the page to have shown it.
TURN = """async (hash) => {
  if (location.hash === hash) return;
  const shown = new Promise((done) => addEventListener('hashchange', () => setTimeout(done), {once: true}));
  location.hash = hash;
  await shown;
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
        """The ids of the facts in the table, on all its pages."""
        found: list[str] = []
        while True:
            found += self.page.evaluate(
                "() => Array.from(document.querySelectorAll('#table tr[data-fact]'), (row) => row.dataset.fact)")
            following = self.page.locator("#pager button", has_text="Next")
            if not following.is_visible() or following.is_disabled():
                return found
            self.turn(re.sub(r"&?page=\d+", "", self.page.evaluate("() => location.hash"))
                      + f"&page={following.get_attribute('value')}")

    @property
    def violations(self) -> list[str]:
        found: list[str] = self.page.evaluate("() => window.violations")
        return found


def _refuse(reason: str) -> None:
    if os.environ.get("KGRAPH_REQUIRE_TOOLS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        _refuse("no browser test: playwright is not installed (pip install playwright)")
    given = os.environ.get("KGRAPH_CHROMIUM", "/usr/bin/chromium")
    flags = FLAGS + ["--no-sandbox"] * (hasattr(os, "geteuid") and os.geteuid() == 0)
    with sync_playwright() as tools:
        try:
            browser = tools.chromium.launch(executable_path=given if Path(given).exists() else None, args=flags)
        except Error as error:
            _refuse(f"no browser test: Chromium does not start ({error.message.splitlines()[0]}); "
                    "install it or set KGRAPH_CHROMIUM to its path")
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Open a page from disk, offline: visit(html, "#f-1", width=390, dark=True) -> Visit."""
    contexts = []

    def open_page(html: str, hash_: str = "", *, width: int = 1440, height: int = 900, dark: bool = False,
                  waits: bool = True) -> Visit:
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_bytes(html.encode("utf-8"))
        context = chromium.new_context(viewport={"width": width, "height": height}, offline=True, accept_downloads=True,
                                       color_scheme="dark" if dark else "light")
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        made = Visit(page, path)

        def asked(request: Any) -> None:
            if not request.url.startswith(("file:", "data:", "blob:")):
                made.requests.append(request.url)

        page.on("request", asked)
        page.on("pageerror", lambda error: made.complaints.append(str(error)))
        page.on("console", lambda said: made.complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.goto(path.as_uri() + hash_)
        if waits:
            page.wait_for_selector("html[data-ready='1']", timeout=20_000)
        return made

    yield open_page
    for context in contexts:
        context.close()
