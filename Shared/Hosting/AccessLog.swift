public import HTTP
public import Observability

/// Logs each request when it is answered.
public struct AccessLog: Responder {
  private let next: any Responder
  private let logger: Logger

  public init(_ next: any Responder, logger: Logger) {
    self.next = next
    self.logger = logger
  }

  public func respond(to request: Request) async -> Response {
    let start = ContinuousClock.now
    let response = await next.respond(to: request)
    let elapsed = ContinuousClock.now - start
    logger.info(
      "request",
      [
        "method": .text(request.method.name), "path": .text(request.path),
        "status": .integer(Int64(response.status.code)),
        "milliseconds": .decimal(elapsed / .milliseconds(1)), "peer": .text(request.peer),
        "request_id": .text("\(request.id)"),
      ])
    return response
  }
}
