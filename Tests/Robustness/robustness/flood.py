"""Floods of HTTP/2 frames that cost their sender little."""

import itertools
import struct

from .wire import HTTP2

frame = HTTP2.frame
END_STREAM, END_HEADERS = 1, 4


def odd():
    return itertools.count(1, 2)


def rapid_reset():
    for stream in odd():
        yield frame(HTTP2.HEADERS, END_STREAM | END_HEADERS, stream, HTTP2.GET) + frame(HTTP2.RST, 0, stream, struct.pack("!I", 8))


def settings():
    while True:
        yield frame(HTTP2.SETTINGS, 0, 0, struct.pack("!HI", 3, 100))


def settings_entries():
    while True:
        yield frame(HTTP2.SETTINGS, 0, 0, struct.pack("!HI", 3, 100) * 2000)


def pings():
    while True:
        yield frame(HTTP2.PING, 0, 0, b"12345678")


def continuations():
    yield frame(HTTP2.HEADERS, END_STREAM, 1, HTTP2.GET)
    while True:
        # A literal that is not indexed: x: aaaa…
        yield frame(HTTP2.CONTINUATION, 0, 1, b"\x00\x01x\x40" + b"a" * 64)


def empty_continuations():
    yield frame(HTTP2.HEADERS, END_STREAM, 1, HTTP2.GET)
    while True:
        yield frame(HTTP2.CONTINUATION, 0, 1, b"")


def empty_data():
    yield frame(HTTP2.HEADERS, END_HEADERS, 1, bytes([0x83]) + HTTP2.GET[1:])
    while True:
        yield frame(HTTP2.DATA, 0, 1, b"")


def priorities():
    for stream in odd():
        yield frame(HTTP2.PRIORITY, 0, stream, struct.pack("!IB", 0, 15))


def window_overflow():
    while True:
        yield frame(HTTP2.WINDOW, 0, 0, struct.pack("!I", 0x7FFFFFFF))


def header_bomb():
    """One entry of 4,000 bytes in the dynamic table, then references to it."""
    entry = b"\x40\x01x\x7f\xa1\x1e" + b"a" * 4000
    yield frame(HTTP2.HEADERS, END_STREAM | END_HEADERS, 1, HTTP2.GET + entry)
    for stream in itertools.count(3, 2):
        yield frame(HTTP2.HEADERS, END_STREAM | END_HEADERS, stream, HTTP2.GET + b"\xbe" * 8000)


def unknown_stream_resets():
    for stream in odd():
        yield frame(HTTP2.HEADERS, END_STREAM | END_HEADERS, stream, b"\x82") + frame(HTTP2.WINDOW, 0, stream, b"\0\0\0\0")


def garbage():
    while True:
        yield frame(HTTP2.DATA, 0xFF, 0, bytes(range(256)))


FLOODS = [
    ("rapid reset ends the connection", rapid_reset, 100_000),
    ("a flood of SETTINGS ends the connection", settings, 100_000),
    ("SETTINGS of 2,000 entries end the connection", settings_entries, 20_000),
    ("a flood of PINGs ends the connection", pings, 100_000),
    ("CONTINUATIONs without end end the connection", continuations, 100_000),
    ("empty CONTINUATIONs without end end the connection", empty_continuations, 100_000),
    ("empty DATA without end ends the connection", empty_data, 100_000),
    ("a flood of PRIORITYs ends the connection", priorities, 100_000),
    ("a window beyond 2^31 ends the connection", window_overflow, 300_000),
    ("header blocks that grow when decoded end the connection", header_bomb, 5_000),
    ("malformed requests without end end the connection", unknown_stream_resets, 100_000),
    ("DATA on stream 0 ends the connection", garbage, 50_000),
]


def floods(port: int):
    """Plays each flood: sentence, frames that left, frames that would have, how it ended."""
    for sentence, frames, most in FLOODS:
        peer = HTTP2(port)
        try:
            sent, ended = peer.flood(frames(), most)
        finally:
            peer.close()
        yield sentence, sent, most, ended
