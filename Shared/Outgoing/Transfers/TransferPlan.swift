/// What all requests of a client have in common.
struct TransferIdentity: Sendable {
  let userAgent: String
  /// A PEM file.
  let authorities: String?
}

/// A request that was checked and has its form on the wire.
struct TransferPlan: Sendable {
  let method: String
  let url: String
  let headers: [String]
  let body: [UInt8]?
  let verifiesCertificate: Bool
  let allowsPrivateAddresses: Bool
  let usesProxy: Bool
  let limits: OutgoingLimits

  init(_ request: OutgoingRequest, limits: OutgoingLimits) throws(OutgoingFailure) {
    guard let wire = URLText.wireForm(request.url) else { throw .invalidURL }
    guard wire.scheme == "http" || wire.scheme == "https" else { throw .unsupportedScheme }
    guard TransferPlan.isToken(request.method) else { throw .invalidHeader }
    method = request.method
    url = wire.text
    var lines: [String] = []
    for header in request.headers {
      guard TransferPlan.isToken(header.name), TransferPlan.isFieldValue(header.value) else { throw .invalidHeader }
      // libcurl takes a field without a value for one to leave out, unless it ends in a semicolon.
      lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
    }
    // libcurl would add these by itself.
    for name in ["Content-Type", "Expect"] where !request.has(name) { lines.append("\(name):") }
    headers = lines
    body = request.body
    verifiesCertificate = request.verifiesCertificate
    allowsPrivateAddresses = request.allowsPrivateAddresses
    usesProxy = request.usesProxy && request.allowsPrivateAddresses
    self.limits = limits
  }

  private static func isToken(_ text: String) -> Bool {
    let marks = Set("!#$%&'*+-.^_`|~".utf8)
    return !text.isEmpty
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || marks.contains($0)
      }
  }

  private static func isFieldValue(_ text: String) -> Bool {
    text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
  }
}

extension OutgoingRequest {
  /// Whether a header has this name.
  func has(_ name: String) -> Bool {
    headers.contains { $0.name.lowercased() == name.lowercased() }
  }
}
