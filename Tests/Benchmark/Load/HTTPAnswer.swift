/// Where one HTTP/1.1 response lies in a buffer: enough of a parser for servers that state a Content-Length.
struct HTTPAnswer {
  let status: Int
  let body: Range<Int>

  enum Outcome {
    case incomplete
    case complete(HTTPAnswer)
    case invalid(String)
  }

  static func parse(_ bytes: [UInt8], from start: Int) -> Outcome {
    bytes.withUnsafeBufferPointer { buffer in
      guard let head = endOfHead(buffer, from: start) else { return .incomplete }
      guard head - start > 16, buffer[start] == UInt8(ascii: "H") else { return .invalid("not HTTP/1.1") }
      let status = (9..<12).reduce(0) { $0 * 10 + Int(buffer[start + $1]) - 48 }
      if status == 101 || status == 204 || status == 304 {
        return .complete(HTTPAnswer(status: status, body: head..<head))
      }
      guard let length = contentLength(buffer, start..<head) else {
        return .invalid("status \(status) without a length")
      }
      guard head + length <= buffer.count else { return .incomplete }
      return .complete(HTTPAnswer(status: status, body: head..<(head + length)))
    }
  }

  static func endOfHead(_ buffer: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var index = start + 3
    while index < buffer.count {
      if buffer[index] == 10, buffer[index - 2] == 10 { return index + 1 }
      index += 1
    }
    return nil
  }

  static func contentLength(_ buffer: UnsafeBufferPointer<UInt8>, _ head: Range<Int>) -> Int? {
    let name = Array("content-length:".utf8)
    var line = head.lowerBound
    while line < head.upperBound {
      var end = line
      while end < head.upperBound, buffer[end] != 10 { end += 1 }
      if end - line > name.count, zip(name, buffer[line...]).allSatisfy({ $0 == $1 | 0x20 }) {
        return buffer[(line + name.count)..<end].reduce(0) { sum, byte in
          (48...57).contains(byte) ? sum * 10 + Int(byte) - 48 : sum
        }
      }
      line = end + 1
    }
    return nil
  }
}

/// Finds the top-level `"id"` of a JSON object without building anything.
enum TopLevelID {
  static func find(_ bytes: [UInt8], _ range: Range<Int>) -> String? {
    var depth = 0
    var index = range.lowerBound
    while index < range.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""):
        let begin = index + 1
        index = begin
        while index < range.upperBound, bytes[index] != UInt8(ascii: "\"") {
          index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        if depth == 1, index - begin == 2, bytes[begin] == UInt8(ascii: "i"), bytes[begin + 1] == UInt8(ascii: "d") {
          return value(bytes, (index + 1)..<range.upperBound)
        }
      default: break
      }
      index += 1
    }
    return nil
  }

  private static func value(_ bytes: [UInt8], _ range: Range<Int>) -> String? {
    guard let open = bytes[range].firstIndex(of: UInt8(ascii: "\"")), open + 37 <= range.upperBound else { return nil }
    return String(decoding: bytes[(open + 1)..<(open + 37)], as: UTF8.self)
  }
}
