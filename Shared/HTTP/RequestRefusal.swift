/// Why bytes of a peer are not taken as a request: what it is answered before the connection is given up.
public struct RequestRefusal: Error, Sendable, Equatable {
  public let status: Status
  /// A sentence for the peer; ASCII without quotes or backslashes.
  public let message: String

  public init(_ status: Status, _ message: StaticString) {
    self.init(status, text: message.description)
  }

  init(_ status: Status, text: String) {
    self.status = status
    message = text
  }

  /// The answer, with the body `{"exception_message": …}` that all errors of the server have (contract §7.2).
  public var response: Response {
    .json(Array("{\"exception_message\":\"\(message)\"}".utf8), status: status)
  }

  static func malformed(_ message: StaticString) -> RequestRefusal {
    RequestRefusal(.badRequest, message)
  }
}
