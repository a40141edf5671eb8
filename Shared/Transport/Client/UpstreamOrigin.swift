/// Where an upstream is, from a URL `http://host[:port]`.
struct UpstreamOrigin: Sendable, Equatable {
  /// A name or a literal address, without brackets.
  let host: String
  let port: UInt16
  /// The value of `:authority`.
  let authority: String

  /// Nil for another scheme, user information, a path other than `/`, or a port out of range.
  init?(url: String) {
    let scheme = "http://"
    guard url.lowercased().hasPrefix(scheme) else { return nil }
    var rest = url.dropFirst(scheme.count)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    guard !rest.isEmpty, !rest.contains(where: { "/?#@".contains($0) || $0.isWhitespace }) else { return nil }
    authority = String(rest)

    let portText: Substring?
    if rest.first == "[" {
      guard let end = rest.firstIndex(of: "]") else { return nil }
      host = String(rest[rest.index(after: rest.startIndex)..<end])
      let behind = rest[rest.index(after: end)...]
      guard behind.isEmpty || behind.first == ":" else { return nil }
      portText = behind.isEmpty ? nil : behind.dropFirst()
    } else {
      let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count <= 2 else { return nil }
      host = String(parts[0])
      portText = parts.count == 2 ? parts[1] : nil
    }
    if let portText {
      guard let number = UInt16(portText), number > 0 else { return nil }
      port = number
    } else {
      port = 80
    }
    guard !host.isEmpty else { return nil }
  }
}
