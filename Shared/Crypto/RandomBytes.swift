/// Bytes from the system's generator, fit for keys and tokens.
public enum RandomBytes {
  public static func make(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<max(0, count)).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }
}
