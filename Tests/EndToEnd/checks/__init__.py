"""The end-to-end checks: what they share and how they are declared."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import httpx
from harness.launcher import Process

FLOWS = Path(__file__).resolve().parent.parent / "flows"
PROGRAMS = Path(sys.executable).parent
PREFECT = PROGRAMS / "prefect"
declared = []
# Whether checks that can do much do it.
is_long = False


def check(title):
    """Declares the function below as a check; it gets the Stage and raises AssertionError when something is wrong."""
    def declare(function):
        declared.append((title, function))
        return function
    return declare


def expect(condition, message):
    """Raises AssertionError unless the condition holds; a message that has to be found out first is a function."""
    if not condition:
        raise AssertionError(message() if callable(message) else message)


class Client:
    """The real Prefect client, run in processes of its own with a fresh home."""

    def __init__(self, server, home, programs=PROGRAMS):
        self.server = server
        # Where the interpreter and the command line of the client's release are.
        self.python, self.prefect = programs / "python", programs / "prefect"
        self.home = home
        self.api = httpx.Client(base_url=server.api, timeout=60)

    def environment(self):
        """The environment of the client's processes: nothing of ours but the address."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "APUS_"))}
        return kept | {"PREFECT_HOME": str(self.home), "PREFECT_API_URL": self.server.api, "COLUMNS": "240", "NO_COLOR": "1",
                       "TERM": "dumb", "PREFECT_CLI_COLORS": "false", "PREFECT_LOGGING_TO_API_BATCH_INTERVAL": "0.5",
                       "DO_NOT_TRACK": "1", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, *command, code=0, within=180, **settings):
        """Runs a command and gives what it printed; another exit code than expected is a failure."""
        done = subprocess.run([str(part) for part in command], env=self.environment() | settings, capture_output=True, text=True, timeout=within,
                              cwd=FLOWS, stdin=subprocess.DEVNULL)
        if done.returncode != code:
            ending = "\n".join((done.stdout + done.stderr).splitlines()[-25:])
            raise AssertionError(f"{' '.join(map(str, command[1:]))} on {self.server.name} exited with {done.returncode}, not {code}:\n{ending}")
        return done.stdout + done.stderr

    def script(self, name, code=0):
        """Runs one of the scripts in `flows`."""
        return self.run(self.python, FLOWS / f"{name}.py", code=code)

    def cli(self, *arguments):
        """Runs the `prefect` command; gives its standard output and errors."""
        return self.run(self.prefect, *arguments)

    def commands(self, *commands, **settings):
        """Runs `prefect` commands one after the other in one process; gives the exit code and the output of each."""
        output = self.run(sys.executable, FLOWS / "commands.py", json.dumps(commands), within=300, **settings)
        return [json.loads(line) for line in output.splitlines() if line.startswith("[")]

    @contextmanager
    def beside(self, name, *command, **settings):
        """A command that goes on beside the check, in a session of its own; what it prints is in its log. It is stopped in the end."""
        process = Process(f"{self.home.name}-{name}", command, self.environment() | settings, self.home.parent, FLOWS)
        try:
            yield process
        finally:
            process.stop(within=30)

    def ask(self, path, body=None):
        """POST (with a body) or GET; gives the JSON of a successful answer."""
        answer = self.api.get(path) if body is None else self.api.post(path, json=body)
        expect(answer.is_success, f"{path} on {self.server.name}: {answer.status_code} {answer.text[:300]}")
        return answer.json()

    def flow_run(self, name):
        """The newest flow run with this name."""
        found = self.ask("/flow_runs/filter", {"flow_runs": {"name": {"any_": [name]}}, "sort": "START_TIME_DESC"})
        expect(found, f"{self.server.name} has no flow run {name}")
        return found[0]


class Stage:
    """What the checks work with: the launcher, both servers, and a client of each."""

    def __init__(self, launcher, subject, reference, is_reference):
        self.launcher = launcher
        self.is_reference = is_reference
        self.subject = Client(subject, launcher.folder / "home-subject")
        self.reference = Client(reference, launcher.folder / "home-reference")

    @property
    def clients(self):
        """The client of the server under test and that of the reference."""
        return self.subject, self.reference

    def client(self, server, name=None, programs=PROGRAMS):
        """A client of one more server, or of another release."""
        return Client(server, self.launcher.folder / f"home-{name or server.name}", programs)

    def another(self, name, **options):
        """Starts one more server of the kind under test."""
        start = self.launcher.reference if self.is_reference else self.launcher.apus
        return start(name, **options)
