"""Each limit is probed by a peer that ignores it: a clear answer, a server that lives on, and memory that stays bounded."""

import itertools
import socket
import threading
import time

from .flood import floods
from .stage import Stage
from .verdict import Verdict
from .wire import WebSocket, ask, connect, read_to_end, send_quietly, status_of

GROWTH = 96 << 20
CONNECTIONS, HEAD_SECONDS = 3000, 5
SETTINGS = {"APUS_EVENT_LOOPS": "1", "APUS_HTTP_MAX_CONNECTIONS": str(CONNECTIONS), "APUS_HTTP_HEADER_TIMEOUT": str(HEAD_SECONDS)}


def request(line: str = "GET /api/health HTTP/1.1", fields: str = "", body: bytes = b"") -> bytes:
    return f"{line}\r\nHost: localhost\r\n{fields}\r\n".encode() + body


def post(body: bytes, path: str = "/api/flows/") -> bytes:
    return request(f"POST {path} HTTP/1.1", f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n", body)


# Sentence, bytes, statuses that are right. 400 stands for "malformed"; None for a connection that is closed unanswered.
ANSWERS = [
    ("a Content-Length beyond the bound is 413 before any body", request("POST /api/flows/ HTTP/1.1", "Content-Length: 10000000000\r\n"), {413}),
    ("a Content-Length beyond every number is refused", request("POST /api/flows/ HTTP/1.1", f"Content-Length: {'9' * 60}\r\n"), {400, 413}),
    ("a negative Content-Length is 400", request("POST /api/flows/ HTTP/1.1", "Content-Length: -1\r\n"), {400}),
    ("two Content-Lengths that differ are 400", request("POST /api/flows/ HTTP/1.1", "Content-Length: 2\r\nContent-Length: 3\r\n", b"{}"), {400}),
    ("Content-Length together with chunks is 400", request("POST /api/flows/ HTTP/1.1", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"), {400}),
    ("an unknown transfer coding is refused", request("POST /api/flows/ HTTP/1.1", "Transfer-Encoding: gzip, zebra\r\n", b"0\r\n\r\n"), {400, 501}),
    ("a malformed chunk size is 400", request("POST /api/flows/ HTTP/1.1", "Transfer-Encoding: chunked\r\n", b"xyz\r\n{}\r\n0\r\n\r\n"), {400}),
    ("an endless chunk extension is refused", request("POST /api/flows/ HTTP/1.1", "Transfer-Encoding: chunked\r\n", b"2;" + b"a" * 500_000), {400, 413, 431}),
    ("one field of a megabyte is 431", request(fields="X-Big: " + "a" * 1_000_000 + "\r\n"), {431}),
    ("10,000 fields are 431", request(fields="".join(f"X-{n}: 1\r\n" for n in range(10_000))), {431}),
    ("a target of 200,000 bytes is 414", request(f"GET /api/{'a' * 200_000} HTTP/1.1"), {414}),
    ("a target of 65,000 bytes is taken", request(f"GET /api/health?{'a' * 65_000} HTTP/1.1"), {200}),
    ("a target of 66,000 bytes is 414", request(f"GET /api/health?{'a' * 66_000} HTTP/1.1"), {414}),
    ("a folded field is 400", request(fields="X-One: a\r\n folded\r\n"), {400}),
    ("a space before the colon is 400", request(fields="X-One : a\r\n"), {400}),
    ("a NUL in a field is 400", request(fields="X-One: a\0b\r\n"), {400}),
    ("a method of 10,000 letters is refused", request("A" * 10_000 + " / HTTP/1.1"), {400, 405, 414, 431, 501}),
    ("HTTP/3.7 is refused", request("GET / HTTP/3.7"), {400, 505}),
    ("no Host is 400", b"GET /api/health HTTP/1.1\r\n\r\n", {400}),
    ("bytes without sense are refused", bytes(range(256)) * 40, {400, None}),
    ("JSON of 100,000 opening brackets is refused", post(b"[" * 100_000), {400, 422}),
    ("JSON of 100,000 nested arrays is refused", post(b"[" * 100_000 + b"]" * 100_000), {400, 422}),
    ("deep JSON inside a free-form field is refused", post(b'{"name":"deep","labels":{"a":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001 + b"}"), {400, 422}),
    ("JSON that is not UTF-8 is refused", post(b'{"name":"\xff\xfe"}'), {400, 422}),
    ("a NUL in a text is refused", post(b'{"name":"a\\u0000b"}'), {400, 409, 422}),
    ("a lone surrogate is refused", post(b'{"name":"\\ud800"}'), {400, 422}),
    ("a number of 100,000 digits is refused", post(b'{"name":' + b"9" * 100_000 + b"}"), {400, 422}),
]


def play(stage: Stage, verdict: Verdict, connections: int = CONNECTIONS, head_seconds: float = HEAD_SECONDS) -> None:
    with stage.running():
        server = stage.server
        pids = [service.pid for service in server.services]
        resident = sum(server.resident().values())
        verdict.note(f"memory {resident / 1e6:.0f} MB at the beginning")
        slow = threading.Thread(target=slow_head, args=(server.port, verdict, head_seconds))
        slow.start()
        for sentence, data, right in ANSWERS:
            status, answer, ended = ask(server.port, data, 15)
            acceptable = status in right and (status is not None or ended)
            verdict.check(acceptable, sentence, status if status else "closed" if ended else "no answer")
        for probe in (endless_chunks, pipelining, early_close, websockets):
            try:
                probe(stage, verdict)
            except OSError as error:
                verdict.check(False, f"the probe {probe.__name__} came to its end", error)
        for sentence, sent, most, ended in floods(server.port):
            verdict.check(sent < most and "closed" in ended, sentence, f"{sent} of {most} frames, {ended}")
        slow.join()
        too_many(stage, verdict, connections)
        time.sleep(1)
        still = sum(server.resident().values())
        verdict.check([service.pid for service in server.services if service.alive] == pids, "no process has died")
        status, _ = server.client.ask("GET", "/api/health")
        verdict.check(status == 200, "the server still answers", status)
        verdict.check(still - resident <= GROWTH, f"memory grew by no more than {GROWTH >> 20} MB", f"{(still - resident) / 1e6:.0f} MB")


def slow_head(port: int, verdict: Verdict, limit: float) -> None:
    began = time.monotonic()
    with connect(port) as peer:
        peer.sendall(b"GET /api/health HTTP/1.1\r\nHost: loc")
        data, ended = read_to_end(peer, limit + 15)
    verdict.check(status_of(data) == 408 and ended, "a head that does not end is 408", f"{status_of(data)} after {time.monotonic() - began:.1f} s")


def endless_chunks(stage: Stage, verdict: Verdict) -> None:
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
    with connect(stage.server.port, 20) as peer:
        peer.sendall(request("POST /api/flows/ HTTP/1.1", "Transfer-Encoding: chunked\r\n"))
        sent, deadline = 0, time.monotonic() + 20
        while sent < 256 << 20 and time.monotonic() < deadline and send_quietly(peer, chunk):
            sent += len(chunk)
            peer.settimeout(0)
            try:
                if peer.recv(1, socket.MSG_PEEK):
                    break
            except OSError:
                pass
            peer.settimeout(20)
        data, _ = read_to_end(peer, 5)
    verdict.check(status_of(data) == 413, "a chunked body without end is 413", f"{status_of(data)} after {sent >> 20} MB")


def pipelining(stage: Stage, verdict: Verdict) -> None:
    """A peer that sends and never reads must be left waiting; when it reads, every answer is there."""
    one, count = request("GET /api/health HTTP/1.1"), 20_000
    before = sum(stage.server.resident().values())
    with connect(stage.server.port, 3) as peer:
        # A socket of its own for the sender, as a timeout belongs to the object and bounds the whole of a sendall.
        writing = peer.dup()
        writing.settimeout(60)
        sender = threading.Thread(target=send_quietly, args=(writing, one * count))
        sender.start()
        time.sleep(2)
        grown = sum(stage.server.resident().values()) - before
        answers, began, rest = 0, time.monotonic(), b""
        deadline = began + 60
        peer.settimeout(15)
        try:
            while answers < count and time.monotonic() < deadline:
                data = rest + peer.recv(1 << 20)
                if data == rest:
                    break
                answers += data.count(b"HTTP/1.1 200")
                rest = data[-11:] if not data.endswith(b"HTTP/1.1 200") else b""
        except OSError:
            pass
        if answers < count:
            peer.close()
        sender.join()
        writing.close()
    verdict.check(answers == count, "20,000 pipelined requests are answered when their sender reads at last", f"{answers} answers, {time.monotonic() - began:.1f} s")
    verdict.check(grown < GROWTH, "and do not pile up before", f"{grown / 1e6:.0f} MB")


def early_close(stage: Stage, verdict: Verdict) -> None:
    """Peers that vanish: after a part of a head, of a body, and without reading the answer."""
    pieces = [b"", b"GE", b"GET / HTTP/1.1\r\nHo", post(b"{" * 5000)[:300], request(), request("POST /api/flows/filter HTTP/1.1", "Content-Length: 2\r\n", b"{}")]
    for piece in itertools.islice(itertools.cycle(pieces), 1500):
        peer = connect(stage.server.port)
        # Linger of zero: a reset instead of a good end.
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        send_quietly(peer, piece)
        peer.close()
    status, _ = stage.server.client.ask("GET", "/api/health")
    verdict.check(status == 200, "1,500 peers that vanish leave the server answering", status)


def websockets(stage: Stage, verdict: Verdict) -> None:
    port, path = stage.server.port, "/api/events/in"

    def closes(sentence: str, right: set, act) -> None:
        one = WebSocket(port, path)
        try:
            act(one)
        except OSError:
            pass  # closed while sending
        code = one.close_code()
        one.close()
        verdict.check(code in right, sentence, code)

    def fragments(one: WebSocket) -> None:
        one.send_frame(WebSocket.TEXT, b" ")
        for _ in range(2_000_000):
            one.send_frame(0, b" ")

    closes("a WebSocket message that claims 2^62 bytes is 1009", {1009, 1002}, lambda one: one.send_frame(0x81, b"abc", length=1 << 62))
    closes("a WebSocket message of 40 MB is 1009", {1009}, lambda one: one.send_frame(0x81, b" " * (40 << 20)))
    closes("a WebSocket message of endless fragments is 1009", {1009}, fragments)
    closes("an unmasked frame is 1002", {1002}, lambda one: one.send_frame(0x81, b"{}", mask=False))
    closes("a reserved opcode is 1002", {1002}, lambda one: one.send_frame(0x83, b"{}"))
    closes("a reserved bit is 1002", {1002}, lambda one: one.send_frame(0xC1, b"{}"))
    closes("a fragmented ping is 1002", {1002}, lambda one: one.send_frame(0x09, b""))
    closes("a ping of 1,000 bytes is 1002", {1002}, lambda one: one.send_frame(0x89, b"a" * 1000))
    closes("text that is not UTF-8 is 1007", {1007}, lambda one: one.send_frame(0x81, b"\xff\xfe"))

    one = WebSocket(port, path)
    try:
        one.send_text("[" * 100_000)
        one.ping()
        verdict.check(True, "a malformed event is dropped alone")
    except OSError as error:
        verdict.check(False, "a malformed event is dropped alone", error)
    one.close()


def too_many(stage: Stage, verdict: Verdict, most: int) -> None:
    """Opens connections until one is refused; the ones before must live, and all must be free again afterwards."""
    port, opened, refused = stage.server.port, [], None
    try:
        for number in range(most + 50):
            try:
                opened.append(connect(port, 5))
            except OSError as error:
                refused = f"connection {number + 1}: {error}"
                break
        if refused is None:
            data, ended = read_to_end(opened[-1], 3)
            if ended:
                refused = f"connection {len(opened)}: {status_of(data)}"
        verdict.check(refused is not None and "503" in refused, f"more than {most} connections are answered with 503", refused or "all taken")
        opened[0].sendall(request())
        opened[0].settimeout(10)
        verdict.check(opened[0].recv(64).startswith(b"HTTP/1.1 200"), "a connection that was there before still works")
    finally:
        for peer in opened:
            peer.close()
    time.sleep(1)
    verdict.check(stage.server.client.ask("GET", "/api/health")[0] == 200, "and there is room again afterwards")
