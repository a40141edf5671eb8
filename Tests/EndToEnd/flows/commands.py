"""Runs several `prefect` commands one after the other: a JSON array of their arguments is the only argument.

What each printed is written as one line of JSON, with its exit code. It saves the time that the program takes to start.
"""

import contextlib
import io
import json
import sys

from prefect.cli import app


def run(arguments):
    """Runs one command; gives its exit code and what it printed."""
    output, code = io.StringIO(), 0
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            sys.argv = ["prefect", *arguments]
            app()
        except SystemExit as end:
            code = end.code or 0
    return code, output.getvalue()


if __name__ == "__main__":
    for arguments in json.loads(sys.argv[1]):
        print(json.dumps(run(arguments)))
