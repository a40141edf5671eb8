/// What a file is, by the end of its name.
struct UIMediaType: Sendable, Equatable {
  /// The value of `content-type`.
  let text: String
  /// Whether the placeholder of the base path is replaced in such files.
  let hasPlaceholder: Bool
  /// Whether gzip makes such files smaller: what is compressed by itself is always sent as it is.
  var isCompressible: Bool { !UIMediaType.compressed.contains(text) }

  init(fileName: String) {
    let name = fileName.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]).lowercased() } ?? ""
    text = UIMediaType.types[ending] ?? "application/octet-stream"
    hasPlaceholder = UIMediaType.replaced.contains(ending)
  }

  private static let compressed: Set<String> = [
    "font/woff", "font/woff2", "image/gif", "image/jpeg", "image/png", "image/webp",
  ]

  private static let replaced: Set<String> = ["html", "js", "css", "json", "txt"]

  private static let types: [String: String] = [
    "css": "text/css; charset=utf-8",
    "gif": "image/gif",
    "htm": "text/html; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/vnd.microsoft.icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "mjs": "text/javascript; charset=utf-8",
    "otf": "font/otf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xml": "application/xml",
  ]
}
