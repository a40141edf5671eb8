"""What the checks of the pages work with: a filled installation, a browser, and a client to look behind the pages."""

import re
import sys
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

from checks import expect
from checks.waiting import eventually
from chromium import PATIENCE, View
from watch import Watch

HERE = Path(__file__).resolve().parent


class Stage:
    """One installation, and a window to it for each of the two interfaces."""

    def __init__(self, client, browser, pictures, failures):
        self.client = client
        self.root = client.server.root
        self.browser = browser
        self.pictures = pictures
        self.failures = failures
        self.outside = set()
        self.times = []
        self.contexts = {}

    def fill(self):
        """Fills the installation by the stock client, unless that has been done, and waits for what the services do with it."""
        if not self.client.ask("/work_pools/filter", {}):
            self.client.run(sys.executable, HERE / "content" / "fill.py")
        runs = {"flow_runs": {"name": {"any_": ["late-run"]}, "state": {"name": {"any_": ["Late"]}}}}
        expect(eventually(lambda: self.client.ask("/flow_runs/filter", runs), within=60), "no run is marked late")
        events = {"filter": {"event": {"prefix": ["till."]}}}
        found = eventually(lambda: self.client.ask("/events/filter", events)["events"], within=60)
        expect(found, "the event of the till is not there")
        # Pages end the time that they ask for at the last whole minute.
        minute = datetime.fromisoformat(found[0]["occurred"]).replace(second=0, microsecond=0) + timedelta(minutes=1)
        expect(eventually(lambda: datetime.now(timezone.utc) >= minute, within=90), "the minute of the event does not end")
        waiting = {"deployments": {"name": {"any_": ["nightly"]}}, "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}}
        expect(eventually(lambda: len(self.client.ask("/flow_runs/filter", waiting)) > 4, within=60), "the schedule makes no runs")

    def found(self, kind, name, key="name"):
        """The object of a kind (as in the paths of the API) with this name."""
        for each in self.client.ask(f"/{kind}/filter", {}):
            if each[key] == name:
                return each
        raise AssertionError(f"there is no {name} in {kind}")

    def has(self, question, what):
        """Waits until a question to the API is answered with something true, and gives it."""
        answer = eventually(question)
        expect(answer, f"the API does not show {what}")
        return answer

    @contextmanager
    def view(self, version, path=None):
        """A window to one of the two interfaces; whatever fails in it fails the check."""
        page = self._context(version).new_page()
        watch = Watch(page, self.root, self.outside)
        view = View(page, self.root + ("/v2" if version == "v2" else ""), watch, self._keep)
        try:
            if path is not None:
                view.open(path)
            yield view
            view.settle()
            expect(not watch.problems, "\n".join(watch.problems))
        except BaseException:
            name = self._file(self.failures, "failure " + (path or version))
            page.screenshot(path=name)
            print(f"    the page at its failure: {name}", *(f"    {each}" for each in watch.problems), sep="\n")
            raise
        finally:
            self.times += watch.times
            page.close()

    def _context(self, version):
        if version not in self.contexts:
            context = self.browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB", timezone_id="UTC", reduced_motion="reduce")
            context.set_default_timeout(PATIENCE * 1000)
            context.add_cookies([{"name": "prefect_ui_version", "value": version, "url": self.root}])
            self.contexts[version] = context
        return self.contexts[version]

    def _keep(self, page, name):
        if self.pictures:
            page.screenshot(path=self._file(self.pictures, name))

    @staticmethod
    def _file(folder, name):
        folder.mkdir(parents=True, exist_ok=True)
        return folder / (re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80] + ".png")
