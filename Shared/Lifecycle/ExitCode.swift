/// How a program ends; the numbers are those of sysexits.h where it has one.
public enum ExitCode: Int32, Sendable {
  /// Ended as asked, open work finished.
  case success = 0
  /// An argument was not understood.
  case usage = 64
  /// A part failed.
  case failed = 70
  /// Ended as asked, but work was cut off.
  case cutOff = 75
  /// A setting is wrong.
  case configuration = 78
}
