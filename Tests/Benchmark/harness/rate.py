"""How many requests of one kind a server answers, asked by several clients at a time."""

import threading
import time

from .http import Connection


def rate(port: int, path: str, body: object, clients: int = 8, seconds: float = 8) -> dict:
    spent: list[float] = []
    failures: list[str] = []
    end = time.monotonic() + seconds

    def client() -> None:
        connection = Connection(port, "POST", path, body)
        try:
            while time.monotonic() < end:
                sent = time.perf_counter()
                status, data = connection.ask()
                if status != 200:
                    raise RuntimeError(f"{status} {data[:200]!r}")
                spent.append((time.perf_counter() - sent) * 1000)
        except (OSError, RuntimeError) as error:
            failures.append(str(error))
        finally:
            connection.close()

    began = time.monotonic()
    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])
    spent.sort()
    return {"per_second": len(spent) / (time.monotonic() - began), "p50_ms": spent[len(spent) // 2], "p99_ms": spent[-1 - len(spent) // 100]}
