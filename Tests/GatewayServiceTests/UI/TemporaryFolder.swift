internal import Glibc

/// A folder with files that is gone at the end of the test.
final class TemporaryFolder: Sendable {
  let path: String

  init(_ files: [String: String] = [:]) {
    var template = Array("/tmp/apus-ui-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
    for (name, text) in files { write(name, text) }
  }

  func write(_ name: String, _ text: String) {
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/\(part)"
      mkdir(folder, 0o700)
    }
    guard let file = fopen("\(path)/\(name)", "w") else { return }
    fputs(text, file)
    fclose(file)
  }

  func link(_ name: String, to target: String) {
    symlink(target, "\(path)/\(name)")
  }

  deinit {
    TemporaryFolder.delete(path)
  }

  private static func delete(_ path: String) {
    if let directory = opendir(path) {
      while let record = readdir(directory) {
        let length = MemoryLayout.size(ofValue: record.pointee.d_name)
        let name = withUnsafePointer(to: &record.pointee.d_name) { start in
          start.withMemoryRebound(to: CChar.self, capacity: length) { String(cString: $0) }
        }
        guard name != ".", name != ".." else { continue }
        // What is no folder goes at once; a folder when it is empty.
        if unlink("\(path)/\(name)") != 0 { delete("\(path)/\(name)") }
      }
      closedir(directory)
    }
    rmdir(path)
  }
}
