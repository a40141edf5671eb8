internal import Glibc

/// Overwrites memory that is used again with zeros, so that what a peer sent or got does not lie about.
func wipe(_ bytes: UnsafeMutableRawBufferPointer) {
  if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
}

extension [UInt8] {
  /// Overwrites the bytes with zeros and forgets them.
  mutating func wipe(keepingCapacity: Bool) {
    withUnsafeMutableBytes { Transport.wipe($0) }
    removeAll(keepingCapacity: keepingCapacity)
  }
}
