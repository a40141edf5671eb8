internal import Glibc
internal import Schedules
internal import Synchronization

/// The time zones of the machine, each read once.
final class ZoneDatabase: Sendable {
  /// A file larger than this is no time zone.
  static let maximumFileBytes = 1 << 18
  private let folder: String
  private let zones = Mutex<[String: ZoneRules]>([:])

  /// - Parameter folder: Where the TZif files are.
  init(folder: String = "/usr/share/zoneinfo") {
    self.folder = folder
  }

  /// The rules of a zone, UTC for an empty name; nil if there is none of that name.
  func rules(_ name: String) -> ZoneRules? {
    if name.isEmpty || name == "UTC" { return .utc }
    if let known = zones.withLock({ $0[name] }) { return known }
    guard ZoneDatabase.isName(name), let bytes = read(folder + "/" + name) else { return nil }
    do {
      let rules = try ZoneRules(name: name, tzif: bytes)
      zones.withLock { $0[name] = rules }
      return rules
    } catch {
      return nil
    }
  }

  /// Whether a text may be the name of a zone: nothing that leads out of the folder.
  static func isName(_ text: String) -> Bool {
    guard text.utf8.count <= 64 else { return false }
    return text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      !part.isEmpty
        && part.utf8.allSatisfy { byte in
          switch byte {
          case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
            true
          default: false
          }
        }
    }
  }

  /// A regular file's bytes; nil if there is none, or it is too large.
  private func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var information = stat()
    guard fstat(file, &information) == 0, information.st_mode & S_IFMT == S_IFREG, information.st_size > 0,
      information.st_size <= ZoneDatabase.maximumFileBytes
    else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(information.st_size))
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        Glibc.read(file, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      }
      if count > 0 { filled += count } else if count == 0 || errno != EINTR { break }
    }
    return filled == bytes.count ? bytes : nil
  }
}
