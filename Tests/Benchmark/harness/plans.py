"""What PostgreSQL read for a request, out of the plans that auto_explain writes into the cluster's log."""

import json
import re
import time

from .cluster import Cluster
from .filling import BIG

SETTINGS = {
    "auto_explain.log_min_duration": "0", "auto_explain.log_analyze": "on", "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
}
PLAN = re.compile(r"duration: ([\d.]+) ms  plan:\n((?:\t.*\n)+)")


class Plans:
    """The plans of all sessions of a database that begin while this is open."""

    def __init__(self, cluster: Cluster, database: str):
        self.cluster = cluster
        self.database = database

    def __enter__(self) -> "Plans":
        for name, value in SETTINGS.items():
            self.cluster.query("postgres", f"ALTER DATABASE {self.database} SET {name} = '{value}'")
        return self

    def __exit__(self, *_) -> None:
        for name in SETTINGS:
            self.cluster.query("postgres", f"ALTER DATABASE {self.database} RESET {name}")

    def of(self, act) -> list[dict]:
        """The plans of the statements on big tables that were run while `act` was."""
        log = self.cluster.folder / "log"
        began = log.stat().st_size
        act()
        time.sleep(0.1)
        with open(log, errors="replace") as file:
            file.seek(began)
            text = file.read()
        plans = [json.loads(found[1].replace("\n\t", "\n")) for found in PLAN.findall(text)]
        return [plan for plan in plans if any(node.get("Relation Name") in BIG for node in nodes(plan["Plan"]))]


def nodes(plan: dict):
    yield plan
    for inner in plan.get("Plans", []):
        yield from nodes(inner)


def rows_read(plans: list[dict]) -> dict[str, int]:
    """How many rows of each big table, or entries of its indexes if those were more, were looked at; those of scans of a whole
    table are under the table's name with a star."""
    read: dict[str, int] = {}
    for plan in plans:
        for node in nodes(plan["Plan"]):
            table = node.get("Relation Name")
            if table not in BIG or node.get("Operation"):
                continue
            each = sum(node.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck",
                                                      "Rows Removed by Join Filter")) * node["Actual Loops"]
            # Two indexes may each have many entries, and the table few rows that both have.
            entries = sum(scan["Actual Rows"] * scan["Actual Loops"] for inner in node.get("Plans", []) for scan in nodes(inner)
                          if scan["Node Type"] == "Bitmap Index Scan")
            name = table + ("*" if node["Node Type"] == "Seq Scan" else "")
            read[name] = read.get(name, 0) + round(max(each, entries))
    return {table: count for table, count in read.items() if count}
