"""What commands printed and what runs have been through, without what may differ from one time to the next."""

import re

from harness.normaliser import UUID

ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


def plain(text):
    """A text without ids, times, how long ago or how long, addresses, and places of results."""
    text = re.sub(r"https?://[0-9.a-z]+:\d+", "<host>", text)
    text = re.sub(r"/[^\s\"']*/home-\w+/storage/[0-9a-f]+", "<storage>", text)
    text = UUID.sub("<id>", text)
    # A run has a generated name until its flow names it.
    text = re.sub(r"'[a-z]+-[a-z]+' submitted", "'<name>' submitted", text)
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?|\d\d:\d\d:\d\d(\.\d{3,6})?", "<time>", text)
    text = re.sub(r"\b(\d+|an?|a few) (second|minute|hour)s? ago|\bjust now\b|\bnow\b", "<ago>", text)
    text = re.sub(r"(DateTime|datetime\.datetime)\([^()]*(\([^()]*\))?[^()]*\)", "<time>", text)
    text = re.sub(r"\d+\.\d{4,} second", "<n> second", text)
    text = re.sub(r"(microseconds|seconds)=\d+", r"\1=<n>", text)
    text = re.sub(r'("?(total_run_time|estimated_run_time|estimated_start_time_delta|infrastructure_pid)"?[:=] ?)[^,\n]+', r"\1<n>", text)
    return re.sub(r"\b(\w+)-[0-9a-f]{3}\b", r"\1-<key>", text)


def shown(text):
    """The output of a command without what may differ, widths of columns included; rows in any order, so no comma ends one."""
    text = re.sub(r"[-─━═]{3,}|[│┃┡┩┏┓└┘┳┴┬╇╈]", " ", plain(text))
    return sorted(filter(None, (re.sub(r"\s+", " ", line).strip().removesuffix(",") for line in text.splitlines())))


def states(client, kind, id):
    """The states of a run in their order: type, name and message of each."""
    return [[each["type"], each["name"], each["message"] and plain(each["message"])]
            for each in client.ask(f"/{kind}_run_states/?{kind}_run_id={id}")]


def story(client, run):
    """A flow run, its task runs and its log lines, as far as both servers are to tell the same of them.

    Task runs of one name are told in the order in which they started.
    """
    mine = {"flow_runs": {"id": {"any_": [run["id"]]}}}
    tasks = sorted(client.ask("/task_runs/filter", mine), key=lambda each: (each["name"], each["start_time"] or ""))
    lines = client.ask("/logs/filter", {"logs": {"flow_run_id": {"any_": [run["id"]]}}, "limit": 200})
    kept = ("name", "state_type", "state_name", "run_count", "flow_run_run_count", "tags", "empirical_policy", "parameters", "auto_scheduled")

    def told(kind, one):
        return {key: one[key] for key in kept if key in one} | {"states": states(client, kind, one["id"])}
    return told("flow", run) | {"tasks": [told("task", each) for each in tasks],
                                "lines": sorted([each["level"], plain(each["message"])] for each in lines)}
