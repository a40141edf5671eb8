"""What the fuzzer starts from: small, valid or nearly valid, and written by hand."""

import itertools
import struct

from . import flood
from .limits import ANSWERS
from .wire import HTTP2

JSON = [
    b"null", b"true", b"[]", b"{}", b"-0.0e-7", b"1e400", b"123456789012345678901234567890", b"NaN", b"[-Infinity]",
    b'"\\u00e9\\ud83d\\ude00\\n"', b'"\\ud800"', b'{"a":{"b":[1,2.5,null,{"c":"d"}]},"a":2}', b"[" * 60 + b"]" * 60, b"\xef\xbb\xbf{}",
    b'{"type":"RUNNING","name":"Running","state_details":{"flow_run_id":null},"timestamp":"2026-05-04T08:00:02.179315Z"}',
]
TIMES = [
    b"2026-05-04T08:00:02.179315Z", b"2026-05-04 08:00:02+05:30", b"2026-05-04", b"1777881602.25", b"-1", b"2024-02-29T23:59:59.999999-00:00",
    b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:60Z", b"PT1H30M", b"P1DT2H3M4.5S", b"-P3W", b"01:02:03.5", b"3 days, 04:05:06",
]
QUERIES = [
    b"", b"a=1&b=2", b"name=%E2%82%AC+%25&x", b"flow_run_id=3c0e1d1e-6d3d-4b4f-8a51-0a5b0f0c8a11", b"%zz&%&==&a=b=c", b"3C0E1D1E6D3D4B4F8A510A5B0F0C8A11",
]
TARGETS = [b"/", b"*", b"/api/flows/%2F?x=1#y", b"http://localhost:4200/api/health?a=b", b"/api/../..//", b"localhost:443"]
REQUESTS = [
    b"GET /api/health HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n{}",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\n{}\r\n0\r\nTrailer: 1\r\n\r\n",
    b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    b"GET /api/events/in HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n",
]


def masked(first: int, payload: bytes) -> bytes:
    head = bytes([first, 0x80 | len(payload)]) if len(payload) < 126 else bytes([first, 0xFE]) + struct.pack("!H", len(payload))
    return head + b"\1\2\3\4" + bytes(byte ^ (1, 2, 3, 4)[index & 3] for index, byte in enumerate(payload))


FRAMES = [
    masked(0x81, b'{"type":"auth","token":null}'), masked(0x01, b"a") + masked(0x89, b"p") + masked(0x00, b"b") + masked(0x80, b"c"),
    masked(0x82, bytes(range(200))), masked(0x88, b"\x03\xe8bye"), masked(0x8A, b""), masked(0x81, "é€😀".encode()), b"\x81\xff" + b"\xff" * 12,
]


def http2() -> list[bytes]:
    """Good beginnings, and the first frames of every flood. The preface is the driver's."""
    start = HTTP2.frame(HTTP2.SETTINGS, 0, 0, b"")
    found = [start + HTTP2.frame(HTTP2.HEADERS, 5, 1, HTTP2.GET)]
    found += [start + b"".join(itertools.islice(frames(), 6))[:4000] for _, frames, _ in flood.FLOODS]
    return found


def seeds_of(driver: str) -> list[bytes]:
    """The seeds of a driver of Fuzz/; where it reads a first byte as the size of the pieces, each seed comes in several."""
    def pieces(seeds: list[bytes]) -> list[bytes]:
        return [bytes([step]) + seed for seed in seeds for step in (0, 1, 7)]

    return {
        "JSON": JSON,
        "Timestamps": TIMES,
        "Query": QUERIES,
        "Targets": TARGETS,
        "Requests": pieces(REQUESTS + [data[:4000] for _, data, _ in ANSWERS]),
        "WebSockets": pieces(FRAMES),
        "HTTP2": http2(),
    }.get(driver, [])
