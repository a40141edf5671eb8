"""What a page asks for and says behind its face: every failed request, error and exception is a problem."""

import re
from urllib.parse import urlsplit

# What the reference's pages do too, with the same answer from the reference: a path's pattern and the reason.
ALLOWED = [
    (r"/favicon(-dark)?\.ico|/favicon-(16x16|32x32)(-dark)?\.png", "pages name it at the root, and neither bundle holds it there"),
    (r"/(completed|failed|crashed|cancelled|cancelling|pending|running|scheduled|paused)\.svg",
     "the second version asks for its icons at the root, where the first one is"),
    (r"/ico/undefined\.svg", "the first version asks for the icon of a state that it does not know yet"),
]
# Words on the console, likewise.
SAID = [
    (r"\w+: Batch lookup failed for id: .*", "the first version looks up what events tell of, though it be deleted"),
    (r"(?s).*https://[\w.-]*\bamplitude\.com/.*Content Security Policy.*", "the second version's tracker is blocked, as analytics are off"),
]
# Where the catalogue of block types has its pictures; the reference's pages show them from there, too.
PICTURES = ("cdn.sanity.io", "images.ctfassets.net", "raw.githubusercontent.com")


class Watch:
    """Listens to one page of a browser."""

    def __init__(self, page, root, outside, base=""):
        self.root = root
        # The path below which the server is; what is asked beside it is watched too.
        self.base = base
        self.outside = outside
        self.problems = []
        self.open = set()
        self.times = []
        self.refusals = []
        self.words = [pattern for pattern, _ in SAID]
        page.on("request", self._asked)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._failed)
        page.on("response", self._responded)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))

    def expect(self, status, pattern):
        """From here on this answer of this path is what the check asks for."""
        self.refusals.append((status, pattern))

    def expect_words(self, pattern):
        """From here on this error on the console is what the check asks for."""
        self.words.append(pattern)

    def is_ours(self, address):
        """Whether it is an address of the server under test."""
        return address.startswith(self.root + "/")

    def _asked(self, request):
        if self.is_ours(request.url):
            self.open.add(request)

    def _left(self, request):
        """Notes a request to another host, which left the browser whatever came of it."""
        if self.is_ours(request.url) or not request.url.startswith(("http:", "https:", "ws:", "wss:")):
            return
        host = urlsplit(request.url).netloc
        if request.resource_type != "image" or host not in PICTURES:
            self.outside.add(host)

    def _answered(self, request):
        self.open.discard(request)
        self._left(request)
        if self.is_ours(request.url):
            self.times.append((request.timing["responseEnd"], f"{request.method} {urlsplit(request.url).path}"))

    def _failed(self, request):
        self.open.discard(request)
        # What the page's policy blocks does not leave the browser.
        if request.failure != "csp":
            self._left(request)
        # The page gives up requests itself when it is left; a server that hangs up shows as another error.
        if self.is_ours(request.url) and request.failure != "net::ERR_ABORTED":
            self.problems.append(f"{request.method} {request.url} failed: {request.failure}")

    def _responded(self, response):
        address = response.url
        if response.status < 400 or not self.is_ours(address):
            return
        path = urlsplit(address).path.removeprefix(self.base)
        if any(re.fullmatch(pattern, path) for pattern, _ in ALLOWED):
            return
        if any(status == response.status and re.fullmatch(pattern, path) for status, pattern in self.refusals):
            return
        sent = response.request.post_data or ""
        self.problems.append(f"{response.request.method} {address} was answered {response.status} {sent[:300]}")

    def _said(self, message):
        if any(re.match(pattern, message.text) for pattern in self.words):
            return
        # Requests that failed are heard of above, with more words.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text[:500]}")
