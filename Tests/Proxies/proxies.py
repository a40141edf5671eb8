"""Starts the proxies. Each connects to the gateway from ADDRESS where it can, so that nothing here is believed for coming from 127.0.0.1."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

import examples
from checks import expect
from harness.launcher import Process, Server, free_port

ADDRESS = "127.0.0.9"
EDGE = Path(__file__).resolve().parents[2] / "deploy" / "docker" / "edge"


class Proxies:
    """All proxies of a run, with one certificate for 127.0.0.1."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        self.started = []
        self.certificate, self.key = folder / "certificate.pem", folder / "certificate.pem.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=proxies",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.key, "-out", self.certificate], check=True, capture_output=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.started):
            process.stop()

    def nginx(self, gateway, way):
        """nginx with TLS, from the examples; `way` is what it takes away from the path, or root."""
        port = free_port()
        folder = self._folder(f"nginx-{port}")
        temporary = "\n".join(f"  {each}_temp_path {folder}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        server = examples.nginx(way, gateway, port, self.certificate, self.key)
        (folder / "nginx.conf").write_text(f"""daemon off;
master_process off;
pid {folder}/pid;
error_log stderr warn;
events {{}}
http {{
  access_log off;
{temporary}
  proxy_bind {ADDRESS};
{server}
}}
""")
        self._start(folder, ["nginx", "-e", "stderr", "-p", folder, "-c", folder / "nginx.conf"], port)
        return self._server(f"nginx, {way}", port, "" if way == "root" else "/prefect")

    def caddy(self, gateway, way):
        """Caddy with TLS, from the examples."""
        port = free_port()
        folder = self._folder(f"caddy-{port}")
        site = examples.caddy(way, gateway, port, self.certificate, self.key)
        (folder / "Caddyfile").write_text(f"{{\n  admin off\n  auto_https off\n}}\n{site}")
        self._start(folder, ["caddy", "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"], port, HOME=str(folder))
        return self._server(f"caddy, {way}", port, "" if way == "root" else "/prefect")

    def edge(self, gateway, tls=False, trusted="none"):
        """The balancer that the images have, as it is but for the address that it connects from, and for one gateway in place of many."""
        port, health = free_port(), free_port()
        folder = self._folder(f"edge-{port}")
        configuration = examples.replaced((EDGE / "haproxy.cfg").read_text(), **{
            "default-server ": f"default-server source {ADDRESS} ", "server-template gateway 1-32": "server-template gateway 1"})
        (folder / "haproxy.cfg").write_text(configuration)
        certificates = self._folder(f"tls-{port}")
        if tls:
            for file in (self.certificate, self.key):
                shutil.copy(file, certificates)
        self._start(folder, [EDGE / "balancer"], port, EDGE_CONFIGURATION=str(folder / "haproxy.cfg"), EDGE_GATEWAYS=gateway, EDGE_BIND=f"127.0.0.1:{port}",
                    EDGE_HEALTH=f"127.0.0.1:{health}", EDGE_TLS=str(certificates), APUS_TRUSTED_PROXIES=trusted, TMPDIR=str(folder))
        server = self._server("the balancer", port, "")
        if not tls:
            server.root, server.api = server.root.replace("https", "http"), server.api.replace("https", "http")
        return server

    def _folder(self, name):
        (self.folder / name).mkdir()
        return self.folder / name

    def _start(self, folder, command, port, **environment):
        expect(shutil.which(str(command[0])), f"there is no {command[0]} on the PATH; Debian has a package of it")
        process = Process(folder.name, command, environment, self.folder)
        self.started.append(process)
        deadline = time.monotonic() + 20
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            expect(process.child.poll() is None and time.monotonic() < deadline, lambda: f"{folder.name} does not listen:\n{process.tail()}")
            time.sleep(0.02)

    @staticmethod
    def _server(name, port, path):
        return Server(name, f"https://127.0.0.1:{port}{path}", None)
