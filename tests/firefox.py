"""A real Firefox for tests of the page in a second engine, led by its own remote protocol, Marionette; skipped where there is none.

KGRAPH_FIREFOX names another Firefox than the one on the path. Unlike Chromium it may be missing where KGRAPH_REQUIRE_TOOLS is set.
"""
from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SETTINGS = {
    "marionette.port": 0, "app.update.enabled": False, "browser.shell.checkDefaultBrowser": False, "datareporting.policy.dataSubmissionEnabled":
    False, "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False, "network.proxy.type": 1,
    "network.proxy.socks": "127.0.0.1", "network.proxy.socks_port": 9, "network.proxy.socks_remote_dns": True}  # a proxy that is not there
PATIENCE = 60.0


def firefox_path() -> str | None:
    return os.environ.get("KGRAPH_FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")


class Marionette:
    """A Firefox that runs: commands are [0, number, name, parameters], each with its length before it, answers [1, number, error, result]."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.number = 0
        self.read()
        self.tell("WebDriver:NewSession", {"capabilities": {}})

    def read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self.socket.recv(1)
        found = b""
        while len(found) < int(length[:-1]):
            found += self.socket.recv(1 << 16)
        return json.loads(found)

    def tell(self, name: str, parameters: dict[str, Any]) -> Any:
        self.number += 1
        packed = json.dumps([0, self.number, name, parameters]).encode()
        self.socket.sendall(b"%d:%b" % (len(packed), packed))
        _, _, error, result = self.read()
        if error:
            raise AssertionError(f"{name}: {error['message']}")
        return result

    def open(self, path: Path) -> None:
        """Open a page and wait until it says that it is drawn."""
        self.tell("WebDriver:Navigate", {"url": path.as_uri()})
        self.wait("return document.documentElement.dataset.ready === '1'")

    def wait(self, script: str) -> None:
        end = time.monotonic() + PATIENCE
        while not self.run(script):
            assert time.monotonic() < end, f"never came true: {script}"
            time.sleep(0.1)

    def run(self, script: str, *args: Any) -> Any:
        """Run a function's body in the page, past its policy, and return what it returns."""
        return self.tell("WebDriver:ExecuteScript", {"script": script, "args": list(args), "sandbox": None})["value"]

    def turn(self, hash_: str) -> None:
        """Set the hash and wait for the page to have shown it."""
        self.tell("WebDriver:ExecuteAsyncScript", {"sandbox": None, "args": [hash_], "script": """
          const [hash, done] = arguments;
          if ((location.hash || '#') === hash) return done();
          addEventListener('hashchange', () => setTimeout(done), {once: true});
          location.hash = hash;"""})


@contextmanager
def firefox(path: str, profile: Path) -> Iterator[Marionette]:
    """Start Firefox with a fresh profile and without a network; it ends with the block."""
    profile.mkdir()
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in SETTINGS.items())
    (profile / "user.js").write_text("\n".join(lines), "utf-8")
    command = [path, "--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", str(profile)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "HOME": str(profile)})
    try:
        port, end = profile / "MarionetteActivePort", time.monotonic() + PATIENCE
        while not (port.is_file() and port.read_text()):
            assert process.poll() is None and time.monotonic() < end, "Firefox did not start"
            time.sleep(0.1)
        made = Marionette(int(port.read_text()))
        try:
            yield made
        finally:
            made.socket.close()
    finally:
        process.terminate()
        process.wait(PATIENCE)
