internal import Reactor

/// What an events client does next.
enum NextEvent {
  case send(String)
  /// Nothing is due yet; ``EventsClient/resume()`` asks again.
  case later
  case finish
}

/// One connection to the events WebSocket that behaves as the stock client: subprotocol and authentication, then events, and
/// after every `checkpoint` of them a ping whose pong it waits for before it goes on.
final class EventsClient {
  private enum Phase {
    case upgrading
    case authenticating
    case sending
    case waiting
    case done
  }

  private static let mask: [UInt8] = [0x5A, 0x13, 0xC7, 0x88]
  private static let highWater = 256 * 1024

  private let loop: EventLoop
  private let wire: Wire
  private let checkpoint: Int
  private let next: () -> NextEvent
  private let finished: (String?) -> Void
  private var phase = Phase.upgrading
  private var sinceCheckpoint = 0
  private var pinged: Int64 = 0
  private(set) var sent = 0
  /// From each ping to its pong.
  private(set) var checkpoints = Samples()

  /// `next` gives the events in order; `finished` is called once, with a reason when it went wrong.
  init(
    loop: EventLoop, port: Int, checkpoint: Int, next: @escaping () -> NextEvent, finished: @escaping (String?) -> Void
  ) throws {
    self.loop = loop
    self.checkpoint = checkpoint
    self.next = next
    self.finished = finished
    wire = Wire(loop: loop, descriptor: try Descriptor.connect(port: port))
  }

  func start() throws {
    wire.received = { [unowned self] in received() }
    wire.drained = { [unowned self] in resume() }
    wire.ended = { [unowned self] reason in end(reason) }
    try wire.open()
    wire.send(
      ("GET /api/events/in HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\nSec-WebSocket-Version: 13\r\n"
        + "Sec-WebSocket-Protocol: prefect\r\nUser-Agent: prefect/3.9.1 (API 0.8.4)\r\n\r\n").utf8)
  }

  private func received() {
    if phase == .upgrading {
      switch HTTPAnswer.parse(wire.input, from: wire.consumed) {
      case .incomplete: return
      case .complete(let answer) where answer.status == 101:
        wire.consume(answer.body.upperBound - wire.consumed)
        phase = .authenticating
        send(Frame.text, #"{"type":"auth","token":null}"#)
      case .complete(let answer): return end("upgrade answered with \(answer.status)")
      case .invalid(let reason): return end(reason)
      }
    }
    while phase != .done, let frame = Frame.decode(wire.input, from: wire.consumed) {
      wire.consume(frame.size)
      switch frame.opcode {
      case Frame.text where phase == .authenticating:
        phase = .sending
        fill()
      case Frame.ping: wire.send(Frame.encode(Frame.pong, frame.payload, mask: EventsClient.mask))
      case Frame.pong where phase == .waiting: ponged()
      case Frame.close: end("closed: \(String(decoding: frame.payload.dropFirst(2), as: UTF8.self))")
      default: break
      }
    }
  }

  private func fill() {
    while wire.backlog < EventsClient.highWater {
      guard sinceCheckpoint < checkpoint else { return ping() }
      switch next() {
      case .later: return
      case .finish: return ping()
      case .send(let event):
        send(Frame.text, event)
        sent += 1
        sinceCheckpoint += 1
      }
    }
  }

  /// Sends what has become due.
  func resume() {
    if phase == .sending { fill() }
  }

  private func ping() {
    phase = .waiting
    pinged = Clock.now
    send(Frame.ping, "c")
  }

  private func ponged() {
    checkpoints.add(Clock.now - pinged)
    if sinceCheckpoint < checkpoint { return end(nil) }  // the pong after the last event
    sinceCheckpoint = 0
    phase = .sending
    fill()
  }

  private func send(_ opcode: UInt8, _ text: String) {
    wire.send(Frame.encode(opcode, Array(text.utf8), mask: EventsClient.mask))
  }

  private func end(_ reason: String?) {
    guard phase != .done else { return }
    phase = .done
    wire.close()
    finished(reason)
  }
}
