internal import CReactor
internal import Glibc

/// A system call that failed, with the error number it left.
public struct SystemError: Error, Sendable, CustomStringConvertible {
  public let operation: String
  public let code: Int32

  /// Takes the calling thread's error number.
  public init(operation: String) {
    self.operation = operation
    code = creactor_errno()
  }

  public init(operation: String, code: Int32) {
    self.operation = operation
    self.code = code
  }

  public var description: String { "\(operation): \(String(cString: strerror(code)))" }
}
