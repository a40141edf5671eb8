/// A NULL-terminated array of C strings, as libpq takes names and values.
enum CStringArray {
  static func with<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
  ) -> Result {
    var bytes: [CChar] = []
    var offsets: [Int] = []
    for text in texts {
      offsets.append(bytes.count)
      bytes.append(contentsOf: text.utf8CString)
    }
    bytes.append(0)
    return bytes.withUnsafeBufferPointer { buffer in
      withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: texts.count + 1) { list in
        for (index, offset) in offsets.enumerated() {
          list.initializeElement(at: index, to: buffer.baseAddress.map { $0 + offset })
        }
        list.initializeElement(at: texts.count, to: nil)
        guard let base = list.baseAddress else { preconditionFailure("a list of one element has no address") }
        return body(UnsafePointer(base))
      }
    }
  }
}
