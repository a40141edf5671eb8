// Reads and renders templates, one for each line of JSON that comes in, and answers each with a line of JSON:
//
//   {"template": "{{ a }}", "context": {"a": 1}, "moments": {"m": 1772712000000000}, "spans": {"s": 1500000}, "now": 1772712000000000}
//
// Moments and spans are counted in microseconds; all but the template may be left out.
//
// {"text": …} is what it renders to, {"failure": …} why it can't be rendered, {"line": …, "message": …} why it can't be read.

import JSON
import Templates
import Values

func answer(_ line: String, into writer: inout JSONWriter) {
  writer.beginObject()
  defer { writer.endObject() }
  guard let line = RawJSON(validated: Array(line.utf8)).document()?.root,
    let text = line["template" as StaticString]?.text
  else { return }
  var context: [String: TemplateValue] = [:]
  if let members = line["context" as StaticString]?.members {
    for (key, value) in members { context[key] = TemplateValue(value) }
  }
  if let members = line["moments" as StaticString]?.members {
    for (key, value) in members { context[key] = .moment(Timestamp(microseconds: value.integer ?? 0)) }
  }
  if let members = line["spans" as StaticString]?.members {
    for (key, value) in members { context[key] = .span(.microseconds(value.integer ?? 0)) }
  }
  let now = line["now" as StaticString]?.integer.map { Timestamp(microseconds: $0) } ?? .now()
  let template: Template
  do throws(TemplateError) {
    template = try Template(text)
  } catch {
    writer.key("line")
    writer.integer(error.line)
    writer.key("message")
    writer.string(error.message)
    return
  }
  do throws(TemplateError) {
    let result = try template.render(context, now: now)
    writer.key("text")
    writer.string(result)
  } catch {
    writer.key("failure")
    writer.string(error.description)
  }
}

while let line = readLine() {
  var writer = JSONWriter()
  answer(line, into: &writer)
  print(String(decoding: writer.bytes, as: UTF8.self))
}
