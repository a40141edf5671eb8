"""1,000 idle WebSockets and 1,000 slow-loris connections leave other requests' p99 within twice its normal."""

import selectors
import socket
import threading
import time

from harness import load, measure

from .stage import Stage
from .verdict import Verdict
from .wire import WebSocket, connect

HEAD = b"GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


class Holder:
    """Keeps the sockets: the idle ones answer pings, the slow ones send a byte a second and are opened anew when closed."""

    def __init__(self, port: int, websockets: int, slow: int):
        self.port = port
        self.idle: list[WebSocket] = []
        self.slow: list[socket.socket] = []
        self.reopened = 0
        self.lost = 0
        self.stopping = threading.Event()
        for _ in range(websockets):
            self.idle.append(WebSocket(port, "/api/events/in", timeout=30))
        for _ in range(slow):
            self.slow.append(self._open_slow())
        self.thread = threading.Thread(target=self._keep)
        self.thread.start()

    def _open_slow(self) -> socket.socket:
        peer = connect(self.port, timeout=30)
        peer.sendall(HEAD)
        peer.setblocking(False)
        return peer

    def _keep(self) -> None:
        watching = selectors.DefaultSelector()
        for one in self.idle:
            one.peer.setblocking(False)
            watching.register(one.peer, selectors.EVENT_READ, one)
        position = 0
        while not self.stopping.is_set():
            until = time.monotonic() + 0.05
            for key, _ in watching.select(timeout=0.05):
                self._answer(key.data, watching)
            # A twentieth of the slow ones each twentieth of a second.
            for _ in range(max(1, len(self.slow) // 20)):
                position = (position + 1) % max(1, len(self.slow))
                if self.slow:
                    self._drip(position)
            time.sleep(max(0, until - time.monotonic()))

    def _answer(self, one: WebSocket, watching: selectors.BaseSelector) -> None:
        try:
            data = one.peer.recv(4096)
            if not data:
                raise ConnectionError
            if data[0] & 15 == WebSocket.PING and len(data) >= 2:
                one.send_frame(0x80 | WebSocket.PONG, data[2:2 + data[1]])
        except BlockingIOError:
            pass
        except OSError:
            self.lost += 1
            watching.unregister(one.peer)

    def _drip(self, position: int) -> None:
        try:
            self.slow[position].send(b"x")
            return
        except BlockingIOError:
            return
        except OSError:
            self.slow[position].close()
        try:
            self.slow[position] = self._open_slow()
            self.reopened += 1
        except OSError:
            pass

    def close(self) -> None:
        self.stopping.set()
        self.thread.join()
        for one in self.idle:
            one.close()
        for peer in self.slow:
            peer.close()


def play(stage: Stage, verdict: Verdict, seconds: int = 10, websockets: int = 1000, slow: int = 1000) -> None:
    with stage.running():
        server, cluster = stage.server, stage.cluster
        _, run = measure.prepare(server)

        def probe() -> dict:
            return load.timed("probe", server, cluster, path=f"/api/flow_runs/{run}", clients=4, pause_ms=5, seconds=seconds)

        probe()  # warms both
        before = probe()
        resident = sum(server.resident().values())
        began = time.monotonic()
        holder = Holder(server.port, websockets, slow)
        try:
            verdict.check(True, f"{websockets} WebSockets and {slow} slow connections are open", f"{time.monotonic() - began:.1f} s")
            time.sleep(2)
            during = probe()
            held = sum(server.resident().values())
            verdict.check(holder.lost == 0, "no idle WebSocket was lost", f"{holder.lost} lost, {holder.reopened} slow ones opened anew")
        finally:
            holder.close()
        time.sleep(2)
        after = probe()
        usual = (before["request_p99_ms"] + after["request_p99_ms"]) / 2
        figures = f"p99 {before['request_p99_ms']:.2f} ms before, {during['request_p99_ms']:.2f} during, {after['request_p99_ms']:.2f} after"
        verdict.check(during["request_p99_ms"] <= 2 * usual, "other requests' p99 stays within twice its normal", figures)
        errors = before["errors"] + during["errors"] + after["errors"]
        verdict.check(errors == 0, "no other request failed", errors)
        verdict.note(f"memory {resident / 1e6:.0f} MB before, {held / 1e6:.0f} MB with the sockets: "
                     f"{(held - resident) / max(1, websockets + slow) / 1024:.1f} KiB a socket")
