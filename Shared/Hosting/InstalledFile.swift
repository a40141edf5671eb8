internal import Glibc

/// A file that was installed beside the UI's files, out of Prefect's package.
public struct InstalledFile: Sendable {
  /// A file larger than this is refused.
  public static let maximumBytes = 16 << 20

  /// Where it lies.
  public let path: String

  public init(_ name: String, in directory: String) {
    path = "\(directory)/\(name)"
  }

  /// The file's bytes; nil if there is no such file.
  public func read() throws(InstalledFileError) -> [UInt8]? {
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
      guard bytes.count <= InstalledFile.maximumBytes else { throw .tooLarge(path: path) }
    }
  }
}

/// A file that can't be used.
public enum InstalledFileError: Error, Sendable, Hashable, CustomStringConvertible {
  case unreadable(path: String, code: Int32)
  case tooLarge(path: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let code): "\(path) can't be read (errno \(code))"
    case .tooLarge(let path): "\(path) is larger than \(InstalledFile.maximumBytes) bytes"
    }
  }
}
