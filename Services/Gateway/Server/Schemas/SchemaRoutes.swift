internal import HTTP
internal import Hosting
internal import JSON
internal import JSONSchema
internal import Models
internal import Routing
internal import Store

/// `/ui/schemas` (contract §2.1): what the UI's forms ask while they are filled in.
struct SchemaRoutes: Sendable {
  let variables: VariableRepository
  let requests: RequestReading

  var routes: [Route] { [.post("/ui/schemas/validate", validate)] }

  private func validate(_ context: RouteContext) async throws -> Response {
    let (schema, values) = try requests.embedded(context, takesNUL: true) { body in
      (body.required("schema", .object), body.required("values", .object))
    }
    guard let schema = SchemaValue(schema)?.prepared(), let values = SchemaValue(values) else {
      throw DomainError.tooLarge
    }
    let validator = SchemaValidator(schema)
    do throws(SchemaError) {
      try validator.checkSchema()
    } catch {
      throw DomainError.unprocessable(error.text)
    }
    let hydrated = try await variables.hydrate(values, rendersTemplates: false, stopsAtErrors: false)
    do throws(SchemaError) {
      return .json(try validator.errors(of: hydrated))
    } catch {
      throw DomainError.unprocessable("Invalid schema: \(error.text)")
    }
  }
}
