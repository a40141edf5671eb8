internal import HTTP
internal import Hosting
internal import JSON
internal import JSONSchema
internal import Models
internal import Observability
internal import Store

/// What the API would answer to the request that an action stands for, and how the event of the action words it.
struct CommandRefusal: Sendable {
  let status: Int
  /// The member `detail` of the answer, if it has one that says something.
  let detail: String?
  private let body: String

  /// - Throws: `ActionDelay` for a fault that passes.
  init(_ error: any Error, logger: Logger) throws {
    var error = error
    if let refusal = error as? FlowRunRefusal { error = refusal.error() }
    let response = ErrorResponses(logger: logger).response(for: error, to: Request(method: .post, path: "/"))
    status = response.status.code
    guard status != Status.serviceUnavailable.code else { throw ActionDelay("\(error)") }
    let bytes = if case .bytes(let bytes) = response.body { bytes } else { [UInt8]() }
    body = String(decoding: bytes, as: UTF8.self)
    detail = RawJSON(validated: bytes).document()?.root["detail"].flatMap { value in
      value.text ?? (value.isNull ? nil : SchemaValue(value).pythonRepresentation)
    }.flatMap { $0.isEmpty ? nil : $0 }
  }

  func reason(_ type: String) -> String {
    switch status {
    case 422: "Validation error occurred for '\(type)'" + (detail.map { " - \($0)" } ?? "")
    case 409:
      detail.map { "Validation error occurred for '\(type)' - \($0)" }
        ?? "Conflict (409) occurred for '\(type)' - \(PythonRepresentation.of(body))"
    default: "Unexpected status from '\(type)' action: \(status)"
    }
  }
}
