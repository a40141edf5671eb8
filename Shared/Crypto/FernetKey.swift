internal import COpenSSL

/// A Fernet key: 16 bytes to sign with, 16 bytes to encrypt with.
///
/// The bytes are kept in memory of their own, which is wiped when the key goes; copies that callers made of the text
/// they pass in are theirs to care for.
///
/// `@unchecked Sendable`: the memory is written in `init` only and freed in `deinit`, when nobody else can read it.
public final class FernetKey: @unchecked Sendable, CustomStringConvertible {
  private static let size = 32

  private let memory: UnsafeMutableRawBufferPointer

  /// Reads 44 characters of Base64 for 32 bytes, URL-safe or standard, white space around them allowed.
  public init(_ text: some StringProtocol) throws(FernetError) {
    var trimmed = text[...]
    while trimmed.last?.isWhitespace == true { trimmed = trimmed.dropLast() }
    while trimmed.first?.isWhitespace == true { trimmed = trimmed.dropFirst() }
    guard
      var bytes = Base64.decode(trimmed, alphabet: .urlSafe) ?? Base64.decode(trimmed, alphabet: .standard),
      bytes.count == FernetKey.size
    else { throw .invalidKey }
    memory = FernetKey.adopt(&bytes)
  }

  private init(random: Void) {
    var bytes = RandomBytes.make(FernetKey.size)
    memory = FernetKey.adopt(&bytes)
  }

  /// A new key.
  public static func generate() -> FernetKey { FernetKey(random: ()) }

  /// Moves the bytes into memory of their own and wipes where they were.
  private static func adopt(_ bytes: inout [UInt8]) -> UnsafeMutableRawBufferPointer {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
    memory.copyBytes(from: bytes)
    bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
    return memory
  }

  deinit {
    OPENSSL_cleanse(memory.baseAddress, memory.count)
    memory.deallocate()
  }

  /// The key's text, for storing a key that was generated.
  public func reveal() -> String { Base64.encode(memory, alphabet: .urlSafe) }

  public var description: String { "FernetKey(**********)" }

  var signing: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[..<16]) }
  var encryption: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: memory[16...]) }
}
