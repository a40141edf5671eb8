"""Random templates and contexts, from a seed: whole ones, and ones with something broken in them."""

import datetime
import random

WORDS = ["a", "b", "color", "x1", "Über", "name", "items", "_z", "true", "none"]
TEXTS = ["", "a", "red", "Hello World", "  padded ", "<b>&'\"", "ü€😀", "3", "-4.5", "a-b c_d", "line\none\n\ntwo", "ABC", "x,y,z"]
CONTEXT = {
    "a": 1, "b": 2.5, "color": "red", "flag": True, "nothing": None, "text": "Hello <World>", "number": -7, "big": 123456789, "zero": 0,
    "words": ["pear", "Apple", "fig", "apple"], "numbers": [3, 1, 2.5, -1], "nested": {"b": {"c": [1, {"d": "deep"}]}, "a": "x", "C": 3},
    "people": [{"name": "Zoe", "age": 30, "tags": ["x"]}, {"name": "adam", "age": 25, "tags": []}, {"name": "Bob", "age": 30, "tags": ["y", "z"]}],
    "empty": [], "none_list": [None, 0, "", "x", False], "lines": "one\n  two\r\nthree", "float": 1e16, "small": 0.00001, "price": 2.675,
}
NAMES = [*CONTEXT, "missing", "missing.deep", "nested.b", "nested.b.c", "people[0].name", "words[1]", "nested['a']", "words[-1]", "text[1:4]",
         "numbers[::-1]", "nested.items", "missing[0]", "words.9"]
FILTERS = [
    "upper", "lower", "title", "capitalize", "trim", "length", "count", "list", "first", "last", "reverse|list", "sort", "sort(reverse=true)",
    "join", "join(', ')", "join('-', attribute='name')", "default('d')", "d('d', true)", "default", "int", "int(7)", "float", "abs", "round",
    "round(1)", "round(2, 'floor')", "round(method='ceil')", "string", "tojson", "tojson(indent=2)", "escape", "e", "safe", "forceescape",
    "replace('a', 'b')", "replace('e', 'E', 1)", "truncate(5)", "truncate(7, true)", "truncate(5, false, '…', 0)", "wordcount", "center(12)",
    "indent", "indent(2, true)", "indent(1, blank=true)", "urlencode", "striptags", "batch(2)|list", "batch(2, 'x')|list", "slice(2)|list",
    "slice(3, '-')|list", "unique|list", "min", "max", "sum", "sum('age')", "sum(attribute='age', start=5)", "dictsort", "dictsort(true)",
    "dictsort(by='value')", "items|list", "map('upper')|list", "map(attribute='name')|list", "map(attribute='x', default='?')|list",
    "map('default', 'z')|join", "select|list", "reject|list", "select('odd')|list", "select('gt', 1)|list", "reject('none')|list",
    "selectattr('age', 'gt', 26)|list", "rejectattr('tags')|map(attribute='name')|list", "selectattr('tags')|list", "groupby('age')|list",
    "groupby('name')|map('first')|list", "sort(attribute='name')|map(attribute='name')|join(',')", "sort(attribute='age,name')|list",
    "format(1, 2)", "filesizeformat", "filesizeformat(true)", "attr('a')", "attr('upper')", "humanize_intcomma", "humanize_ordinal", "humanize_intword",
    "humanize_naturaldelta", "humanize_precisedelta", "flow_run_id",
    "nonsense", "upper|lower|title", "max(attribute='age')", "sort(case_sensitive=true)", "unique(true)|list", "string|length", "int(base=16)",
]
TESTS = ["defined", "undefined", "none", "odd", "even", "divisibleby 3", "divisibleby(2)", "string", "number", "integer", "float", "mapping",
         "sequence", "iterable", "lower", "upper", "true", "false", "boolean", "sameas none", "eq 1", "ne 1", "gt 1", "lt 'b'", "in [1, 2]",
         "in words", "callable", "escaped", "filter", "test", "nonsense", "not none", "not in [1]", "ge 1", "equalto 'red'", "greaterthan 2"]
METHODS = ["upper()", "lower()", "title()", "strip()", "split()", "split(',')", "split(' ', 1)", "replace('l', 'L')", "startswith('H')",
           "endswith('d')", "join(words)", "find('o')", "count('l')", "isdigit()", "capitalize()", "swapcase()", "zfill(8)", "ljust(6)",
           "rjust(9, '*')", "center(9)", "splitlines()", "items()|list", "keys()|list", "values()|list", "get('a')", "get('zz', 5)", "append(1)",
           "index('pear')", "lstrip('H')", "rstrip('d>')", "isupper()", "partition(' ')", "removeprefix('He')", "pop()", "isalnum()", "__class__",
           "nonsense()", "casefold()", "isspace()", "update({})"]
OPERATORS = ["+", "-", "*", "/", "//", "%", "**", "~", "==", "!=", "<", "<=", ">", ">=", "and", "or", "in", "not in", "is eq"]
FRAGMENTS = ["{{", "}}", "{%", "%}", "{#", "#}", "(", ")", "[", "]", "{", "}", "|", "'", '"', ",", ".", ":", "if", "endif", "for", "in", "else",
             "endfor", "set", "raw", "endraw", "-", "+", "not", "is", "1", "1.5", "name", "=", "==", "~", "\n", "!", "?", "é", "%", "macro", "elif",
             "endset", "with", "endwith", "block", "call", "filter", "include", "import", "from", "\\", "@", ";", "**", "*", "$", "0x", "1e", "extends"]

# What both sides take for the present, and moments and spans around it.
NOW = datetime.datetime(2026, 3, 5, 12, 0, 0, 250000)
DAY = 86400


def _seconds():
    """Distances of all sizes, and those where a unit becomes the next."""
    edges = [0, 0.0004, 0.001, 0.9994, 1, 1.5, 59, 59.5, 60, 89, 90, 91, 150, 3569, 3570, 3599, 3600, 5399, 5400, 9000, DAY - 1801, DAY - 1800, DAY - 1,
             DAY, 2 * DAY - 1, 15 * DAY, 15.25 * DAY, 16 * DAY, 30 * DAY, 31 * DAY, 45 * DAY, 46 * DAY, 152 * DAY, 153 * DAY, 350 * DAY, 351 * DAY,
             364 * DAY, 365 * DAY, 366 * DAY, 380 * DAY, 381 * DAY, 395 * DAY, 396 * DAY, 715 * DAY, 716 * DAY, 730 * DAY, 1095 * DAY, 40000 * DAY]
    source = random.Random(7)
    some = [round(10 ** source.uniform(-6, 9.4), 6) for _ in range(60)]
    return [sign * each for each in edges + some for sign in (1, -1)]


SPANS = {f"span{index}": datetime.timedelta(seconds=each) for index, each in enumerate(_seconds())}
MOMENTS = {f"moment{index}": NOW.replace(tzinfo=datetime.timezone.utc) + each for index, each in enumerate(SPANS.values())}
HUMANIZED = ["-1", "0", "1", "2", "11", "12", "21", "103", "112", "-11", "-101", "999", "1000", "1234567", "-1234567.891", "999999", "999950", "999949.9",
             "9223372036854775807", "0.3", "1.3", "2.9999999", "-1.3", "-0.3", "0.0005", "0.00049", "1e-7", "1e-31", "9.999", "9.9951e5", "1e21", "1e24", "1e33", "1e40",
             "1e100", "1e101", "1e308", "(color|replace('red', 'inf')|float)", "(color|replace('red', '-inf')|float)", "(color|replace('red', 'nan')|float)", "1024", "1023", "1e30", "'12'", "'1,234.5'", "'-7'", "' 5 '", "'1e5'", "'1_000'", "'1__0'", "'nan'",
             "'inf'", "'-Infinity'", "'x'", "''", "'12345678901234567890123'", "'99999999999999999999999999'", "true", "false", "none", "[]", "[1]", "{'a': 1}",
             "missing", "text", "price", "float", "small", "'%s'", "3.5", "4.5", "0.5", "86399.5", "31536000", "1e9", "1e12", "1e15", "0.0015", "1.0000005", "-0.0"]
UNITS = ["'seconds'", "'milliseconds'", "'microseconds'", "'minutes'", "'hours'", "'days'", "'months'", "'years'", "'DAYS'", "'weeks'", "1", "none"]
FORMATS = ["'%0.2f'", "'%.0f'", "'%d'", "'%0.4f'", "'%.3e'", "'%g'", "'%.1f'", "'%s'", "'x'", "'%.2f!'", "'%i'", "5", "none"]


class Cases:
    """Makes cases; the same seed makes the same ones."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def template(self):
        """A template: mostly whole, sometimes broken, sometimes nothing but noise."""
        kind = self.random.random()
        if kind > 0.75:
            return "{{ " + self.humanized() + " }}"
        if kind < 0.08:
            return "".join(self.pick(FRAGMENTS + [" ", "a"]) for _ in range(self.random.randint(1, 9)))
        text = "".join(self.part(2) for _ in range(self.random.randint(1, 3)))
        return self.broken(text) if kind < 0.35 else text

    def pick(self, of):
        return self.random.choice(of)

    def broken(self, text):
        place = self.random.randint(0, len(text))
        kind = self.random.random()
        if kind < 0.4:
            return text[:place] + self.pick(FRAGMENTS) + text[place:]
        if kind < 0.8:
            return text[:place] + text[place + self.random.randint(1, 4):]
        return text[:place]

    def part(self, depth):
        kind = self.random.random()
        dash = self.pick(["", "", "", "-"])
        if kind < 0.2 or depth == 0:
            return self.pick([" ", "text ", "\n", "  \n ", "{# note #}", "ü", "a\r\nb", "{% raw %}{{ x }}{% endraw %}", "}} "])
        if kind < 0.65:
            return "{{" + dash + " " + self.expression(3) + " " + self.pick(["", "", "-"]) + "}}"
        body = lambda: self.part(depth - 1)  # noqa: E731
        form = self.random.randint(0, 9)
        if form <= 2:
            otherwise = self.pick(["", "{% else %}" + body(), "{% elif " + self.expression(1) + " %}" + body()])
            return "{% if " + self.expression(2) + " " + dash + "%}" + body() + otherwise + "{%" + dash + " endif %}"
        if form <= 5:
            inner = self.pick(["{{ i }}", "{{ loop.index }}:{{ i }} ", "{{ loop.first }}{{ loop.last }}{{ loop.length }}", "{{ loop.cycle('x', 'y') }}",
                               "{{ loop.previtem }}<{{ i }}>{{ loop.nextitem }}", "{% set color = i %}{{ color }}", "{{ loop.changed(i) }}", body()])
            test = self.pick(["", "", " if i", " if i is string", " if loop.index"])
            otherwise = self.pick(["", "", "{% else %}none"])
            return "{% for i in " + self.expression(1) + test + " %}" + inner + otherwise + "{% endfor %}{{ color }}"
        if form == 6:
            return "{% for k, v in nested.items() %}{{ k }}={{ v }};{% endfor %}"
        if form == 7:
            return "{% set c, d = " + self.expression(1) + ", 2 %}{{ c }}{{ d }}" + self.pick(
                ["", "{% set e %}" + body() + "{% endset %}{{ e }}", "{% set e | upper %}abc{% endset %}{{ e }}"])
        if form == 8:
            return self.pick([
                "{% macro m(p, q=2) %}[{{ p }}|{{ q }}{{ caller() if caller else '' }}]{% endmacro %}{{ m(" + self.expression(1) + ") }}{{ m(q=3) }}",
                "{% macro m(p) %}<{{ caller(p) }}>{% endmacro %}{% call(r) m(1) %}{{ r }}" + body() + "{% endcall %}",
                "{% macro m() %}x{% endmacro %}{{ m(1) }}", "{% macro m() %}x{% endmacro %}{{ m.name }}{{ m(zip=1) }}"])
        return self.pick([
            "{% with w = " + self.expression(1) + " %}{{ w }}{% endwith %}{{ w }}", "{% filter upper %}" + body() + "{% endfilter %}",
            "{% set ns = namespace(n=0) %}{% for i in range(3) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}", "{% block z %}" + body() + "{% endblock %}",
            "{% autoescape true %}{{ text }}{{ text|safe }}{{ " + self.expression(1) + " }}{% endautoescape %}", "{% set ns.q = 1 %}",
            "{% set j = joiner('|') %}{{ j() }}a{{ j() }}b{{ j() }}", "{% set c = cycler(1, 2) %}{{ c.next() }}{{ c.next() }}{{ c.current }}",
            "{% for n in [[1, [2, [3]]]] recursive %}{{ n if n is number else loop(n) }}{% endfor %}", "{% print a, b %}", "{% include 'x' %}",
            "{{ dict(a=1, b='x') }}{{ dict([('k', 2)]) }}", "{{ range(5) }}{{ range(1, 9, 3)|list }}{{ range(" + self.pick(["3", "101", "'x'", ""]) + ") }}"])

    def humanized(self):
        """A value through a filter of `humanize`."""
        kind = self.random.random()
        if kind < 0.25:
            value = self.pick(list(SPANS))
        elif kind < 0.5:
            value = self.pick(list(MOMENTS))
        elif kind < 0.6:
            value = str(self.pick([-1, 1]) * self.pick([round(10 ** self.random.uniform(-9, 18), self.random.randint(0, 9)), self.random.randint(0, 10**7)]))
        elif kind < 0.65:
            value = "(" + self.pick(list(MOMENTS)) + " - " + self.pick(list(MOMENTS)) + ")"
        else:
            value = self.pick(HUMANIZED)
        value = "(" + value + ")" if value.startswith("-") else value
        flag = lambda: self.pick(["true", "false", "none", "1"])  # noqa: E731
        unit, form = lambda: self.pick(UNITS[:3] if self.random.random() < 0.6 else UNITS), lambda: self.pick(FORMATS[:7] if self.random.random() < 0.8 else FORMATS)  # noqa: E731
        number = lambda: self.pick(["0", "1", "2", "3", "5", "-1", "none", "'2'", "1.5", "true", "'x'", "missing"])  # noqa: E731
        several = lambda: "[" + ", ".join(self.pick(UNITS[:8]) for _ in range(self.random.randint(0, 4))) + "]"  # noqa: E731
        bound = lambda: self.pick(["0", "0.01", "0.99", "100", "1000000", "none", "'x'"])  # noqa: E731
        field = lambda: self.pick(["'{:}'", "'{:.0%}'", "'{:,}'", "'{:.2f}'", "'{}'", "'{0}'", "'{:>8}'", "'{:+.1f}'", "'{:08.2f}'", "'{{{}}}'", "'{:d}'", "'{'", "'x'",  # noqa: E731
                                   "'{:,.2f}'", "'{:e}'", "3"])
        filters = {
            "naturaltime": [("future", flag), ("months", flag), ("minimum_unit", unit), ("when", lambda: self.pick([*list(MOMENTS)[:20], "none", "5"]))],
            "naturaldelta": [("months", flag), ("minimum_unit", unit)], "precisedelta": [("minimum_unit", lambda: self.pick(UNITS)), ("suppress", several), ("format", form)],
            "naturalday": [], "naturaldate": [], "abs_timedelta": [], "date_and_delta": [], "apnumber": [], "fractional": [], "deactivate": [],
            "thousands_separator": [], "decimal_separator": [], "ordinal": [("gender", lambda: self.pick(["'male'", "'female'", "1"]))],
            "intcomma": [("ndigits", number)], "intword": [("format", form)], "scientific": [("precision", number)],
            "naturalsize": [("binary", flag), ("gnu", flag), ("format", form)],
            "clamp": [("floor", bound), ("ceil", bound), ("format", field), ("floor_token", lambda: "'under '"), ("ceil_token", lambda: self.pick(["'over '", "none"]))],
            "metric": [("unit", lambda: self.pick(["'V'", "''", "'°'", "none", "1"])), ("precision", number)],
        }
        name = self.pick(list(filters))
        if self.random.random() < 0.02:
            return f"{value}|humanize_{name}(" + ", ".join(["1"] * (len(filters[name]) + 1)) + ")"
        if self.random.random() < 0.2:
            given = filters[name][:self.random.randint(0, len(filters[name]))]
            arguments = ", ".join(make() for _, make in given)
        else:
            arguments = ", ".join(f"{key}={make()}" for key, make in filters[name] if self.random.random() < 0.4)
        return f"{value}|humanize_{name}" + (f"({arguments})" if arguments else "")

    def expression(self, depth):
        if depth == 0:
            return self.atom()
        inner = lambda: self.expression(depth - 1)  # noqa: E731
        kind = self.random.randint(0, 17)
        if kind <= 3:
            return self.atom()
        if kind <= 8:
            return inner() + "|" + self.pick(FILTERS)
        if kind == 9:
            return inner() + " is " + self.pick(TESTS)
        if kind <= 11:
            return inner() + " " + self.pick(OPERATORS) + " " + inner()
        if kind == 12:
            return "(" + inner() + ")" + self.pick(["", "." + self.pick(METHODS), "[0]", "[" + self.atom() + "]"])
        if kind == 13:
            return self.pick(["not ", "-", "+"]) + inner()
        if kind == 14:
            return inner() + " if " + inner() + self.pick(["", " else " + inner()])
        if kind == 15:
            return "[" + inner() + ", " + inner() + "]"
        if kind == 16:
            return "{'k': " + inner() + ", " + self.pick(NAMES[:9] + ["1", "'z'"]) + ": 1}"
        return self.pick(["text", "color", "words", "nested", "numbers", "(" + self.atom() + ")"]) + "." + self.pick(METHODS)

    def atom(self):
        kind = self.random.randint(0, 9)
        if kind <= 4:
            return self.pick(NAMES)
        if kind == 5:
            return self.pick(["0", "1", "2", "10", "3.5", "1e3", "0x1F", "1_000", "0b11", "-1", "007", "2.0", "1.", "100000"])
        if kind <= 7:
            text = self.pick(TEXTS)
            return self.pick([repr(text), '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"', "'a' 'b'", "'\\u00e9\\n'", "'%s-%d'"])
        return self.pick(["true", "False", "none", "[]", "{}", "()", "(1,)", "[1, 2]", "('a', 'b')", "{'a': 1}", "range(3)", "[[1, 2], [3]]"])
