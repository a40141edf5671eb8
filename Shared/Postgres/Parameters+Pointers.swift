/// libpq takes parallel arrays of types, values, lengths and formats.
extension Parameters {
  /// Lends the arrays for one call; all values are binary.
  func withPointers<Result>(
    _ body: (
      _ types: UnsafePointer<UInt32>?, _ values: UnsafePointer<UnsafePointer<CChar>?>?,
      _ lengths: UnsafePointer<Int32>?, _ formats: UnsafePointer<Int32>?, _ count: Int32
    ) -> Result
  ) -> Result {
    let count = self.count
    guard count > 0 else { return body(nil, nil, nil, nil, 0) }
    return bytes.withUnsafeBytes { raw in
      lengths.withUnsafeBufferPointer { lengths in
        withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: count) { values in
          withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { formats in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { types in
              let base = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
              for index in 0..<count {
                let address = lengths[index] < 0 ? nil : base.map { $0 + offsets[index] }
                values.initializeElement(at: index, to: address)
                formats.initializeElement(at: index, to: 1)
                types.initializeElement(at: index, to: self.types[index].rawValue)
              }
              return body(
                UnsafePointer(types.baseAddress), UnsafePointer(values.baseAddress), lengths.baseAddress,
                UnsafePointer(formats.baseAddress), Int32(count))
            }
          }
        }
      }
    }
  }
}
