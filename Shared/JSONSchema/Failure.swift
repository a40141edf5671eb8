/// One thing that is wrong with a value.
struct Failure: Sendable {
  enum Step: Sendable, Hashable {
    case index(Int)
    case key(String)
  }

  var reason: Reason
  var keyword: Keyword
  var instance: SchemaValue
  /// The way to the value from where the check began, or from the value of the failure that this one is in; innermost
  /// step first.
  var reversedPath: [Step] = []
  /// What the alternatives said, each in its place.
  var context: [Failure] = []
  /// Whether the value is of the type that the failing schema names.
  var matchesType: Bool

  var path: [Step] { reversedPath.reversed() }

  /// What best match and error tree ask of a keyword.
  enum Keyword: Sendable {
    case alternatives, required, placeholder, other
  }
}

extension Failure {
  /// The way to a value as JSONPath, as the API shows it: without the `$.` of members.
  static func field(_ path: [Step]) -> String {
    var text = "$"
    for step in path {
      switch step {
      case .index(let index): text += "[\(index)]"
      case .key(let key) where isPlain(key): text += ".\(key)"
      case .key(let key):
        text += "['"
        for character in key.unicodeScalars {
          if character == "\\" || character == "'" { text += "\\" }
          text.unicodeScalars.append(character)
        }
        text += "']"
      }
    }
    return withoutRoot(text)
  }

  private static func isPlain(_ key: String) -> Bool {
    var bytes = key.utf8[...]
    // Python's `$` also matches before a last line feed.
    if bytes.last == UInt8(ascii: "\n") { bytes = bytes.dropLast() }
    guard let first = bytes.first, isLetter(first) else { return false }
    return bytes.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_") }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20)
  }

  private static func withoutRoot(_ text: String) -> String {
    var output: [UInt8] = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: ".") {
        index += 2
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
