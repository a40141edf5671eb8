"""Variables through the client: set, get, overwrite, unset."""

from prefect.variables import Variable

Variable.set("e2e_plain", "text")
assert Variable.get("e2e_plain") == "text"
Variable.set("e2e_deep", {"a": [1, 2.5, None, "ü"]}, tags=["x"])
assert Variable.get("e2e_deep") == {"a": [1, 2.5, None, "ü"]}
try:
    Variable.set("e2e_plain", "again")
except ValueError as error:
    assert "already exists" in str(error), error
else:
    raise AssertionError("a second set without overwrite passed")
Variable.set("e2e_plain", "again", overwrite=True)
assert Variable.get("e2e_plain") == "again"
assert Variable.get("e2e_none", default="fallback") == "fallback"
assert Variable.unset("e2e_plain") is True
assert Variable.get("e2e_plain") is None
assert Variable.unset("e2e_plain") is False
print("variables work")
