"""Waiting for an answer."""

import time


def eventually(question, within=20, every=0.2):
    """Asks, every so many seconds, until the answer is true; gives the last answer."""
    deadline = time.monotonic() + within
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(every)
    return answer
