#!/usr/bin/env python3
"""A browser that follows a login by itself.

    browser.py URL

Opens URL, answers the page that asks for consent, and follows the redirect to
the program that waits for it, whose page it prints. BROWSER_DOES says what the
user does: "approve" (the default), "deny", "look" (prints the page that asks,
and no more) or "copy" (approves, and prints where the redirect leads to,
without going there).
"""

import html.parser
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

TIMEOUT = 20


class Form(html.parser.HTMLParser):
    """The one form of a page: where it goes and what is hidden in it."""

    def __init__(self, page):
        super().__init__()
        self.action = None
        self.fields = {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.action = given["action"]
        elif tag == "input":
            self.fields[given["name"]] = given["value"]


class Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are looked at, not followed."""

    def redirect_request(self, *_):
        return None


def fetch(url, fields=None):
    """The body, and where a redirect leads to, or None."""
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), Stay
    )
    body = urllib.parse.urlencode(fields).encode() if fields else None
    try:
        with opener.open(url, body, timeout=TIMEOUT) as answer:
            return answer.read().decode(), None
    except urllib.error.HTTPError as answer:
        place = answer.headers.get("Location")
        if place is None and answer.code >= 500:
            sys.exit(f"browser.py: {answer.code} from the server")
        return answer.read().decode(), place


def answer(url, page, decision):
    """Where the form of a page leads to with this decision."""
    form = Form(page)
    if form.action is None:
        sys.exit("browser.py: a page without a form")
    fields = {**form.fields, "decision": decision}
    return fetch(urllib.parse.urljoin(url, form.action), fields)[1]


def main():
    url = sys.argv[-1]
    does = os.environ.get("BROWSER_DOES", "approve")
    page, place = fetch(url)
    if does != "look" and place is None:
        place = answer(url, page, "deny" if does == "deny" else "approve")
        if place is None:
            sys.exit("browser.py: not sent back")
    if does == "copy":
        page = place + "\n"
    elif place is not None:
        page = fetch(place)[0]
    sys.stdout.write(page)


if __name__ == "__main__":
    main()
