internal import HTTP

/// Answers every request alike, and tells of the request in the headers `seen-scheme` and `seen-method`.
struct Answering: Responder {
  var response = Response.json(Array("true".utf8))

  /// A JSON text of a length in bytes.
  static func bytes(_ count: Int) -> Answering {
    Answering(response: .json(Array("\"\(String(repeating: "x", count: max(0, count - 2)))\"".utf8)))
  }

  func respond(to request: Request) async -> Response {
    var response = response
    response.headers.add("seen-scheme", request.scheme)
    response.headers.add("seen-method", request.method.name)
    return response
  }
}

extension Request {
  init(_ method: Method, _ path: String, _ headers: [(String, String)] = []) {
    self.init(
      method: method, path: path, authority: "localhost:4200", headers: Headers(headers), peer: "127.0.0.1:5000")
  }
}

extension Response {
  var bytes: [UInt8] { if case .bytes(let bytes) = body { bytes } else { [] } }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether the request came through to what answers.
  var isAnswered: Bool { headers.contains("seen-method") }
}
