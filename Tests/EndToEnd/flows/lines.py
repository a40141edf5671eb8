"""Runs lines of the `prefect` command, given as a JSON array of arrays; prints for each its exit code and what it printed, as JSON.

The command's code is loaded once; every line then runs in a process forked off, as one that just started.
"""

import functools
import gc
import importlib
import json
import os
import sys
import tempfile
import traceback

from prefect.logging import configuration

GROUPS = ("flow", "flow_run", "task_run", "deployment", "work_pool", "work_queue", "worker", "artifact", "concurrency_limit",
          "global_concurrency_limit", "variable", "automation", "block", "events")


def run(arguments):
    """One line, in a process of its own; gives the exit code and the output."""
    with tempfile.TemporaryFile() as output:
        child = os.fork()
        if not child:
            os.dup2(output.fileno(), 1)
            os.dup2(output.fileno(), 2)
            os._exit(command(arguments))
        _, status = os.waitpid(child, 0)
        output.seek(0)
        return os.waitstatus_to_exitcode(status), output.read().decode()


def command(arguments):
    """What the installed `prefect` does with its arguments; gives the exit code."""
    sys.argv = ["prefect", *arguments]
    try:
        code = cli.app() or 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does at its end
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return code


# The greater part of what a line takes is to read the settings for the configuration of logging: once is enough.
configuration.load_logging_config = functools.cache(configuration.load_logging_config)
configuration.load_logging_config(configuration.DEFAULT_LOGGING_SETTINGS_PATH)
cli = importlib.import_module("prefect.cli")
for group in GROUPS:
    importlib.import_module(f"prefect.cli.{group}")
gc.collect()
gc.freeze()
gc.disable()
json.dump([run(arguments) for arguments in json.loads(sys.argv[1])], sys.stdout)
