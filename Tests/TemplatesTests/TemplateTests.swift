import JSON
import Templates
import Testing

@Suite("Templates")
struct TemplateTests {
  private func rendered(_ text: String, _ context: String = "{}") throws -> String {
    var values: [String: TemplateValue] = [:]
    for (key, value) in try JSONDocument.parse(Array(context.utf8)).root.members { values[key] = TemplateValue(value) }
    return try Template(text).render(values)
  }

  private func problem(_ text: String) -> TemplateError? {
    do throws(TemplateError) {
      _ = try Template(text)
      return nil
    } catch {
      return error
    }
  }

  private func failure(_ text: String, limits: TemplateLimits = TemplateLimits()) -> TemplateError? {
    do throws(TemplateError) {
      _ = try Template(text, limits: limits).render()
      return nil
    } catch {
      return error
    }
  }

  @Test("An expression is replaced by its value, and an undefined name by nothing")
  func expressions() throws {
    #expect(try rendered("{{ a + 1 }} {{ b.c[0] }} {{ missing.deep }}!", #"{"a": 2, "b": {"c": ["x"]}}"#) == "3 x !")
    #expect(try rendered("{{ [1, 'a', none, true, 1.0, {'k': (1,)}] }}") == "[1, 'a', None, True, 1.0, {'k': (1,)}]")
    #expect(try rendered("{{ 7 // -2 }} {{ -7 % 3 }} {{ 2 ** 10 }} {{ 1 / 4 }} {{ 'a' ~ 1 }}") == "-4 2 1024 0.25 a1")
  }

  @Test("What looks like a template is one, whatever follows the braces")
  func marks() {
    #expect(["{{ a }}", "{% if a %}", "{{\u{301}", "x{%\u{301}", "{{{"].allSatisfy(Template.isTemplate))
    #expect(!["", "{", "a { { b", "}} %}", "{\u{301}{"].contains(where: Template.isTemplate))
  }

  @Test("Statements choose, repeat and name")
  func statements() throws {
    #expect(
      try rendered("{% for i in l if i > 1 %}{{ loop.index }}{{ i }}{% else %}none{% endfor %}", #"{"l": [1, 2, 3]}"#)
        == "1223")
    #expect(try rendered("{% set n = 1 %}{% if n is odd %}odd{% else %}even{% endif %}") == "odd")
    #expect(try rendered("{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(3, b=4) }}") == "1234")
  }

  @Test("White space goes where a tag says so, and a raw block stays as it is")
  func whitespace() throws {
    #expect(try rendered("a  {{- 1 -}}  b\n") == "a1b")
    #expect(try rendered("{% raw %}{{ x }}{% endraw %}{# gone #}") == "{{ x }}")
  }

  @Test("tojson makes JSON with keys in order that HTML does not read")
  func json() throws {
    #expect(
      try rendered("{{ d | tojson }}", #"{"d": {"b": "<é>", "a": [1, null]}}"#)
        == #"{"a": [1, null], "b": "\u003c\u00e9\u003e"}"#)
  }

  @Test("What can't be read is told with its line")
  func problems() {
    #expect(problem("a\n{{ 1 + }}") == problem("a\r\n{{ 1 + }}"))
    #expect(problem("a\n{{ 1 + }}")?.line == 2)
    #expect(problem("{{ a ")?.message == "unexpected end of template, expected 'end of print statement'.")
    #expect(problem("{% nonsense %}")?.message == "Encountered unknown tag 'nonsense'.")
  }

  @Test("More loops, or deeper ones, than the API allows are refused")
  func loops() {
    let loop = "{% for i in x %}{% endfor %}"
    #expect(problem(String(repeating: loop, count: 10)) == nil)
    #expect(
      problem(String(repeating: loop, count: 11))?.message
        == "Contains 11 for loops. Templates can contain no more than 10 for loops.")
    #expect(problem("{% for i in x %}{% for j in x %}\(loop){% endfor %}{% endfor %}")?.line == 0)
  }

  @Test(
    "A template that asks for too much ends with an error",
    arguments: [
      "{{ 'x' * 1000000000000 }}", "{{ [0] * 1000000000 }}", "{{ 9 ** 99999 }}", "{{ '%999999999d' % 1 }}",
      "{{ 'x'|center(999999999999) }}",
      "{{ range(101) }}", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "{{ [1]|tojson(indent=9999999999) }}",
      "{{ 'x'.zfill(99999999999) }}",
      "{{ 9223372036854775807 + 1 }}", "{{ -9223372036854775807 - 2 }}", "{{ 'a'|indent(9999999999) }}",
      "{{ [1]|batch(9999999999, 0)|list }}",
      "{% set a = 'x' * 4000000 %}{{ a }}{{ a }}",
      "{% for a in range(100) %}{% for b in range(100) %}{% set x = range(100)|map('string')|join %}{% endfor %}{% endfor %}",
    ])
  func limits(_ text: String) {
    #expect(failure(text) != nil)
  }

  @Test("A template that nests or chains too deep is refused, however it does so")
  func depth() {
    #expect(problem(String(repeating: "{{ (", count: 1) + String(repeating: "(", count: 5000)) != nil)
    #expect(problem("{{ " + String(repeating: "[", count: 5000)) != nil)
    #expect(problem("{{ " + String(repeating: "-", count: 5000) + "1 }}") != nil)
    #expect(problem("{{ " + String(repeating: "not ", count: 5000) + "1 }}") != nil)
    #expect(problem("{{ 1" + String(repeating: "+1", count: 5000) + " }}") != nil)
    #expect(problem("{{ a" + String(repeating: ".a", count: 5000) + " }}") != nil)
    #expect(problem("{{ a" + String(repeating: "|upper", count: 5000) + " }}") != nil)
    #expect(problem(String(repeating: "{% if a %}", count: 5000)) != nil)
    #expect(problem("{{ " + String(repeating: "a if b else ", count: 5000) + "c }}") != nil)
    #expect(problem(String(repeating: "x", count: 300_000)) != nil)
  }

  @Test("No template reaches what lies behind a value, or changes one")
  func sandbox() {
    #expect(failure("{{ ''.__class__.__mro__ }}") == nil)
    #expect(failure("{{ ''.__class__() }}")?.name == "SecurityError")
    #expect(failure("{{ [].append(1) }}")?.name == "SecurityError")
  }
}
