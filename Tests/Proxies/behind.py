"""What holds behind a proxy: addresses that lead back to it, the stock client, and both web interfaces."""

import json
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from checks import Client, expect
from checks.waiting import eventually
from chromium import PATIENCE, View
from watch import Watch

HERE = Path(__file__).resolve().parent


class Behind:
    """Apus as it is seen through one proxy."""

    def __init__(self, proxied, gateway, certificate, browser, folder):
        self.proxied = proxied
        self.gateway = gateway
        self.certificate = certificate
        self.browser = browser
        self.folder = folder
        self.web = httpx.Client(verify=str(certificate), timeout=30)

    def addresses(self):
        """The pages' settings, redirects of the API and the UI, the description of the API, and the client in the log."""
        root, path = self.proxied.root, urlsplit(self.proxied.root).path
        settings = self.web.get(root + "/ui-settings").json()
        expect(settings["api_url"] == self.proxied.api, f"the pages are told {settings['api_url']}")
        bases = (settings["v1_base_url"], settings["v2_base_url"])
        expect(bases == (path or "/", path + "/v2"), f"the pages are told to be at {bases}")
        for asked, location in (("/api/health/", root + "/api/health"), ("/v2", root + "/v2/")):
            answer = self.web.get(root + asked)
            expect(answer.headers.get("location") == location, f"{asked} leads to {answer.headers.get('location')}")
        answer = self.web.get(root + "/", headers={"accept": "text/html"})
        expect(answer.headers.get("location") == path + "/v2/", f"/ leads to {answer.headers.get('location')}")
        servers = self.web.get(root + "/api/openapi.json").json()["servers"]
        expect(servers == [{"url": path + "/api"}], f"the description names {servers}")
        # What a client says itself is not what its proxy says.
        forged = {"x-forwarded-proto": "http", "x-forwarded-host": "evil.example", "x-forwarded-prefix": "/evil", "forwarded": "proto=http;host=evil.example"}
        told = self.web.get(root + "/ui-settings", headers=forged | {"x-forwarded-for": "198.51.100.66"}).json()
        expect(told == settings, f"a client that forges headers is told {told}")
        peers = {line.get("peer") for line in self._log() if line.get("path", "").endswith("/ui-settings")}
        expect(peers == {"127.0.0.1"}, f"the log shows the clients {peers}")

    def client(self):
        """Runs the stock client; gives the id of its flow run."""
        client = Client(self.proxied, self.folder / f"home {self.proxied.name}")
        output = client.run(sys.executable, HERE / "client.py", PREFECT_API_SSL_CERT_FILE=str(self.certificate))
        return re.search(r"flow run (\S+)", output).group(1)

    def second(self, flow_run):
        """Pages of the second version, by links, by addresses and again by a reload; then the first version by the switch."""
        with self._view("/v2") as view:
            view.page.goto(self.proxied.root + "/")
            view.is_at("/dashboard").shows("Flow Runs")
            for link, shown in {"Runs": "behind-a-proxy", "Flows": "behind", "Event Feed": "All event types"}.items():
                view.click(link, "link").shows(shown)
            view.open(f"/runs/flow-run/{flow_run}").shows("behind-a-proxy", "doubling")
            view.page.reload()
            view.is_at(f"/runs/flow-run/{flow_run}").shows("doubling")
            view.settle()
            view.open("/flows").shows("behind")
            view.click("Switch to V1 UI")
            view.dialog()
            view.click("Skip feedback and switch")
            view.page.wait_for_url(self.proxied.root + "/flows**")

    def first(self, flow_run):
        """The same in the first version."""
        with self._view("", "v1") as view:
            view.page.goto(self.proxied.root + "/")
            view.is_at("/dashboard").shows("Flow Runs")
            for path, shown in {"/runs": "behind-a-proxy", "/events": "Event Feed"}.items():
                view.open(path).shows(shown)
            view.open(f"/runs/flow-run/{flow_run}").shows("behind-a-proxy", "doubling")
            view.page.reload()
            view.is_at(f"/runs/flow-run/{flow_run}").shows("doubling")
            # By an address: this version's graph fails when it is left by a link while it is being drawn.
            view.settle()
            view.open("/flows").click("behind", "link").is_at("/flows/flow/").shows("behind-a-proxy")
            view.open("/dashboard").shows("Flow Runs")
            view.settle()
            view.click("Switch to V2 UI").page.wait_for_url(self.proxied.root + "/v2/**")

    @contextmanager
    def _view(self, base, version=None):
        """A window; a request to the proxy that fails, below the path or beside it, fails the check, and so does one to anything else."""
        parts = urlsplit(self.proxied.root)
        outside = set()
        context = self.browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB", timezone_id="UTC", reduced_motion="reduce",
                                           ignore_https_errors=True)
        context.set_default_timeout(PATIENCE * 1000)
        if version:
            context.add_cookies([{"name": "prefect_ui_version", "value": version, "url": self.proxied.root}])
        try:
            page = context.new_page()
            sockets = []
            page.on("websocket", lambda socket: sockets.append(socket) or socket.on("socketerror", lambda error: watch.problems.append(f"{socket.url}: {error}")))
            watch = Watch(page, f"{parts.scheme}://{parts.netloc}", outside, parts.path)
            view = View(page, self.proxied.root + base, watch, lambda *_: None)
            try:
                yield view
                view.settle()
            except AssertionError as error:
                raise AssertionError("\n".join([str(error)] + watch.problems)) from error
            expect(not watch.problems, "\n".join(watch.problems))
            here = {each for each in outside if re.match(r"(127\.|localhost)", each)}
            expect(not here, f"the pages ask {here}")
        finally:
            context.close()

    def _log(self):
        return eventually(lambda: [json.loads(line) for line in self.gateway.process("gateway").written().splitlines() if "ui-settings" in line])


def settings_of(server, certificate, headers=None):
    """What the pages are told of the API's address."""
    return httpx.get(server.root + "/ui-settings", verify=str(certificate), timeout=30, headers=headers).json()["api_url"]
