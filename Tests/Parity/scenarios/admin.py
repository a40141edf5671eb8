"""Health, versions, storage defaults, the CSRF answer."""

from harness.scenario import scenario

MISSING = "00000000-0000-4000-8000-00000000dead"


@scenario("health, readiness, version")
def _(s):
    for path in ("/health", "/ready", "/version", "/hello", "/admin/version"):
        s.get(path)
        s.post(path, {})


@scenario("the CSRF token is refused while protection is off")
def _(s):
    s.get("/csrf-token", params={"client": "me"})
    s.get("/csrf-token")
    s.get("/csrf-token", params={"client": ""})
    s.get("/csrf-token/", params={"client": "me"})


@scenario("default result storage")
def _(s):
    s.get("/admin/storage")
    s.cases("PUT", "/admin/storage", [None, {}, [], {"default_result_storage_block_id": "x"}, {"default_result_storage_block_id": None},
                                      {"default_result_storage_block_id": MISSING}, {"zip": 1}])
    s.delete("/admin/storage")
    s.get("/admin/storage")


@scenario("what only the cloud has is not there")
def _(s):
    for path in ("/me", "/accounts", "/workspaces", "/deployments/" + MISSING + "/branch", "/me/workspaces"):
        s.get(path)
        s.post(path, {})
