/// The text in the built files that stands for the path they are served under.
enum UIPlaceholder {
  private static let text = Array("/PREFECT_UI_SERVE_BASE_REPLACE_PLACEHOLDER".utf8)
  /// A script of the first interface names the icons of states at the server's root, without a placeholder.
  private static let icons = Array("`/ico/".utf8)

  /// The bytes with every placeholder replaced.
  ///
  /// - Parameter prefix: The base path; empty for the server's root.
  static func replaced(in bytes: [UInt8], by prefix: String) -> [UInt8] {
    let whole = replaced(text, in: bytes, by: Array(prefix.utf8))
    return prefix.isEmpty ? whole : replaced(icons, in: whole, by: Array("`\(prefix)/ico/".utf8))
  }

  private static func replaced(_ text: [UInt8], in bytes: [UInt8], by replacement: [UInt8]) -> [UInt8] {
    let places = places(of: text, in: bytes)
    guard !places.isEmpty else { return bytes }
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

  private static func places(of text: [UInt8], in bytes: [UInt8]) -> [Int] {
    var places: [Int] = []
    bytes.withUnsafeBytes { bytes in
      text.withUnsafeBytes { text in
        let first = text[0]
        let second = text[1]
        var index = 0
        while index + text.count <= bytes.count {
          if bytes[index] == first, bytes[index + 1] == second,
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
