"""Running checks one after the other, and telling of each."""

import time
import traceback

from harness.launcher import LaunchError


def play(chosen, stage):
    """Runs (title, function) pairs, a line for each; gives how many failed."""
    failed = 0
    for title, function in chosen:
        started = time.monotonic()
        problem = attempt(function, stage)
        failed += bool(problem)
        print(f"{'✗' if problem else '✓'} {title} ({time.monotonic() - started:.1f} s)", flush=True)
        for line in problem.splitlines():
            print("    " + line, flush=True)
    return failed


def attempt(function, stage):
    """Runs one check; gives what went wrong, or an empty text."""
    try:
        function(stage)
    except (AssertionError, LaunchError) as error:
        return str(error) or "an assertion without words failed"
    except Exception:  # noqa: BLE001 - an unexpected answer is a finding, not the end of the run
        return traceback.format_exc(limit=-4)
    return ""
