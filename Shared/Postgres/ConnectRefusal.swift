/// Why a connection could not be made, out of libpq's message.
///
/// libpq has no other way to say with which SQLSTATE the server refused. With its verbosity raised the message holds the
/// code, which does not depend on the server's language: `FATAL:  53300: sorry, too many clients already`.
struct ConnectRefusal: Equatable {
  /// One line, without the code and without the place in the server's source.
  let message: String
  /// Empty where the server did not answer.
  let sqlState: String

  init(_ text: String) {
    var state = ""
    var lines: [String] = []
    for line in text.split(separator: "\n") where !line.hasPrefix("LOCATION:") {
      let parts = line.split(separator: ": ", omittingEmptySubsequences: false)
      let place = parts.indices.dropFirst().first { ConnectRefusal.isState(parts[$0].drop { $0 == " " }) }
      guard let place else {
        lines.append(String(line))
        continue
      }
      if state.isEmpty { state = String(parts[place].drop { $0 == " " }) }
      lines.append((parts[..<place] + parts[(place + 1)...]).joined(separator: ": "))
    }
    sqlState = state
    message = lines.joined(separator: "\n").onOneLine
  }

  /// Whether it is a code: unlike `FATAL` every code has a digit.
  private static func isState(_ text: Substring) -> Bool {
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
    return text.utf8.count == 5 && text.utf8.contains(where: digits.contains)
      && text.utf8.allSatisfy { digits.contains($0) || letters.contains($0) }
  }

  /// Whether the server, the role or the database has no connection left.
  var isForLackOfConnections: Bool { sqlState == "53300" }
  /// Whether it came from PgBouncer, which takes no `options`.
  var isFromPooler: Bool { message.contains("unsupported startup parameter") }
  /// Whether the database does not exist.
  var isForUnknownDatabase: Bool { sqlState == "3D000" }
}
