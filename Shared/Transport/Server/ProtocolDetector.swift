/// Chooses between HTTP/1.1 and HTTP/2 by a connection's first bytes, or by what ALPN agreed on.
final class ProtocolDetector: Wire {
  private let connection: ServerConnection
  private var held: [UInt8] = []

  /// The beginning of HTTP/2's preface, which no HTTP/1.1 request has.
  private static let preface = Array("PRI ".utf8)

  init(connection: ServerConnection) {
    self.connection = connection
  }

  /// The connection can carry requests now.
  func begin(negotiated: String? = nil) {
    if negotiated == "h2" { return becomeHTTP2() }
    connection.setDeadline(MonotonicClock.deadline(after: connection.server.limits.headTimeout))
  }

  func receive(_ bytes: UnsafeRawBufferPointer) {
    held.append(contentsOf: bytes)
    let known = min(held.count, ProtocolDetector.preface.count)
    let isPreface = held[..<known].elementsEqual(ProtocolDetector.preface[..<known])
    if isPreface, known < ProtocolDetector.preface.count { return }
    if isPreface { becomeHTTP2() } else { becomeHTTP1() }
    let taken = held
    held = []
    taken.withUnsafeBytes { connection.wire?.receive($0) }
  }

  private func becomeHTTP1() {
    connection.become(HTTP1Wire(connection: connection))
  }

  private func becomeHTTP2() {
    do throws(HTTP2SetupError) {
      connection.become(try HTTP2Wire(connection: connection))
    } catch {
      connection.close()
    }
  }

  func peerEnded() { connection.close() }
  func fillOutput() {}
  func outputDrained() {}

  func deadlinePassed() {
    becomeHTTP1()
    connection.wire?.deadlinePassed()
  }

  func drain() { connection.close() }
  func connectionClosed() {}
}
