#!/usr/bin/env python3
"""The person who logs in, with a real browser.

    login.py URL DECISION FOLDER

Opens URL, the page that asks for consent, clicks on DECISION ("approve" or
"deny"), and follows to the page where fentu waits. Keeps pictures of both
pages in FOLDER. Fails when a page is wider than the window, when the browser
has anything to complain about, or when it asks anyone but these two.
"""

import json
import pathlib
import sys
import urllib.parse

import webdriver

WIDTHS = (320, 360, 1280)
TITLES = {"approve": "Back to the terminal", "deny": "Not logged in"}


def take_pictures(page, folder, name):
    for width in WIDTHS:
        for scheme in ("light", "dark"):
            page.look(width, scheme)
            wide = page.size()[0]
            if wide > width:
                yield f"{name}: {wide} px wide in a window of {width} px"
            page.picture(folder / f"{name}-{width}-{scheme}.png")


def requests(page):
    """Every address that was asked for, redirects too, but not what the page
    that a browser begins with is made of."""
    for entry in page.log("performance"):
        said = json.loads(entry["message"])["message"]
        if said["method"] != "Network.requestWillBeSent":
            continue
        if not said["params"]["documentURL"].startswith("chrome:"):
            yield said["params"]["request"]["url"]


def check_requests(page, known):
    asked = list(requests(page))
    for url in asked:
        origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(url))
        if origin not in known:
            yield f"asked somebody else: {origin}"
    if len(asked) < 3:
        yield f"saw only {len(asked)} requests: the log is not whole"


def check_console(page):
    for entry in page.log("browser"):
        yield f"the browser says: {entry['message']}"


def origins(url):
    """Who takes part: the server, and the program that waits."""
    parts = urllib.parse.urlsplit(url)
    back = dict(urllib.parse.parse_qsl(parts.query))["redirect_uri"]
    back = urllib.parse.urlsplit(back)
    return [f"{part.scheme}://{part.netloc}" for part in (parts, back)]


def walk(page, url, decision, folder):
    known = origins(url)
    page.open(url)
    yield from take_pictures(page, folder, f"{decision}-asked")
    page.click(f"button[value={decision}]")
    webdriver.wait_until(
        lambda: page.url().startswith(known[1]), "sent back to fentu"
    )
    title = page.text("h1")
    if title != TITLES[decision]:
        yield f"the last page is: {title}"
    yield from take_pictures(page, folder, f"{decision}-landed")
    yield from check_requests(page, known)
    yield from check_console(page)


def main():
    url, decision, folder = sys.argv[1:]
    with webdriver.chromium() as page:
        wrong = list(walk(page, url, decision, pathlib.Path(folder)))
    for line in wrong:
        print(f"{decision}: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
