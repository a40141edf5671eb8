"""Scenarios: what they are, how a file declares them, and which of them run."""

import fnmatch
import importlib.util
import sys
from pathlib import Path

_declared = []


class Scenario:
    """One named conversation with a server; `play` is called with a Session."""

    def __init__(self, title, play, issue, slow, settings):
        self.title = title
        self.play = play
        self.issue = issue
        self.slow = slow
        self.settings = settings
        self.file = ""

    @property
    def name(self):
        """The file and the title: what --only and enabled.txt match."""
        return f"{self.file}/{self.title}"


def scenario(title, issue=1, slow=False, settings=None):
    """Declares the function below as a scenario.

    `issue` is the issue that brings the behaviour. A `slow` one waits for background work: all slow ones run side by side at
    the end, so it must only ask for rows of its own. `settings` are environment variables for both
    servers: scenarios with the same settings share a pair of servers and databases of their own.
    """
    def declare(play):
        _declared.append(Scenario(title, play, issue, slow, settings or {}))
        return play
    return declare


def discover(folder):
    """All scenarios of the Python files in a folder, in the order of file name and declaration."""
    found = []
    sys.path.insert(0, str(folder.parent))
    for path in sorted(Path(folder).glob("*.py")):
        _declared.clear()
        module = importlib.util.spec_from_file_location(f"scenarios_{path.stem}", path)
        module.loader.exec_module(importlib.util.module_from_spec(module))
        for each in _declared:
            each.file = path.stem
        found += _declared
    titles = [each.name for each in found]
    doubles = {title for title in titles if titles.count(title) > 1}
    if doubles:
        raise ValueError(f"two scenarios have the same name: {', '.join(sorted(doubles))}")
    return found


def select(scenarios, only=(), upto=None, enabled=None):
    """The scenarios to run: by name pattern, by issue, or by the list of enabled ones (last matching line decides)."""
    if only:
        return [each for each in scenarios
                if any(fnmatch.fnmatch(each.name, pattern) or pattern in each.name for pattern in only)]
    if upto is not None:
        return [each for each in scenarios if each.issue <= upto]
    return [each for each in scenarios if _enabled(each.name, enabled)]


def _enabled(name, path):
    verdict = False
    for line in Path(path).read_text().splitlines():
        line = line.split("#", 1)[0].strip()
        if line and fnmatch.fnmatchcase(name, line.removeprefix("!")):
            verdict = not line.startswith("!")
    return verdict
