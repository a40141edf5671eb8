"""The names of settings in the scripts and the documents."""

import os
import re
import subprocess
from pathlib import Path

from checks import check, expect

CHECKOUT = Path(__file__).resolve().parents[3]
NAME = re.compile(r"\bAPUS_[A-Z][A-Z0-9_]*[A-Z0-9]\b")


def named():
    """Every name of ours in README.md, docker-compose.yml, deploy/ and the programs of the tests, with the first file that has it."""
    files = [CHECKOUT / "README.md", CHECKOUT / "docker-compose.yml", *CHECKOUT.glob("deploy/**/*"), *CHECKOUT.glob("Tests/*/run"),
             *CHECKOUT.glob("Tests/*/harness/*.py")]
    found = {}
    for file in files:
        if file.is_file():
            for name in NAME.findall(file.read_text(errors="replace")):
                found.setdefault(name, file.relative_to(CHECKOUT))
    return found


@check("a service starts in a shell that exports any name of README.md, docker-compose.yml or the scripts")
def _(stage):
    names = named()
    expect("APUS_BIN_DIR" in names and "APUS_PORT" in names, f"the names were not found: {sorted(names)}")
    environment = {"PATH": os.environ["PATH"]} | dict.fromkeys(names, "1")
    said = subprocess.run([Path(os.environ["APUS_BIN_DIR"]) / "gateway", "--check-config"], env=environment, capture_output=True, text=True)
    unknown = re.findall(r"(\w+) is not a setting", said.stdout + said.stderr)
    expect(not unknown, f"no service knows {', '.join(f'{name} ({names[name]})' for name in unknown)}")
