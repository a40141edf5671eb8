/// The text in the built files that stands for the path they are served under.
enum UIPlaceholder {
  private static let text = Array("/PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDER".utf8)

  /// The bytes with every placeholder replaced.
  ///
  /// - Parameter prefix: The base path; empty for the server's root.
  static func replaced(in bytes: [UInt8], by prefix: String) -> [UInt8] {
    let places = places(in: bytes)
    guard !places.isEmpty else { return bytes }
    let replacement = Array(prefix.utf8)
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + places.count * (replacement.count - text.count))
    var start = 0
    for place in places {
      output.append(contentsOf: bytes[start..<place])
      output.append(contentsOf: replacement)
      start = place + text.count
    }
    output.append(contentsOf: bytes[start...])
    return output
  }

  private static func places(in bytes: [UInt8]) -> [Int] {
    var places: [Int] = []
    bytes.withUnsafeBytes { bytes in
      text.withUnsafeBytes { text in
        let slash = text[0]
        let second = text[1]
        var index = 0
        while index + text.count <= bytes.count {
          if bytes[index] == slash, bytes[index + 1] == second,
            bytes[index..<(index + text.count)].elementsEqual(text)
          {
            places.append(index)
            index += text.count
          } else {
            index += 1
          }
        }
      }
    }
    return places
  }
}
