internal import Glibc

/// Readings of the system's clocks in nanoseconds.
enum Clock {
  /// Monotonic time.
  static var now: Int64 { read(CLOCK_MONOTONIC) }
  /// Processor time of this process, user and system.
  static var cpu: Int64 { read(CLOCK_PROCESS_CPUTIME_ID) }
  /// Time since 1970.
  static var wall: Int64 { read(CLOCK_REALTIME) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
