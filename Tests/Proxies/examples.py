"""The examples of deploy/README.md, which are what is tried."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "deploy" / "README.md"


def example(title):
    """The block of code behind the comment with this title."""
    found = re.search(rf"<!-- {re.escape(title)} -->\n```\w+\n(.*?)```", PAGE.read_text(), re.DOTALL)
    if not found:
        raise LookupError(f"{PAGE} has no example {title!r}")
    return found.group(1)


def replaced(text, **replacements):
    """The text with each of these, which must be in it, replaced everywhere."""
    for old, new in replacements.items():
        if old not in text:
            raise LookupError(f"{old!r} is not in:\n{text}")
        text = text.replace(old, new)
    return text


def nginx(way, gateway, port, certificate, key):
    """The server for nginx: at the root, or with the location that takes away as much as `way` says."""
    text = example("nginx at the root")
    if way != "root":
        text, count = re.subn(r"  location / .*\n", lambda _: example(f"nginx takes away {way}"), text)
        assert count == 1, text
    if way in ("everything", "the API's"):
        text = replaced(text, **{'X-Forwarded-Prefix "";': "X-Forwarded-Prefix /prefect;"})
    listen = f"listen 127.0.0.1:{port} ssl http2;"
    return replaced(text, **{"listen 443 ssl http2;": listen, "10.0.0.5:4200": gateway, "/etc/ssl/prefect.pem": str(certificate),
                             "/etc/ssl/prefect.key": str(key)})


def caddy(way, gateway, port, certificate, key):
    """The site for Caddy: at the root, or below a path that it takes away."""
    text = example("caddy at the root" if way == "root" else f"caddy takes away {way}")
    text = re.sub(r"^\S+ \{", f"https://127.0.0.1:{port} {{", text)
    return replaced(text, **{"10.0.0.5:4200": gateway, "/etc/ssl/prefect.pem": str(certificate), "/etc/ssl/prefect.key": str(key)})
