// Reads and renders templates, one for each line of JSON that comes in, and answers each with a line of JSON:
//
//   {"template": "{{ a }}", "context": {"a": 1}}
//
// {"text": …} is what it renders to, {"failure": …} why it can't be rendered, {"line": …, "message": …} why it can't be read.

import JSON
import Templates

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
    let result = try template.render(context)
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
