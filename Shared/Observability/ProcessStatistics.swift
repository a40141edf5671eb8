internal import Glibc

/// What the kernel knows about this process, from `/proc`.
public struct ProcessStatistics: Sendable, Hashable {
  public let residentBytes: Int
  public let processorTime: Duration
  /// Seconds since 1970.
  public let startedAt: Double
  public let openDescriptors: Int

  /// The numbers now; nil where `/proc` is not mounted.
  public static func current() -> ProcessStatistics? {
    guard let stat = read("/proc/self/stat"), let system = read("/proc/stat") else { return nil }
    return ProcessStatistics(
      stat: stat, system: system, ticks: sysconf(Int32(_SC_CLK_TCK)), pageSize: sysconf(Int32(_SC_PAGESIZE)),
      openDescriptors: countDescriptors())
  }

  /// - Parameters:
  ///   - stat: `/proc/self/stat` (proc(5)): the fields behind the name, which may hold anything, even parentheses.
  ///   - system: `/proc/stat`, for the time of the boot.
  init?(stat: String, system: String, ticks: Int, pageSize: Int, openDescriptors: Int) {
    guard let end = stat.lastIndex(of: ")"), ticks > 0 else { return nil }
    let fields = stat[stat.index(after: end)...].split { $0 == " " || $0 == "\n" }
    guard fields.count > 21, let user = Int(fields[11]), let kernel = Int(fields[12]), let start = Int(fields[19]),
      let pages = Int(fields[21])
    else { return nil }
    let boot = system.split(separator: "\n").first { $0.hasPrefix("btime ") }?.dropFirst(6)
    residentBytes = pages * pageSize
    processorTime = .seconds(Double(user + kernel) / Double(ticks))
    startedAt = (boot.flatMap { Double($0) } ?? 0) + Double(start) / Double(ticks)
    self.openDescriptors = openDescriptors
  }

  private static func countDescriptors() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Two entries for the folders, one for the descriptor this reads with.
    return max(0, count - 3)
  }

  private static func read(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 1_048_576 {
      let count = Glibc.read(file, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Metrics {
  /// Adds the process's own numbers, looked up whenever the metrics are written.
  public func addProcess() {
    computed("apus_process_resident_memory_bytes", "Resident memory.") {
      ProcessStatistics.current().map { Double($0.residentBytes) }
    }
    computed("apus_process_cpu_seconds_total", "User and system time.", kind: .counter) {
      ProcessStatistics.current().map { $0.processorTime / .seconds(1) }
    }
    computed("apus_process_open_fds", "Open file descriptors.") {
      ProcessStatistics.current().map { Double($0.openDescriptors) }
    }
    computed("apus_process_start_time_seconds", "Start of the process, in seconds since 1970.") {
      ProcessStatistics.current()?.startedAt
    }
  }
}
