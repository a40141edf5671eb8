internal import Values

/// One interface that is there to be served: its files by the names that requests may use.
struct UIBundle: Sendable {
  /// What a path leads to.
  struct Resource: Sendable {
    let file: UIFile
    /// It is a folder's page, whose address ends in a slash.
    let isIndex: Bool
  }

  let version: UIVersion
  /// The page that every address of the interface begins with.
  let page: UIFile
  private let files: [String: UIFile]

  /// - Parameters:
  ///   - folder: Where its files are.
  ///   - prefix: The path that it is served under, empty for the server's root.
  /// - Throws: `UIFolderError` also when there is no page to begin with.
  init(_ version: UIVersion, folder: UIFolder, prefix: String) throws(UIFolderError) {
    var files: [String: UIFile] = [:]
    for entry in try folder.entries() {
      files[entry.name] = UIFile(
        version: version, name: entry.name, place: "\(folder.path)/\(entry.name)", size: entry.size,
        modified: entry.modified, prefix: prefix)
    }
    guard let page = files["index.html"] else { throw .noPage(folder.path) }
    self.version = version
    self.page = page
    self.files = files
  }

  var count: Int { files.count }

  /// A file, or a folder's index.html; empty for the interface's own.
  func resource(_ name: String) -> Resource? {
    if let file = files[name] { return Resource(file: file, isIndex: false) }
    let index = name.isEmpty ? "index.html" : "\(name)/index.html"
    return files[index].map { Resource(file: $0, isIndex: true) }
  }
}
