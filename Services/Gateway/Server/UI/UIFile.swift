internal import Crypto
internal import HTTP
internal import Values

/// A file of an interface as it was found at the start; its bytes stay on the disk.
struct UIFile: Sendable {
  /// Names it in the cache: the folder's version and the name in it.
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
    key = "\(version.rawValue)/\(name)"
    self.place = place
    self.size = size
    self.prefix = prefix
    mediaType = UIMediaType(fileName: name)
    lastModified = HTTPDate(modified).text
    tag = String(SHA256.hex(Array("\(modified.microseconds) \(size) \(prefix)".utf8)).prefix(32))
  }

  /// Browsers may keep a page's parts, whose names change with their content, but must ask for the page itself.
  var cacheControl: String? { isPage ? "no-cache" : nil }

  var isPage: Bool { mediaType.text.hasPrefix("text/html") }
}
