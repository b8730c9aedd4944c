"""Chromium by way of chromedriver, and nothing between but HTTP.

See https://www.w3.org/TR/webdriver2/ for the protocol. Both end with the
block, whatever happens in it:

    with webdriver.chromium() as page:
        page.open("http://127.0.0.1:8080/")
"""

import base64
import contextlib
import ctypes
import json
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

TIMEOUT = 30
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"

OPTIONS = [
    "--headless",
    "--no-sandbox",  # root has no other way
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def wait_until(true, what):
    """Ask every 50 ms, and give up after TIMEOUT seconds."""
    end = time.monotonic() + TIMEOUT
    while True:
        found = true()
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"after {TIMEOUT} s still not {what}")
        time.sleep(0.05)


class Page:
    """The one tab of a browser."""

    def __init__(self, root):
        self.root = root
        self.session = ""

    def ask(self, method, path, fields=None):
        """The value of an answer."""
        body = None if fields is None else json.dumps(fields).encode()
        request = urllib.request.Request(
            f"{self.root}{self.session}{path}",
            body,
            {"Content-Type": "application/json"},
            method=method,
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=TIMEOUT) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as answer:
            said = json.load(answer)["value"]
            raise RuntimeError(f"{path}: {said['message']}") from None

    def begin(self, folder):
        wishes = {
            "goog:chromeOptions": {
                "args": [*OPTIONS, f"--user-data-dir={folder}"]
            },
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        said = self.ask(
            "POST", "/session", {"capabilities": {"alwaysMatch": wishes}}
        )
        self.session = f"/session/{said['sessionId']}"

    def end(self):
        if self.session:
            self.ask("DELETE", "")
            self.session = ""

    def open(self, url):
        self.ask("POST", "/url", {"url": url})

    def url(self):
        return self.ask("GET", "/url")

    def find(self, selector):
        found = self.ask(
            "POST", "/element", {"using": "css selector", "value": selector}
        )
        return f"/element/{found[ELEMENT]}"

    def text(self, selector):
        return self.ask("GET", f"{self.find(selector)}/text")

    def click(self, selector):
        self.ask("POST", f"{self.find(selector)}/click", {})

    def log(self, kind):
        """What is new in the log: "browser" or "performance"."""
        return self.ask("POST", "/se/log", {"type": kind})

    def devtools(self, command, **parameters):
        return self.ask(
            "POST",
            "/goog/cdp/execute",
            {"cmd": command, "params": parameters},
        )

    def look(self, width, scheme):
        """Show the page in this width, in "light" or "dark"."""
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=740,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.devtools(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )

    def size(self):
        """Width and height of what the page holds."""
        size = self.devtools("Page.getLayoutMetrics")["cssContentSize"]
        return size["width"], size["height"]

    def picture(self, path):
        """The whole page, not only what fits."""
        width, height = self.size()
        shot = self.devtools(
            "Page.captureScreenshot",
            captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": width, "height": height, "scale": 1},
        )
        pathlib.Path(path).write_bytes(base64.b64decode(shot["data"]))


def children(pid):
    """Every process below this one, except those that have ended."""
    parents = {}
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name in parentheses may hold anything.
            rest = stat.read_text().rpartition(")")[2].split()
            if rest[0] != "Z":
                parents[int(stat.parent.name)] = int(rest[1])
    below, found = [pid], set()
    while below:
        above = below.pop()
        new = {child for child, parent in parents.items() if parent == above}
        below.extend(new)
        found |= new
    return found


def adopt():
    """Whose parent has ended becomes our child, and can be waited for."""
    set_child_subreaper = 36
    if ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0) != 0:
        raise OSError("prctl: no subreaper")


def none_left():
    """End what still runs below us, by its number."""
    for pid in children(os.getpid()):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return True
    return False


def end_all(driver):
    """chromedriver and what it started."""
    driver.terminate()
    driver.wait(TIMEOUT)
    wait_until(none_left, "without a browser")


@contextlib.contextmanager
def chromium():
    adopt()
    # Files of a browser that ends may still come and go.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        said = pathlib.Path(folder) / "said"
        with open(said, "wb") as out:
            driver = subprocess.Popen(
                ["chromedriver", "--port=0"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                # crash reports, caches and the like
                env={**os.environ, "HOME": folder, "TMPDIR": folder},
            )
        try:
            port = wait_until(
                lambda: re.search(r"on port (\d+)\.", said.read_text()),
                "told a port by chromedriver",
            )[1]
            page = Page(f"http://127.0.0.1:{port}")
            try:
                page.begin(f"{folder}/profile")
                yield page
            finally:
                page.end()
        finally:
            end_all(driver)
