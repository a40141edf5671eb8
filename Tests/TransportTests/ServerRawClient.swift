import Glibc

/// A blocking socket that says exactly what a test tells it.
final class RawClient {
  struct Failure: Error {
    let message: String
  }

  struct Answer {
    var status: Int
    var fields: [(name: String, value: String)]
    var body: [UInt8]

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  private let descriptor: Int32
  private var buffer: [UInt8] = []

  init(port: Int, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    if var receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port).bigEndian)
    address.sin_addr = in_addr(s_addr: UInt32(0x7F00_0001).bigEndian)
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw Failure(message: "connect: \(errno)") }
  }

  deinit {
    close()
  }

  private var isOpen = true

  func close() {
    if isOpen { Glibc.close(descriptor) }
    isOpen = false
  }

  func endSending() {
    shutdown(descriptor, Int32(SHUT_WR))
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  /// Sends all bytes; stops in silence when the server has closed.
  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, 0x4000) }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Reads once; false at the end or after a reset.
  private func fill() throws -> Bool {
    var block = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &block, block.count, 0)
    if count < 0, errno == EAGAIN { throw Failure(message: "nothing came in time") }
    if count <= 0 { return false }
    buffer.append(contentsOf: block[..<count])
    return true
  }

  func read(_ count: Int) throws -> [UInt8] {
    while buffer.count < count {
      guard try fill() else { throw Failure(message: "closed after \(buffer.count) of \(count) bytes") }
    }
    defer { buffer.removeFirst(count) }
    return Array(buffer[..<count])
  }

  private func readLine() throws -> String {
    var searched = 0
    while true {
      if let newline = buffer[searched...].firstIndex(of: 0x0A) {
        let line = String(decoding: buffer[..<newline], as: UTF8.self)
        buffer.removeFirst(newline + 1)
        return line.hasSuffix("\r") ? String(line.dropLast()) : line
      }
      searched = buffer.count
      guard try fill() else { throw Failure(message: "closed inside a line: \(buffer.count) bytes") }
    }
  }

  /// Reads one answer in whatever framing it has.
  func readAnswer(toHead: Bool = false) throws -> Answer {
    let first = try readLine()
    guard first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3)) else {
      throw Failure(message: "not a status line: \(first)")
    }
    var answer = Answer(status: status, fields: [], body: [])
    while true {
      let line = try readLine()
      if line.isEmpty { break }
      guard let colon = line.firstIndex(of: ":") else { throw Failure(message: "not a field: \(line)") }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      answer.fields.append((String(line[..<colon]).lowercased(), String(value)))
    }
    if toHead || status < 200 || status == 204 || status == 304 { return answer }
    if answer["transfer-encoding"] == "chunked" {
      while true {
        let size = Int(try readLine(), radix: 16) ?? 0
        if size > 0 { answer.body += try read(size) }
        _ = try readLine()
        if size == 0 { break }
      }
    } else if let length = answer["content-length"].flatMap({ Int($0) }) {
      answer.body = try read(length)
    } else {
      answer.body = try readToEnd()
    }
    return answer
  }

  /// All bytes until the server closes.
  func readToEnd() throws -> [UInt8] {
    while try fill() {}
    defer { buffer = [] }
    return buffer
  }
}

/// A thread of its own for what blocks.
final class BlockingThread {
  private var thread = pthread_t()

  /// The box crosses to the new thread once; `join` is the only other use.
  private final class Box {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  init(_ body: @escaping () -> Void) {
    let box = Unmanaged.passRetained(Box(body)).toOpaque()
    pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, box)
  }

  func join() {
    pthread_join(thread, nil)
  }
}
