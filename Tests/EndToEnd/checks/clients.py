"""Where the releases of Prefect are that the checks compare."""

from pathlib import Path

from checks import PROGRAMS

CLIENTS = Path(__file__).resolve().parents[3] / ".clients"
NEWEST = "3.9.1"
RELEASES = ("3.0.11", "3.4.25", "3.8.8", NEWEST)


def programs(release):
    """The folder of the interpreter and the command line of a release."""
    return PROGRAMS if release == NEWEST else CLIENTS / release / "bin"
