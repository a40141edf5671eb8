"""JSON Schema: what is wrong with values, in which words; `POST /ui/schemas/validate`."""

from harness.scenario import scenario
from harness.session import Deviation

BOOLEAN = Deviation("true and false are schemas; the reference answers 500", status=200)
ASTRAY = Deviation("a reference to what is no schema; the reference answers 500", status=200)
TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
VALUES = ("text", "", "it's", 'say "x"', "both ' and \"", "line\nbreak\t\\", "ünï🦊\u200b\u00a0", 0, 1, -1, 1.0, 1.5, 1e20, 1e-7, 10**30, True, False, None, [],
          [1, "a", None], {}, {"a": 1, "b": [True]})


def check(s, schema, *values):
    """What is wrong with values, each an element of a list."""
    s.post("/ui/schemas/validate", {"schema": {"properties": {"x": {"items": schema}}}, "values": {"x": values}})


@scenario("types and values of every kind")
def _(s):
    for type in TYPES:
        check(s, {"type": type}, *VALUES)
    for value in VALUES:
        s.post("/ui/schemas/validate", {"schema": {"required": ["x"], "properties": {"x": {"type": "integer"}, "y": {"type": "string"}}}, "values": {"x": value, "y": value}})
    check(s, {"type": ["string", "null"]}, *VALUES)
    check(s, {"enum": [1, "a", None, True, [1], {"k": 1.0}]}, 1, 1.0, True, False, None, "a", "b", [1], [1.0], [True], {"k": 1}, {"k": 2}, 0)
    check(s, {"const": {"a": [1, False]}}, {"a": [1, False]}, {"a": [1.0, False]}, {"a": [1, 0]}, {"a": [True, False]}, 1)


@scenario("numbers")
def _(s):
    numbers = (0, 1, 5, 10, 10.0, 10.5, -3, 1e308, 10**30, 2**53 + 1, 0.1, 0.30000000000000004, True, "10")
    for keyword in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        check(s, {keyword: 10}, *numbers)
        check(s, {keyword: 9007199254740992.0}, *numbers)
        check(s, {keyword: 10**30}, *numbers)
    for divisor in (2, 2.5, 0.1, 0.01, 1e-8, 3, 10**30):
        check(s, {"multipleOf": divisor}, *numbers)


@scenario("texts")
def _(s):
    check(s, {"minLength": 1}, "", "a", "🦊", 1)
    check(s, {"minLength": 3, "maxLength": 4}, "", "ab", "abc", "🦊🦊🦊🦊", "🦊🦊🦊🦊🦊", "e\u0301e\u0301")
    check(s, {"maxLength": 0}, "", "a")
    # Nothing of it is stored.
    check(s, {"maxLength": 0, "pattern": "b"}, "\0", "a\0b")
    for pattern in ("^a+$", "b", "^$", "a$", "^\\d+$", "^\\w+$", "[[]", "a{,2}$", "^(?P<n>x)(?P=n)$", "\\u00e9", "^[^\\s]+$", "a\\Z"):
        check(s, {"pattern": pattern}, "", "a", "aaa", "b", "a\n", "12", "१२", "ß", "[", "xx", "é", "a b", 1)


@scenario("formats")
def _(s):
    for format, values in {
        "email": ("a@b", "a", ""), "ipv4": ("1.2.3.4", "1.2.3", "256.1.1.1", "01.2.3.4", "1.2.3.4 ", "a"),
        "ipv6": ("::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:8:9", ":1", "1:", ":::", "1::2::3", "::1.2.3.4", "fe80::1%eth0", "12345::"),
        "date": ("2020-02-29", "2021-02-29", "2020-2-9", "0000-01-01", "20200101", "2020-01-01T"),
        "date-time": ("2020-01-01T00:00:00Z", "2020-01-01t00:00:00z", "2020-01-01T00:00:00.5+01:00", "2020-01-01 00:00:00Z", "2020-01-01T24:00:00Z",
                      "2020-01-01T00:00:60Z", "2020-01-01T00:00:00", "2020-13-01T00:00:00Z", "2020-01-01T00:00:00.Z"),
        "time": ("00:00:00Z", "00:00", "25:00:00Z", "12:30:00+02:00"), "regex": ("a", "[", "(", "\\p{L}", "a{,2}", "(?P<a>x)"),
        "uuid": ("2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2EB8AA08-AA98-11EA-B4AA-73B441D16380", "2eb8aa08aa9811eab4aa73b441d16380", "x"),
        "json-pointer": ("", "/a", "a", "/a~0", "/a~2", "/a~"), "relative-json-pointer": ("0", "1/a", "01", "#", "0#", "1a", ""),
        "uri": ("x", "http://a"), "hostname": ("-a", "a"), "nonsense": ("x",)}.items():
        check(s, {"format": format}, *values, 1)


@scenario("arrays")
def _(s):
    check(s, {"items": {"type": "string"}}, [], ["a"], ["a", 1, None], "x")
    check(s, {"prefixItems": [{"type": "string"}, {"type": "integer"}]}, [], ["a"], ["a", "b"], [1, 2, 3])
    check(s, {"prefixItems": [{"type": "string"}], "items": False}, ["a"], ["a", 1], ["a", 1, 2], [])
    check(s, {"prefixItems": [True, True], "items": False}, [1, 2, 3], [1, 2, 3, 4])
    check(s, {"items": False}, [1], [1, 2], [])
    check(s, {"items": [{"type": "string"}, {"type": "integer"}]}, ["a", 1], [1, "a"], ["a", 1, 2])
    check(s, {"minItems": 1}, [], [1])
    check(s, {"minItems": 2, "maxItems": 3}, [], [1], [1, 2], [1, 2, 3, 4])
    check(s, {"maxItems": 0}, [], [1])
    check(s, {"uniqueItems": True}, [1, 2], [1, 1.0], [1, True], [0, False], ["a", "a"], [{"a": 1, "b": 2}, {"b": 2, "a": 1}], [[1], [True]], [[1], [1.0]], [None, None])
    check(s, {"contains": {"type": "integer"}}, [], ["a"], ["a", 1])
    check(s, {"contains": {"type": "integer"}, "minContains": 2, "maxContains": 3}, [1], [1, 2], [1, 2, 3, 4], [])
    check(s, {"contains": {"type": "integer"}, "minContains": 0}, [], ["a"])
    check(s, {"unevaluatedItems": False, "prefixItems": [True]}, [1], [1, 2], [1, 2, 3])


@scenario("objects")
def _(s):
    check(s, {"properties": {"a": {"type": "string"}}, "additionalProperties": False}, {}, {"a": "x"}, {"b": 1}, {"c": 1, "b": 2}, {"a": 1, "b": 1}, 1)
    check(s, {"patternProperties": {"^s": {"type": "string"}, "n$": {"type": "integer"}}, "additionalProperties": False},
          {"s": 1}, {"sn": 1}, {"x": 1}, {"x": 1, "y": 2}, {"s": "x", "n": 1})
    check(s, {"additionalProperties": {"type": "integer"}}, {"a": 1}, {"a": "x"})
    check(s, {"required": ["a", "b c", "it's"]}, {}, {"a": 1}, {"a": 1, "b c": 2, "it's": 3})
    check(s, {"minProperties": 1}, {}, {"a": 1})
    check(s, {"minProperties": 2, "maxProperties": 2}, {}, {"a": 1}, {"a": 1, "b": 1}, {"a": 1, "b": 1, "c": 1})
    check(s, {"maxProperties": 0}, {}, {"a": 1})
    check(s, {"propertyNames": {"pattern": "^a"}}, {"a": 1}, {"b": 1})
    check(s, {"dependentRequired": {"a": ["b", "c"]}}, {"a": 1}, {"a": 1, "b": 1, "c": 1}, {"b": 1})
    check(s, {"dependentSchemas": {"a": {"properties": {"b": {"type": "integer"}}, "required": ["b"]}}}, {"a": 1}, {"a": 1, "b": "x"}, {"a": 1, "b": 1})
    check(s, {"unevaluatedProperties": False, "allOf": [{"properties": {"a": True}}]}, {"a": 1}, {"b": 1}, {"c": 1, "b": 1})
    check(s, {"unevaluatedProperties": {"type": "integer", "minimum": 5}}, {"a": 7}, {"a": 1}, {"a": "x"})


@scenario("combinations")
def _(s):
    check(s, {"allOf": [{"type": "integer"}, {"minimum": 5}]}, 7, 3, "x", 1.5)
    check(s, {"anyOf": [{"type": "integer"}, {"type": "string", "minLength": 2}]}, 1, "ab", "a", None, [])
    check(s, {"oneOf": [{"type": "integer"}, {"minimum": 2}]}, 1, 1.5, 2.5, 3, "x")
    check(s, {"oneOf": [{"type": "string"}, {"type": "integer"}]}, 1, "x", None)
    check(s, {"not": {"type": "integer"}}, 1, "x")
    check(s, {"if": {"type": "integer"}, "then": {"minimum": 5}, "else": {"type": "string"}}, 7, 3, "x", None)
    check(s, {"anyOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"properties": {"b": {"type": "string"}}, "required": ["b"]}]},
          {}, {"a": "x"}, {"b": 1}, {"a": "x", "b": 1}, {"a": 1})
    check(s, False, 1)
    check(s, True, 1)
    s.post("/ui/schemas/validate", {"schema": {"properties": {"x": False}}, "values": {"x": 1, "y": 2}}, deviates=BOOLEAN)


@scenario("nested places")
def _(s):
    schema = {"type": "object", "properties": {
        "a": {"type": "integer"}, "b": {"items": {"type": "string"}}, "o": {"type": "object", "properties": {"q": {"type": "integer"}, "r": {"items": {"properties": {"s": {"type": "string"}}}}},
                                                                           "required": ["q"]},
        "d": {"type": "integer", "default": 3}, "n": {"type": "string"}, "t": {"items": [{"type": "integer"}, {"type": "string"}]}}, "required": ["a"]}
    for values in ({}, {"a": "x", "b": ["y", 1], "o": {}}, {"a": None, "d": None, "n": None}, {"a": 1, "o": {"q": "x", "r": [{"s": 1}, {"s": 2}]}},
                   {"a": 1, "o": {"r": [{}, {"s": None}]}}, {"a": 1, "t": ["x", 1]}, {"a": 1, "b": "text", "o": []}, {"a": 1.5, "d": "x"}):
        s.post("/ui/schemas/validate", {"schema": schema, "values": values})


@scenario("references")
def _(s):
    block = {"title": "Aws", "type": "object", "block_type_slug": "aws", "properties": {"key": {"type": "string"}, "n": {"type": "integer"}}, "required": ["key"]}
    for schema in ({"properties": {"x": {"$ref": "#/definitions/Aws"}}, "definitions": {"Aws": block}},
                   {"properties": {"x": {"allOf": [{"$ref": "#/$defs/m"}]}}, "$defs": {"m": {"type": "object", "required": ["key"]}}},
                   {"properties": {"x": {"$ref": "#m"}}, "$defs": {"m": {"$anchor": "m", "type": "object", "required": ["key"]}}},
                   {"$id": "http://example.org/root.json", "properties": {"x": {"$ref": "part.json"}}, "$defs": {"m": {"$id": "part.json", "type": "object", "required": ["key"]}}},
                   {"properties": {"x": {"$ref": "#/$defs/tree"}}, "$defs": {"tree": {"type": "object", "properties": {"key": {"$ref": "#/$defs/tree"}}}}},
                   {"properties": {"x": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}}):
        for value in ({}, {"key": "k"}, {"key": 1}, {"key": {"key": {"key": 1}}}, {"$ref": {"block_document_id": s.id("b")}}, {"$ref": "x"}, {"$ref": s.id("b")}, {"$ref": {}}, 1):
            s.post("/ui/schemas/validate", {"schema": schema, "values": {"x": value}})
    for reference in ("#/definitions/none", "#none", "http://example.org/none.json", "none.json#a", "#/properties"):
        s.post("/ui/schemas/validate", {"schema": {"properties": {"x": {"$ref": reference}}}, "values": {"x": 1}})
    s.post("/ui/schemas/validate", {"schema": {"properties": {"x": {"$ref": "#/properties/x/$ref"}}}, "values": {"x": 1}}, deviates=ASTRAY)


@scenario("schemas without end")
def _(s):
    for schema in ({"$ref": "#"}, {"allOf": [{"$ref": "#"}]}, {"properties": {"x": {"$ref": "#/properties/x"}}},
                   {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"}):
        s.post("/ui/schemas/validate", {"schema": schema, "values": {"x": 1}})


@scenario("what is no schema")
def _(s):
    for schema in ({"type": "wrong"}, {"type": 1}, {"type": []}, {"type": ["string", "string"]}, {"required": "a"}, {"required": [1]}, {"required": ["a", "a"]},
                   {"enum": 1}, {"minimum": "x"}, {"multipleOf": 0}, {"multipleOf": -1}, {"minLength": -1}, {"minLength": 1.5}, {"pattern": "["}, {"pattern": 1},
                   {"items": 1}, {"properties": {"a": {"type": "wrong"}}}, {"allOf": []}, {"allOf": {}}, {"$ref": 1}, {"$id": "#x"}, {"$anchor": "1"},
                   {"patternProperties": {"[": {}}}, {"dependentRequired": {"a": "b"}}, {"uniqueItems": 1}, {"title": 1}, {"format": 1}, {"$defs": []},
                   {"additionalProperties": 1, "type": "wrong"}, {"properties": {"a": {"items": {"minItems": "x"}}}}):
        s.post("/ui/schemas/validate", {"schema": schema, "values": {}})


@scenario("values that are made from others")
def _(s):
    s.post("/variables/", {"name": s.name("v"), "value": 5})
    s.post("/variables/", {"name": s.name("w"), "value": s.name("v")})
    schema = {"properties": {"x": {"type": "integer"}, "y": {"items": {"type": "integer"}}}, "required": ["x"]}
    kind = "__prefect_kind"
    for value in ({kind: "json", "value": "5"}, {kind: "json", "value": "\"x\""}, {kind: "json", "value": "{"}, {kind: "json", "value": "[1,\n2,"}, {kind: "json", "value": ""},
                  {kind: "json"}, {kind: "json", "value": 7}, {kind: "json", "value": None}, {kind: "json", "value": {kind: "none", "value": "6"}},
                  {kind: "none"}, {kind: "none", "value": 1}, {kind: "none", "value": "x"}, {kind: "none", "value": {kind: "json", "value": "1"}},
                  {kind: "workspace_variable"}, {kind: "workspace_variable", "variable_name": s.name("v")}, {kind: "workspace_variable", "variable_name": "none"},
                  {kind: "workspace_variable", "variable_name": {kind: "workspace_variable", "variable_name": s.name("w")}},
                  {kind: "unknown", "value": 3}, {kind: "unknown"}, {kind: None, "value": 3}, {kind: "jinja"}, {kind: "jinja", "template": "{{ 1 }}"},
                  {kind: "json", "value": {kind: "workspace_variable", "variable_name": "none"}}):
        s.post("/ui/schemas/validate", {"schema": schema, "values": {"x": value}})
        s.post("/ui/schemas/validate", {"schema": schema, "values": {"x": 1, "y": [value, 1, value]}})
    for values in ({kind: "json"}, {kind: "json", "value": "{\"x\": 1}"}, {kind: "none", "value": {"x": {kind: "json", "value": "2"}}}, {kind: "workspace_variable"}):
        s.post("/ui/schemas/validate", {"schema": schema, "values": values})


@scenario("refused bodies")
def _(s):
    s.cases("POST", "/ui/schemas/validate", [None, {}, [], "x", {"schema": {}}, {"values": {}}, {"schema": [], "values": {}}, {"schema": {}, "values": []},
                                             {"schema": {}, "values": {}, "zip": 1}, {"schema": None, "values": None}])
