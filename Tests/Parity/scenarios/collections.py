"""The views of collections, as far as they come with the server."""

from harness.scenario import scenario
from harness.session import Deviation

ABSENT = Deviation("nothing is fetched from elsewhere; the reference answers 500 when it can't", status=404)


@scenario("worker types", issue=3)
def _(s):
    s.get("/collections/views/aggregate-worker-metadata")
    s.get(f"/collections/views/{s.name('none')}")


@scenario("views that are not there", issue=3)
def _(s):
    for view in ("aggregate-block-metadata", "aggregate-flow-metadata", "demo-flows"):
        s.get(f"/collections/views/{view}", deviates=ABSENT)
