internal import HTTP

/// Cross-origin requests of browsers (contract §1.2, §7.12). Preflights are answered here, before authentication.
struct CrossOrigin: Responder {
  private static let everyMethod = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"]
  /// What browsers send without asking; always allowed.
  private static let safeHeaders = ["Accept", "Accept-Language", "Content-Language", "Content-Type"]

  private static let preflightVary = [
    "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers",
    "Access-Control-Request-Private-Network",
  ].joined(separator: ", ")

  private let next: any Responder
  private let origins: [String]
  private let methods: [String]
  private let headers: [String]

  init(_ next: any Responder, origins: [String], methods: [String], headers: [String]) {
    self.next = next
    self.origins = origins
    self.methods = methods.contains("*") ? CrossOrigin.everyMethod : methods
    self.headers = headers
  }

  func respond(to request: Request) async -> Response {
    let origin = request.headers["origin"]
    if let origin, request.method == .options, let method = request.headers["access-control-request-method"] {
      return preflight(request, origin: origin, method: method)
    }
    var response = await next.respond(to: request)
    if let origin {
      if origins.contains("*") {
        response.headers.set("access-control-allow-origin", "*")
      } else if origins.contains(origin) {
        response.headers.set("access-control-allow-origin", origin)
      }
    }
    // Answers to requests without an origin vary, too: a cache must not give one of them to a page of another origin.
    response.headers.set("vary", (response.headers.values("vary") + ["Origin"]).joined(separator: ", "))
    return response
  }

  private func preflight(_ request: Request, origin: String, method: String) -> Response {
    var answer = Headers([("content-type", "text/plain; charset=utf-8"), ("vary", CrossOrigin.preflightVary)])
    var failures: [String] = []
    if origins.contains("*") {
      answer.add("access-control-allow-origin", "*")
    } else if origins.contains(origin) {
      answer.add("access-control-allow-origin", origin)
    } else {
      failures.append("origin")
    }
    answer.add("access-control-allow-methods", methods.joined(separator: ", "))
    answer.add("access-control-max-age", "600")
    if !methods.contains(method) { failures.append("method") }
    if let wanted = request.headers["access-control-request-headers"] {
      if headers.contains("*") {
        answer.add("access-control-allow-headers", wanted)
      } else {
        let allowed = Set((headers + CrossOrigin.safeHeaders).map { $0.lowercased() })
        answer.add("access-control-allow-headers", (CrossOrigin.safeHeaders + headers).sorted().joined(separator: ", "))
        let isRefused = wanted.lowercased().split(separator: ",").contains { part in
          !allowed.contains(CrossOrigin.trimmed(part))
        }
        if isRefused { failures.append("headers") }
      }
    } else if !headers.contains("*") {
      answer.add("access-control-allow-headers", (CrossOrigin.safeHeaders + headers).sorted().joined(separator: ", "))
    }
    if request.headers.contains("access-control-request-private-network") { failures.append("private-network") }
    let text = failures.isEmpty ? "OK" : "Disallowed CORS " + failures.joined(separator: ", ")
    return Response(status: failures.isEmpty ? .ok : .badRequest, headers: answer, body: .bytes(Array(text.utf8)))
  }

  private static func trimmed(_ name: Substring) -> String {
    let rest = name.drop { $0 == " " || $0 == "\t" }
    return String(rest.lastIndex { $0 != " " && $0 != "\t" }.map { rest[...$0] } ?? "")
  }
}
