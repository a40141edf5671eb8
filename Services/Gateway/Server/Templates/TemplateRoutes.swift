internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Templates

/// `/templates` (contract §2.1): whether a template can be read. The older path under `/automations` is the same.
struct TemplateRoutes: Sendable {
  let requests: RequestReading

  var routes: [Route] {
    [.post("/templates/validate", validate), .post("/automations/templates/validate", validate)]
  }

  private func validate(_ context: RouteContext) async throws -> Response {
    let text = try requests.optionalValue(.string, context, takesNUL: true) ?? ""
    do throws(TemplateError) {
      _ = try Template(text)
      return .noContent()
    } catch {
      return .json(TemplateProblem(error: error, source: text), status: .unprocessableContent)
    }
  }
}

/// What is wrong with a template, and where.
private struct TemplateProblem: JSONWritable {
  let error: TemplateError
  let source: String

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("error")
    writer.beginObject()
    writer.key("line")
    writer.integer(error.line)
    writer.key("message")
    writer.string(error.message)
    writer.key("source")
    writer.string(source)
    writer.endObject()
    writer.endObject()
  }
}
