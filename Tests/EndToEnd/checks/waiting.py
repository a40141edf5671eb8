"""Waiting for an answer."""

import time


def eventually(question, within=20):
    """Asks until the answer is true; gives the last answer."""
    deadline = time.monotonic() + within
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return answer
