internal import HTTP

/// The bytes of a file as they go out, shared by all who are being sent them.
final class UIContent: Sendable {
  private static let partBytes = 1 << 16

  let bytes: [UInt8]
  let isCompressed: Bool
  /// The file's length before compression.
  let plainCount: Int

  init(bytes: [UInt8], isCompressed: Bool, plainCount: Int) {
    self.bytes = bytes
    self.isCompressed = isCompressed
    self.plainCount = plainCount
  }

  /// A body that is written in parts, so that a slow peer holds no copy of its own, and that nobody compresses again.
  var body: Response.Body {
    .stream { writer in
      var start = 0
      while start < self.bytes.count {
        let end = min(start + UIContent.partBytes, self.bytes.count)
        try await writer.write(Array(self.bytes[start..<end]))
        start = end
      }
    }
  }
}
