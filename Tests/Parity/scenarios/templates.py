"""Templates: whether they can be read, and what parameters are made of them."""

from harness.scenario import scenario

KIND = "__prefect_kind"
LOOP = "{% for i in x %}{% endfor %}"

READABLE = ["", "plain", "{{ a }}", "{{ a.b['c'][0] | upper }}", "{% if a %}b{% elif c %}d{% else %}e{% endif %}", "{# a comment #}", "{# a", "{#",
            "{{ a | nonsense }}", "{{ a is nonsense }}", "{% raw %}{{ {% endraw %}", LOOP * 10, "{% for i in x %}" + LOOP + "{% endfor %}",
            "{% macro m(a, b=1) %}{% endmacro %}", "{% set a, b = c %}", "{% include 'x' %}", "{% extends 'x' %}", "{{ 'ü' ~ \"'\" }}", "}} %}",
            "{%- if a -%} {%- endif -%}", "{{ {'a': 1}['a'] }}", "{% call(a) m(1) %}{% endcall %}", "{% block a %}{% endblock a %}", "\n\n"]
BROKEN = ["{{", "{{ a", "{{ }}", "{{ a b }}", "{{ a | }}", "{{ 1 + }}", "{{ (a }}", "{{ a) }}", "{{ [a} }}", "{{ a['b }}", "{{ a ! b }}", "\n\n{{ a", "a\r\n{{ é€ ? }}",
          "{%", "{% %}", "{% nonsense %}", "{% endif %}", "{% if %}", "{% if a", "{% if a %}", "{% if a %}{% for b in c %}", "{% if a %}{% endfor %}",
          "{% for %}", "{% for a %}", "{% for in x %}{% endfor %}", "{% for a in %}", "{% for 1 in x %}{% endfor %}", "{% set %}", "{% set a %}", "{% set 1 = 2 %}", "{% set a.b %}", "{% raw %}",
          "{% macro %}", "{% macro a(b=1, c) %}", "{% call a %}", "{% filter %}", "{% block a-b %}{% endblock %}", "{% from 'x' import _a %}", "{% import 'x' %}",
          "{{ a is b is c }}", "{{ a(b=1, c) }}", "{{ a(**b, *c) }}", "{{ '\\x4' }}", "{{ \"a\\u00zz\" }}", "{{ 1.a }}", "{{ a. }}", "{{ {'a' 1} }}", "{{ a[1:2:3:4] }}",
          LOOP * 11, "{% for i in x %}{% for j in x %}" + LOOP + "{% endfor %}{% endfor %}", "{{ if }}{{ ' }}", "{% with a %}", "{% with a=1, %}", "{{ not }}", "{{ - }}"]


@scenario("what can be read and what can not")
def _(s):
    for path in ("/templates/validate", "/automations/templates/validate"):
        s.cases("POST", path, [*READABLE, *BROKEN])
        s.cases("POST", path, [None, 5, True, ["a"], {"template": "a"}, "{{ a" + "\x00"])
        s.post(path)
        for content, type in ((b"{{ a", "text/plain"), (b"{{ a }}", "text/plain"), (b'"{{', "application/json"), (b"\xff", "application/json")):
            s.post(path, content=content, headers={"content-type": type})


RENDERED = ["plain\n", "{{ 1 + 2 }}", "a{{ missing }}b", "{{ missing.deep.er }}", "{# a comment #}", "{# c #}{{ 1 }}\n", "{{ 'x' | upper }}", "{{ [3, 1] | sort | tojson }}",
            "{{ {'b': '<é>', 'a': [none, true, 1.0]} | tojson }}", "{% for i in range(3) %}{{ loop.index }}{% if not loop.last %},{% endif %}{% endfor %}",
            "{{ range(101) | list }}", "{{ 1 / 0 }}", "{{ 1 // 0 }}", "{{ missing + 1 }}", "{{ missing() }}", "{{ 'a' + 1 }}", "{{ 1 < 'a' }}", "{{ 1 | nonsense }}",
            "{{ 1 is nonsense }}", "{{ ''.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ ''.__class__() }}", "{{ [].append(1) }}", "{% include 'x' %}", "{{ 5() }}",
            "{% macro m(a) %}<{{ a }}>{% endmacro %}{{ m('ü') }}", "{{ '%s-%d' | format('a', 2) }}", "{{ 'a b' | urlencode }}", "{{ 3.14159 | round(2) }}", "{{ ",
            "{{ 12345 | humanize_intcomma }}", "{{ 3 | humanize_ordinal }}", "{{ none }}",
            "{{ namespace(a=1).a }}{{ dict(a=1) }}{{ joiner('-')() }}"]


@scenario("parameters are made of templates")
def _(s):
    s.post("/variables/", {"name": s.name("template"), "value": "{{ 'v' | upper }}"})
    flow = s.post("/flows/", {"name": s.name("flow")}).json()["id"]
    id = s.post("/deployments/", {"flow_id": flow, "name": s.name("d")}).json()["id"]
    variable = {KIND: "workspace_variable", "variable_name": s.name("template")}
    for template in [*RENDERED, variable, {KIND: "json", "value": "\"{{ 6 }}\""}, {KIND: "workspace_variable", "variable_name": "none"}]:
        value = {KIND: "jinja", "template": template}
        s.post(f"/deployments/{id}/create_flow_run", {"parameters": {"x": value}, "name": s.name("run")})
    for value in ({KIND: "json", "value": {KIND: "jinja", "template": "{{ [1, {'a': 2.5}] | tojson }}"}}, [{KIND: "jinja", "template": "{{ 1 }}"}, 2],
                  {KIND: "workspace_variable", "variable_name": {KIND: "jinja", "template": s.name("{{ 'temp' ~ 'late' }}")}}):
        s.post(f"/deployments/{id}/create_flow_run", {"parameters": {"x": value}, "name": s.name("run")})
    s.post("/deployments/", {"flow_id": flow, "name": s.name("made"), "enforce_parameter_schema": True, "parameters": {"x": {KIND: "jinja", "template": "{{ 2 }}"}},
                             "parameter_openapi_schema": {"type": "object", "properties": {"x": {"type": "string"}}}})


@scenario("templates stay open in the forms of the web interface")
def _(s):
    schema = {"properties": {"x": {"type": "integer"}}, "required": ["x"]}
    for template in ("{{ 1 }}", "{{ a", "plain", "{% for %}", LOOP * 11, {KIND: "json", "value": "\"{{\""}):
        s.post("/ui/schemas/validate", {"schema": schema, "values": {"x": {KIND: "jinja", "template": template}}})
