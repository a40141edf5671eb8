"""The rules of the edge: methods, paths, redirects, bodies and labels of bodies, compression, CORS, the version header."""

from harness.scenario import scenario
from harness.session import Deviation

MISSING = "00000000-0000-4000-8000-00000000dead"


@scenario("bodies that are not JSON")
def _(s):
    for content in (b"{", b"[", b'{"name": ', b'{"name": "a" "b"}', b'{"name": nope}', b"{'name': 1}", b'{"a": 1,}', b"[1,]", b"\xff\xfe", b'{"name": "\xff"}',
                    b'{"name": "a', b'{"name": "\\x"}', b'{"name": "tab\there"}', b"nul", b"-", b"01", b"1.", b"1e", b"+1", b".5",
                    b"\xef\xbb\xbf{}", b" {} x", b"{}{}", b"truefalse", b'{"a"}', b"{1: 2}", b'"', b" ", b"\n", b"\x00", b"\n\n  {\n  x", b"{]", b"}"):
        s.post("/variables/", content=content, headers={"content-type": "application/json"})
        s.post("/variables/count", content=content)


@scenario("half a surrogate pair is refused")
def _(s):
    s.post("/variables/", content=b'{"name": "\\ud800"}', deviates=Deviation("the reference fails to write its own answer: 500", status=422))


@scenario("deep JSON")
def _(s):
    for depth in (10, 100, 150):
        s.post("/variables/", content=b'{"name": "%s", "value": %s1%s}' % (s.name(f"d{depth}").encode(), b"[" * depth, b"]" * depth),
               ignore=("request_body",))
    s.post("/variables/", content=b'{"name": "%s", "value": %s1%s}' % (s.name("d201").encode(), b"[" * 201, b"]" * 201), ignore=("request_body",),
           deviates=Deviation("Apus says which limit was exceeded and which setting changes it", status=400,
                              body={"detail": "The body is nested more than 200 levels deep; the setting APUS_JSON_MAX_DEPTH changes this limit."}))
    # Other scenarios count all variables.
    s.delete(f"/variables/name/{s.name('d201')}", deviates=Deviation("it was refused", status=404))


@scenario("labels of bodies")
def _(s):
    for number, label in enumerate([
            "application/json", "application/json; charset=utf-8", "application/json;charset=latin-1", "APPLICATION/JSON", "application/vnd.api+json",
            "application/problem+json; x=y", "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
            "application/octet-stream", "*/*", "json", "", "application/xml"]):
        body = b'{"name": "%s", "value": 1}' % s.name(f"label{number}").encode()
        s.post("/variables/", content=body, headers={"content-type": label})
        s.post("/variables/count", content=b"{}", headers={"content-type": label})
        s.post("/variables/count", content=b"", headers={"content-type": label})
    s.post("/variables/", content=b'{"name": "%s", "value": 1}' % s.name("unlabelled").encode())
    s.post("/variables/count", content=b"name=x")


@scenario("methods that a route has not")
def _(s):
    for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "GET", "TRACE", "QUERY", "M-SEARCH"):
        for path in ("/variables/filter", "/health", "/flows/", f"/flow_runs/{MISSING}/set_state"):
            s.request(method, path)
        for path, allowed in ((f"/variables/{MISSING}", ("GET", "PATCH", "DELETE")), (f"/flows/{MISSING}", ("PATCH", "GET", "DELETE")),
                              ("/v2/concurrency_limits/filter", ("POST", "GET", "PATCH", "DELETE"))):
            s.request(method, path, deviates=None if method in allowed else Deviation.allows(*allowed))
    s.request("get", "/health")


@scenario("paths that lead nowhere")
def _(s):
    for path in ("/nope", "/nope/", "/", "/variables/nope/nope", "/flow_runs/x/set_state", "/flows/" + MISSING + "/x", "/health/x", "//health", "/./health",
                 "/Health", "/variables/%2e%2e/health", "/%68ealth", "/flows/name", "/health?x=1", "/health#x", "/health;x", "/variables//"):
        s.get(path)
    for path in ("/api", "/api/", "/apinope", "/api//health", "//api/health"):
        s.get(path, root=True)


@scenario("slashes are added and taken away by redirects")
def _(s):
    for method, path in (("GET", "/health/"), ("GET", "/flow_run_states"), ("GET", f"/flow_run_states?flow_run_id={MISSING}"), ("POST", "/variables"),
                         ("POST", "/variables/filter/"), ("POST", "/flows/?a=1"), ("GET", f"/variables/{MISSING}/"), ("DELETE", "/variables"),
                         ("GET", "/variables/name/x/"), ("POST", "/events/"), ("HEAD", "/health/"), ("POST", "/flow_runs?x=%20y")):
        s.request(method, path, json={} if method == "POST" else ...)
    s.get("/health/", headers={"host": "example.org"})
    s.get("/health/", headers={"host": "example.org", "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.7"})
    named = Deviation("a trusted proxy's X-Forwarded-Host, X-Forwarded-Prefix and Forwarded count, too: redirects lead back to where the client came from")
    s.get("/health/", headers={"host": "example.org", "x-forwarded-proto": "https", "x-forwarded-host": "other.example"}, deviates=named)
    s.get("/health/", headers={"host": "example.org", "x-forwarded-proto": "https", "x-forwarded-prefix": "/prefect"}, deviates=named)
    s.get("/health/", headers={"host": "example.org", "forwarded": "for=203.0.113.7;proto=https"}, deviates=named)
    for name, value in (("proto", "gopher"), ("proto", ""), ("host", "other.example/path"), ("host", "a b"), ("host", "user@other.example"), ("prefix", "//other.example"),
                        ("prefix", "/a/../b"), ("prefix", "prefect")):
        s.get("/health/", headers={"host": "example.org", "x-forwarded-" + name: value})


@scenario("compression above 500 bytes")
def _(s):
    for size in (0, 300, 380, 450, 600, 3000):
        name = s.name(f"gzip{size}")
        s.post("/variables/", {"name": name, "value": "x" * size})
        for accepted in ("gzip", "gzip, deflate, br", "deflate", "identity", "*", "gzip;q=0.5"):
            s.get(f"/variables/name/{name}", headers={"accept-encoding": accepted})
        is_long = "content-encoding" in s.last.headers
        for accepted in ("gzip;q=0", "identity, gzip;q=0.5", "GZIP"):
            s.get(f"/variables/name/{name}", headers={"accept-encoding": accepted},
                  deviates=Deviation("Accept-Encoding is read as RFC 9110 has it: weights count, and case does not", status=200) if is_long else None)


@scenario("a Host that is no host is refused")
def _(s):
    for host in ("example.org/path", "example.org?query", "user@example.org", "example.org:x", "[::1"):
        s.get("/health/", headers={"host": host}, deviates=Deviation("the reference answers as if its own address were named; RFC 9112 §3.2 has 400", status=400))
    for host in ("example.org:4200", "[::1]:4200"):
        s.get("/health/", headers={"host": host})


@scenario("CORS")
def _(s):
    for origin in ("http://example.org", "null", "http://localhost:4200"):
        s.get("/health", headers={"origin": origin})
        s.post("/variables/count", {}, headers={"origin": origin})
        s.request("OPTIONS", "/variables/filter", headers={
            "origin": origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type, x-prefect-api-version"})
    s.request("OPTIONS", "/variables/filter", headers={"origin": "http://example.org", "access-control-request-method": "BREW"})
    s.request("OPTIONS", "/nope", headers={"origin": "http://example.org", "access-control-request-method": "GET"})
    s.request("OPTIONS", "/variables/filter", headers={"origin": "http://example.org"})
    s.request("OPTIONS", "/variables/filter", headers={"access-control-request-method": "POST"})
    for method in ("QUERY", "query", "TRACE"):
        s.request("OPTIONS", "/variables/filter", headers={
            "origin": "http://example.org", "access-control-request-method": method, "access-control-request-headers": "x-one , x-two"})
    s.request("OPTIONS", "/variables/filter", headers={
        "origin": "http://example.org", "access-control-request-method": "POST", "access-control-request-private-network": "true"})
    s.get("/nope", headers={"origin": "http://example.org"})
    s.get("/health", headers={"origin": "http://example.org", "cookie": "a=b"})


@scenario("the API version header")
def _(s):
    for version in ("0.8.4", "0.8.0", "0.7.9", "0.9.0", "1.0.0", "99.0.0", "", "0.8", "0.8.4.1", "a.b.c", "0.8.x", "-1.0.0", "0..4", "00.08.04"):
        for path in ("/variables/count", "/health", "/version", "/ready", "/hello", "/admin/version", "/nope"):
            s.request("POST" if path == "/variables/count" else "GET", path, headers={"x-prefect-api-version": version})
    s.post("/variables/", {"zip": 1}, headers={"x-prefect-api-version": "0.1.0"})


@scenario("headers that mean nothing here are ignored")
def _(s):
    s.get("/health", headers={"x-prefect-flow-run-id": "not-an-id", "authorization": "Bearer x", "user-agent": "prefect/3.9.1 (API 0.8.4)"})
    s.get("/health", headers={"accept": "text/html"})
    s.get("/health", headers={"x-long": "x" * 4000})
    s.get("/variables/name/x", headers={"if-none-match": "*", "range": "bytes=0-1"})


@scenario("a body on a request that needs none")
def _(s):
    s.request("GET", "/health", content=b"{}")
    s.request("DELETE", f"/variables/{MISSING}", content=b"{", headers={"content-type": "application/json"})
    s.request("GET", f"/variables/{MISSING}", content=b"{", headers={"content-type": "application/json"})


DOCUMENT = Deviation("the document is our own", status=200, holds=lambda body: body["openapi"] == "3.1.0" and body["servers"] == [{"url": "/api"}])
PAGE = Deviation("the page is our own and needs nothing from elsewhere", status=200, holds=lambda body: "<html" in body and "https:" not in body)


@scenario("the API's own description", issue=5)
def _(s):
    for prefix in ("", "/api"):
        s.get(prefix + "/openapi.json", root=True, deviates=DOCUMENT)
        s.get(prefix + "/docs", root=True, deviates=PAGE)
        s.get(prefix + "/redoc", root=True, deviates=PAGE)
        for path in ("/openapi.json", "/docs", "/redoc"):
            s.request("HEAD", prefix + path, root=True)
            s.get(prefix + path, root=True, headers={"accept-encoding": "gzip"}, record=False)
            tag = s.last.headers.get("etag", "")
            s.get(prefix + path, root=True, headers={"if-none-match": tag}, deviates=Deviation("who has it already is told so", status=304))
            s.post(prefix + path + "/", root=True)
            s.get(prefix + path + "/", root=True)
