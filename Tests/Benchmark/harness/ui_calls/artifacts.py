"""The page of artifacts."""

from .known import Known


def calls(known: Known) -> list[tuple]:
    """The second UI searches for the empty key, where the first does not search."""
    keyed = {"artifacts": {"key": {"exists_": True}}}
    searched = {"artifacts": {"key": {"exists_": True, "like_": ""}}, "sort": "ID_DESC"}
    return [
        ("artifacts: latest v1", "/artifacts/latest/filter", keyed),
        ("artifacts: latest v2", "/artifacts/latest/filter", searched),
        ("artifacts: count of latest v1", "/artifacts/latest/count", keyed),
        ("artifacts: count of latest v2", "/artifacts/latest/count", searched),
    ]
