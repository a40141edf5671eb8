internal import Glibc

/// Finds the end of a request's head and refuses line shapes that two parsers could read differently.
///
/// It looks at line ends only: every line must end in CR LF, no CR or LF may stand elsewhere, and no line may go on in
/// the next one (obs-fold, RFC 9112 §5.2). What is in a line is for the grammar's parser.
struct RequestHeadScanner {
  private let limits: RequestLimits
  private var lineStart = 0
  private var searched = 0
  private var lines = 0

  /// What a request line has beside its target: the longest method, two spaces and the version.
  private static let requestLineRest = 40

  init(limits: RequestLimits) {
    self.limits = limits
  }

  /// The length of the head with its empty line; nil when `bytes`, which start with the head, do not hold all of it.
  ///
  /// May be called again with more bytes behind the same ones.
  mutating func scan(_ bytes: UnsafeRawBufferPointer) throws(RequestRefusal) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    while searched < bytes.count, let found = memchr(base + searched, 0x0A, bytes.count - searched) {
      let newline = UnsafeRawPointer(found) - base
      searched = newline + 1
      let length = newline - 1 - lineStart
      guard length >= 0, bytes[newline - 1] == 0x0D else {
        throw .malformed("A line of the request head does not end in CR LF.")
      }
      if memchr(base + lineStart, 0x0D, length) != nil {
        throw .malformed("The request head has a CR inside a line.")
      }
      if length == 0 {
        try checkSize(newline + 1)
        return newline + 1
      }
      if lines == 0 {
        if length > limits.targetBytes + RequestHeadScanner.requestLineRest { throw limits.longTarget }
      } else if bytes[lineStart] == 0x20 || bytes[lineStart] == 0x09 {
        throw .malformed("The request head has a folded header field.")
      } else if bytes[lineStart] == 0x3A {
        throw .malformed("The request head has a header field without a name.")
      }
      lines += 1
      if lines > limits.fieldCount + 1 { throw limits.manyFields }
      lineStart = newline + 1
    }
    searched = bytes.count
    if lines == 0, bytes.count > limits.targetBytes + RequestHeadScanner.requestLineRest {
      throw limits.longTarget
    }
    try checkSize(bytes.count)
    return nil
  }

  private func checkSize(_ count: Int) throws(RequestRefusal) {
    if count > limits.headBytes { throw limits.largeHead }
  }
}
