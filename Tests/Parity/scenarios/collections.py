"""The views of collections, as far as they come with the server."""

from harness.scenario import scenario
from harness.session import Deviation

ABSENT = Deviation("nothing is fetched from elsewhere; the reference answers 500 when it can't", status=404)


def without_descriptions(value):
    """A view without its help texts, which are each server's own."""
    if isinstance(value, dict):
        return {key: without_descriptions(each) for key, each in value.items() if not (key == "description" and isinstance(each, str))}
    return [without_descriptions(each) for each in value] if isinstance(value, list) else value


@scenario("worker types", issue=3)
def _(s):
    view = s.get("/collections/views/aggregate-worker-metadata", record=False)
    s.note("view", {"status": view.status_code, "body": without_descriptions(view.json())})
    s.note("each has a description", all(type["description"] for package in view.json().values() for type in package.values()))
    s.get(f"/collections/views/{s.name('none')}")


@scenario("views that are not there", issue=3)
def _(s):
    for view in ("aggregate-block-metadata", "aggregate-flow-metadata", "demo-flows"):
        s.get(f"/collections/views/{view}", deviates=ABSENT)
