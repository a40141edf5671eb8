"""What is heard over the sockets: events by the command line."""

import subprocess
import sys
import time
from pathlib import Path

from checks import FLOWS, check, expect

PREFECT = Path(sys.executable).parent / "prefect"


def beside(client, *command):
    """Starts a process of the client's that goes on beside the check."""
    return subprocess.Popen([str(part) for part in command], env=client.environment(), cwd=FLOWS, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def output(process):
    """Ends a process and gives what it printed."""
    process.terminate()
    try:
        return process.communicate(timeout=30)[0]
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate()[0]


@check("event stream shows what happens")
def _(stage):
    for client in stage.clients:
        stream = beside(client, PREFECT, "event", "stream", "--format", "json")
        time.sleep(8)
        client.cli("variable", "set", "streamed", "1", "--overwrite")
        time.sleep(3)
        shown = output(stream)
        expect("prefect.variable." in shown, f"on {client.server.name} the stream shows:\n{shown[-2000:]}")
