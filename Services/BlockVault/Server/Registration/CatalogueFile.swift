internal import Glibc

/// The file with the block types of the known collections, which is installed beside the UI's files.
struct CatalogueFile: Sendable {
  /// A file larger than this is refused.
  static let maximumBytes = 16 << 20

  let path: String

  init(directory: String) {
    path = directory + "/collection_blocks_data.json"
  }

  /// The file's bytes; nil if there is no such file.
  ///
  /// - Throws: `CatalogueError`.
  func read() throws(CatalogueError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw .unreadable(path: path, code: errno)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = part.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 else { throw .unreadable(path: path, code: errno) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: part[..<count])
      guard bytes.count <= CatalogueFile.maximumBytes else { throw .tooLarge(path: path) }
    }
  }
}

enum CatalogueError: Error, Sendable, Hashable, CustomStringConvertible {
  case unreadable(path: String, code: Int32)
  case tooLarge(path: String)

  var description: String {
    switch self {
    case .unreadable(let path, let code): "\(path) can't be read (errno \(code))"
    case .tooLarge(let path): "\(path) is larger than \(CatalogueFile.maximumBytes) bytes"
    }
  }
}
