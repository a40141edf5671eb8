internal import Glibc
internal import Values

/// Lists the files of an interface, once, at the start: what is not in the list is not served.
struct UIFolder {
  /// An entry of the list: the name in the folder, and what the file system says of it.
  struct Entry: Equatable {
    let name: String
    let size: Int
    let modified: Timestamp
  }

  let path: String
  let maximumFiles: Int
  let maximumFileBytes: Int
  let maximumDepth: Int

  init(path: String, maximumFiles: Int = 5000, maximumFileBytes: Int = 32 << 20, maximumDepth: Int = 16) {
    self.path = path
    self.maximumFiles = maximumFiles
    self.maximumFileBytes = maximumFileBytes
    self.maximumDepth = maximumDepth
  }

  /// Every regular file. Links and hidden files are left out; the folder itself may be a link.
  func entries() throws(UIFolderError) -> [Entry] {
    var found: [Entry] = []
    try list("", depth: 0, into: &found)
    return found
  }

  private func list(_ prefix: String, depth: Int, into found: inout [Entry]) throws(UIFolderError) {
    guard depth <= maximumDepth else { throw .tooDeep(path) }
    let place = prefix.isEmpty ? path : "\(path)/\(prefix)"
    guard let directory = opendir(place) else { throw .unreadable(place, code: errno) }
    defer { closedir(directory) }
    while let record = readdir(directory) {
      let length = MemoryLayout.size(ofValue: record.pointee.d_name)
      let entry = withUnsafePointer(to: &record.pointee.d_name) { start in
        start.withMemoryRebound(to: CChar.self, capacity: length) { String(validatingCString: $0) }
      }
      guard let entry, !entry.hasPrefix(".") else { continue }
      let name = prefix.isEmpty ? entry : "\(prefix)/\(entry)"
      var information = stat()
      guard lstat("\(path)/\(name)", &information) == 0 else { throw .unreadable("\(path)/\(name)", code: errno) }
      switch information.st_mode & S_IFMT {
      case S_IFDIR:
        try list(name, depth: depth + 1, into: &found)
      case S_IFREG:
        guard information.st_size <= maximumFileBytes else { throw .fileTooLarge("\(path)/\(name)") }
        guard found.count < maximumFiles else { throw .tooManyFiles(path) }
        let time = information.st_mtim
        found.append(
          Entry(
            name: name, size: Int(information.st_size),
            modified: Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)))
      default: continue
      }
    }
  }

  /// The bytes of a file that was listed; nil when it is not what it was.
  static func read(_ file: UIFile) -> [UInt8]? {
    let descriptor = open(file.place, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
      information.st_size == file.size
    else { return nil }
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: file.size) { buffer, filled in
      while filled < file.size {
        let count = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, file.size - filled)
        if count > 0 {
          filled += count
        } else if count == 0 || errno != EINTR {
          isWhole = false
          return
        }
      }
    }
    return isWhole ? bytes : nil
  }
}

/// Why a folder is not served.
enum UIFolderError: Error, Sendable, Equatable, CustomStringConvertible {
  case unreadable(String, code: Int32)
  case tooDeep(String)
  case tooManyFiles(String)
  case fileTooLarge(String)
  case noPage(String)

  var description: String {
    switch self {
    case .unreadable(let path, let code): "\(path) can't be read (errno \(code))"
    case .tooDeep(let path): "\(path) has folders in folders beyond the limit"
    case .tooManyFiles(let path): "\(path) has more files than the limit"
    case .fileTooLarge(let path): "\(path) is larger than the limit"
    case .noPage(let path): "\(path) has no index.html"
    }
  }
}
