"""The two web interfaces beside the API: pages, files, redirects between them, and what they ask for first."""

import re

from harness.scenario import scenario

MOVED = {"PREFECT_UI_SERVE_BASE": "/sub", "PREFECT_UI_API_URL": "https://prefect.example/api", "PREFECT_SERVER_UI_V2_ENABLED": "false"}
OFF = {"PREFECT_UI_ENABLED": "false"}
PAGE = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
V1 = {"cookie": "a=b; prefect_ui_version=v1"}
V2 = {"cookie": "prefect_ui_version=v2"}


def asset(s, page):
    """The path of the script that a page begins with."""
    s.get(page, root=True)
    return re.search(r'src="([^"]+\.js)"', s.last.text).group(1)


@scenario("the pages, for browsers and for others")
def _(s):
    for path in ("/", "/v2", "/v2/", "/v2/dashboard", "/v2x", "/runs/x", "/index.html", "/v2/index.html", "/v2/index.html/", "/v2/assets",
                 "/v2/assets/", "/v2/assets/nope.js", "/assets/nope.css", "/favicon.ico", "/v2/favicon.ico", "/api", "/apinope", "/v2?a=1&b=%20"):
        for headers in ({}, PAGE, {"accept": "*/*"}, {"accept": "application/xhtml+xml"}, {"accept": "text/html;q=0"}, {"accept": "TEXT/HTML"}):
            s.get(path, headers=headers, root=True)
    for path in ("/api/", "/api/nope", "/api/v2/"):
        s.get(path, headers=PAGE, root=True)


@scenario("the root leads to the interface that is preferred")
def _(s):
    for path in ("/", "/?a=1&b=%20", "/runs", "/v2/", "/v2", "/v2/runs"):
        for cookie in ({}, V1, V2, {"cookie": "prefect_ui_version=v3"}, {"cookie": 'prefect_ui_version="v1"'}):
            s.get(path, headers=PAGE | cookie, root=True)
    for headers in ({"sec-fetch-mode": "navigate"}, {"sec-fetch-dest": "document"}, {"sec-fetch-dest": "iframe"}, {"sec-fetch-dest": "script"},
                    {"sec-fetch-mode": "cors"}, V2, V1 | {"sec-fetch-mode": "navigate"}):
        s.get("/", headers=headers, root=True)
        s.get("/nope", headers=headers, root=True)


@scenario("files, their types and their codings")
def _(s):
    for page in ("/", "/v2/"):
        script = asset(s, page)
        s.get(script, root=True)
        s.get(script, headers={"accept-encoding": "gzip, deflate, br"}, root=True)
        s.get(script, headers={"accept-encoding": "br"}, root=True)
        s.get(script, headers={"origin": "http://example.org"}, root=True)
    for path in ("/robots.txt", "/%72obots.txt", "//robots.txt", "/./robots.txt", "/ico/site.webmanifest", "/v2/ico/favicon-32x32.png", "/v2/running.svg",
                 "/v2//running.svg", "/v2/running.svg/", "/v2/assets/../running.svg", "/v2/../robots.txt", "/v2/%2e%2e/robots.txt", "/v2%2frunning.svg",
                 "/../../../../etc/passwd", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "/v2/..%2f..%2fserver/api/server.py", "/robots.txt%00"):
        s.get(path, root=True)


@scenario("what a client has is not sent again")
def _(s):
    for path in ("/robots.txt", "/v2/", "/v2/running.svg"):
        s.get(path, root=True)
        tag, time = s.last.headers["etag"], s.last.headers["last-modified"]
        for headers in ({"if-none-match": tag}, {"if-none-match": "*"}, {"if-none-match": f'"x", W/{tag}'}, {"if-none-match": '"x"'}, {"if-modified-since": time},
                        {"if-modified-since": "Sun, 06 Nov 1994 08:49:37 GMT"}, {"if-none-match": '"x"', "if-modified-since": time},
                        {"if-modified-since": "yesterday"}):
            s.get(path, headers=headers, root=True)
            s.note("has a tag", "etag" in s.last.headers)


@scenario("methods beside the API")
def _(s):
    for method in ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        for path in ("/", "/v2", "/v2/", "/robots.txt", "/v2/running.svg", "/nope", "/v2/nope", "/v2/assets", "/ui-settings"):
            for headers in ({}, PAGE):
                s.request(method, path, headers=headers, root=True, ignore=("api_url",))
                s.note("length", s.last.headers.get("content-length") if method == "HEAD" else None)


@scenario("what the interfaces ask for first")
def _(s):
    for path in ("/ui-settings", "/ui-settings/", "/ui-settings//", "/ui-settings?x=1", "/ui-settings/x", "/v2/ui-settings", "/api/ui-settings"):
        for headers in ({}, PAGE, {"origin": "http://example.org"}):
            s.get(path, headers=headers, root=True, ignore=("api_url",))


@scenario("another base path, and the first interface by default", settings=MOVED)
def _(s):
    for path in ("/", "/sub", "/sub/", "/sub/v2", "/sub/v2/", "/sub/x", "/sub/v2/x", "/subx", "/sub/ui-settings", "/ui-settings", "/sub/v2/ui-settings", "/v2/",
                 "/robots.txt", "/sub/robots.txt", "/sub/v2/running.svg"):
        for headers in ({}, PAGE, PAGE | V2, PAGE | V1):
            s.get(path, headers=headers, root=True)
    for page in ("/sub/", "/sub/v2/"):
        s.get(asset(s, page), root=True)


@scenario("without the interfaces", settings=OFF)
def _(s):
    for path in ("/", "/v2/", "/v2", "/ui-settings", "/robots.txt", "/nope"):
        for headers in ({}, PAGE, PAGE | V1):
            s.get(path, headers=headers, root=True, ignore=("api_url",))
    s.post("/", root=True)
