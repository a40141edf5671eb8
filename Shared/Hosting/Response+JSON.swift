public import HTTP
public import JSON
internal import Models

extension Response {
  /// An answer that is one model.
  public static func json(_ model: some JSONWritable, status: Status = .ok) -> Response {
    .json(writing: model.write, status: status)
  }

  /// An answer that is written on the spot.
  public static func json(writing body: (inout JSONWriter) -> Void, status: Status = .ok) -> Response {
    var writer = JSONWriter(reserving: 1024)
    body(&writer)
    return .json(writer.bytes, status: status)
  }

  /// An answer that is a list of models.
  public static func json(list models: some Sequence<some JSONWritable>, status: Status = .ok) -> Response {
    var writer = JSONWriter(reserving: 4096)
    writer.beginArray()
    var isFirst = true
    for model in models {
      model.write(to: &writer)
      // The others are about as long as the first. The bound is for one that is very long itself.
      if isFirst { writer.bytes.reserveCapacity(min(writer.bytes.count * models.underestimatedCount * 5 / 4, 1 << 20)) }
      isFirst = false
    }
    writer.endArray()
    return .json(writer.bytes, status: status)
  }

  /// An answer that is a bare number, as counts are.
  public static func json(count: Int) -> Response {
    .json(Array(String(count).utf8))
  }

  /// What a handler answers that has nothing to say (contract §1.5).
  public static func null(status: Status = .ok) -> Response {
    .json(Array("null".utf8), status: status)
  }

  /// `{"detail":…}`
  public static func detail(_ text: String, _ status: Status) -> Response {
    message("detail", text, status)
  }

  /// `{"exception_message":…}`
  public static func exceptionMessage(_ text: String, _ status: Status) -> Response {
    message("exception_message", text, status)
  }

  private static func message(_ key: StaticString, _ text: String, _ status: Status) -> Response {
    .json(
      writing: { writer in
        writer.beginObject()
        writer.key(key)
        writer.string(text)
        writer.endObject()
      }, status: status)
  }

  /// A unique or foreign key constraint that no handler expected (contract §7.2).
  static let integrityConflict = Response.detail(
    "Data integrity conflict. This usually means a unique or foreign key constraint was violated. "
      + "See server logs for details.", .conflict)

  /// 503 with the time, in seconds, after which the client should try again.
  static func serviceUnavailable(retryAfter: Int) -> Response {
    var response = Response.exceptionMessage("Service Unavailable", .serviceUnavailable)
    response.headers.add("retry-after", String(retryAfter))
    return response
  }
}
