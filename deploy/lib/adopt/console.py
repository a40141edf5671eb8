"""What is said, in the form of deploy/lib/messages.sh."""

import sys


class Refused(Exception):
    """The adoption can't begin, or can't go on; the texts are what is wrong and what to do about it."""

    def __init__(self, *texts, code=1):
        super().__init__(*texts)
        self.code = code


def say(text):
    """A heading: what is being done now."""
    print(f"==> {text}", file=sys.stderr, flush=True)


def note(text):
    """A detail under a heading."""
    print(f"    {text}", file=sys.stderr, flush=True)


def fail(text, *more, code=1):
    """What is wrong, and what to do about it; gives the exit code."""
    print(f"error: {text}", file=sys.stderr)
    for line in more:
        print(f"       {line}", file=sys.stderr)
    return code
