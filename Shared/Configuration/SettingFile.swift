internal import Glibc

/// A file that holds the value of a secret setting, as container engines hand secrets out.
enum SettingFile {
  /// A file larger than this is refused.
  private static let maximumBytes = 1 << 16

  /// The text of a file, or why it can't be used, as in "which …".
  static func read(_ path: String) -> Result<String, Unusable> {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .failure(.unreadable(errno)) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: maximumBytes + 1)
    var length = 0
    while length < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress?.advanced(by: length), $0.count - length)
      }
      guard count >= 0 else { return .failure(.unreadable(errno)) }
      if count == 0 { break }
      length += count
    }
    guard length <= maximumBytes else { return .failure(Unusable(description: "is larger than \(maximumBytes) bytes")) }
    guard let text = String(validating: bytes[..<length], as: UTF8.self) else {
      return .failure(Unusable(description: "is not UTF-8 text"))
    }
    let trimmed = SettingsReader.trim(text)
    return trimmed.isEmpty ? .failure(Unusable(description: "is empty")) : .success(trimmed)
  }

  struct Unusable: Error, CustomStringConvertible {
    let description: String

    fileprivate static func unreadable(_ code: Int32) -> Unusable {
      Unusable(description: "can't be read: " + String(cString: strerror(code)))
    }
  }
}
