internal import Crypto
internal import HTTP
internal import Values

/// A file of an interface as it was found at the start, for clients that see the interface at one path; its bytes stay on
/// the disk.
struct UIFile: Sendable {
  private let version: UIVersion
  private let name: String
  private let modified: Timestamp
  /// Names it in the cache: the folder's version, the name in it, and what the placeholder becomes.
  let key: String
  /// Where it is on the disk.
  let place: String
  /// Bytes on the disk.
  let size: Int
  let mediaType: UIMediaType
  /// What the placeholder becomes.
  let prefix: String
  /// The value of `last-modified`.
  let lastModified: String
  /// Names the content; the same for all codings of it, as it is compared weakly.
  let tag: String

  init(version: UIVersion, name: String, place: String, size: Int, modified: Timestamp, prefix: String) {
    key = "\(version.rawValue)/\(name) \(prefix)"
    self.version = version
    self.name = name
    self.modified = modified
    self.place = place
    self.size = size
    self.prefix = prefix
    mediaType = UIMediaType(fileName: name)
    lastModified = HTTPDate(modified).text
    tag = String(SHA256.hex(Array("\(modified.microseconds) \(size) \(prefix)".utf8)).prefix(32))
  }

  /// The same file for clients that see the interface at another path.
  func served(at prefix: String) -> UIFile {
    guard mediaType.hasPlaceholder, prefix != self.prefix else { return self }
    return UIFile(version: version, name: name, place: place, size: size, modified: modified, prefix: prefix)
  }

  /// Browsers may keep a page's parts, whose names change with their content, but must ask for the page itself.
  var cacheControl: String? { isPage ? "no-cache" : nil }

  var isPage: Bool { mediaType.text.hasPrefix("text/html") }
}
