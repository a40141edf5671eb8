internal import Glibc
internal import Values

/// Nanoseconds of the clock that never goes back.
enum MonotonicClock {
  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  static func deadline(after delay: Duration) -> Int64 {
    now() + delay.wholeMicroseconds * 1000
  }
}
