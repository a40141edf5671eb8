internal import Values

extension BucketKey {
  /// What the values of a key may come to in bytes, so that an index can hold them: 2,704 bytes is PostgreSQL's bound.
  private static let maximumSize = 2500

  /// The values of `for_each` labels as a key has them. In place of values that no index could hold there is one text, which
  /// differs where they differ.
  static func labels(_ values: [String]) -> [String] {
    let size = values.reduce(0) { $0 + $1.utf8.count + 4 }
    guard size > maximumSize else { return values }
    return ["\(UUID(high: digest(values, 0xcbf2_9ce4_8422_2325), low: digest(values, 0x6c62_272e_07bb_0142)))"]
  }

  /// FNV-1a of values that each end in a byte that no text has.
  private static func digest(_ values: [String], _ start: UInt64) -> UInt64 {
    var digest = start
    for value in values {
      for byte in value.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01b3 }
      digest = (digest ^ 0xff) &* 0x100_0000_01b3
    }
    return digest
  }
}
