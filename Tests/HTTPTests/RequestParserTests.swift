import HTTP
import Testing

/// Gives text to a parser in pieces of a size and gathers what comes out.
func parse(
  _ text: String, limits: RequestLimits = RequestLimits(), piece: Int = .max
) throws(RequestRefusal) -> [RequestParser.Event] {
  let parser = RequestParser(limits: limits)
  var events: [RequestParser.Event] = []
  var rest = Array(text.utf8)[...]
  while !rest.isEmpty {
    let part = Array(rest.prefix(piece))
    rest = rest.dropFirst(part.count)
    try part.withUnsafeBufferPointer { buffer throws(RequestRefusal) in
      let bytes = UnsafeRawBufferPointer(buffer)
      var consumed = 0
      while consumed < bytes.count {
        guard let event = try parser.parse(bytes, consumed: &consumed) else { break }
        events.append(event)
      }
    }
  }
  return events
}

/// The requests among the events.
func requests(_ events: [RequestParser.Event]) -> [(request: Request, keepAlive: Bool)] {
  events.compactMap { event in
    if case .request(let request, let keepAlive, _) = event { (request, keepAlive) } else { nil }
  }
}

@Suite("Request parser")
struct RequestParserTests {
  static let pieces = [1, 2, 3, 7, 64, Int.max]

  @Test("A request comes out the same however its bytes are cut", arguments: pieces)
  func readsInPieces(piece: Int) throws {
    let text = """
      POST /api/flows/?limit=3&x= HTTP/1.1\r\nHost: example:4200\r\nX-Empty:\r\nContent-Type: application/json \r\n\
      Content-Length: 7\r\n\r\n{"a":1}\
      GET /next HTTP/1.1\r\nHost: b\r\nConnection: close\r\n\r\n
      """
    let found = requests(try parse(text, piece: piece))
    #expect(found.count == 2)
    let first = try #require(found.first)
    #expect(first.request.method == .post)
    #expect(first.request.path == "/api/flows/")
    #expect(first.request.query == "limit=3&x=")
    #expect(first.request.authority == "example:4200")
    #expect(first.request.headers["content-type"] == "application/json")
    #expect(first.request.headers["x-empty"] == "")
    #expect(first.request.body == Array("{\"a\":1}".utf8))
    #expect(first.keepAlive)
    #expect(found.last?.request.path == "/next")
    #expect(found.last?.keepAlive == false)
  }

  @Test("A chunked body is put together and its extensions and trailers are passed over", arguments: pieces)
  func readsChunks(piece: Int) throws {
    let text = """
      POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\
      5;note=1\r\nhello\r\n6\r\n world\r\n0\r\nX-Sum: 1\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n
      """
    let found = requests(try parse(text, piece: piece))
    #expect(found.map(\.request.path) == ["/a", "/b"])
    #expect(found.first.map { String(decoding: $0.request.body, as: UTF8.self) } == "hello world")
    #expect(found.first?.request.headers["x-sum"] == nil)
  }

  @Test("The head of a request with a body is told before the body comes")
  func tellsHead() throws {
    let events = try parse("PUT /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
    guard case .head(let length, let expectsContinue)? = events.first else {
      Issue.record("no head")
      return
    }
    #expect(length == 2)
    #expect(expectsContinue)
    #expect(events.count == 1)
  }

  @Test("HTTP/1.0 keeps a connection only when it asks for it")
  func readsOldVersion() throws {
    #expect(requests(try parse("GET / HTTP/1.0\r\n\r\n")).first?.keepAlive == false)
    #expect(requests(try parse("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")).first?.keepAlive == true)
  }

  @Test("One empty line before a request is passed over")
  func skipsBlankLine() throws {
    #expect(requests(try parse("\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n", piece: 1)).first?.request.path == "/a")
    #expect(throws: RequestRefusal.self) { try parse("\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n") }
  }

  @Test("A method that nobody knows is read like any other", arguments: pieces)
  func readsAnyMethod(piece: Int) throws {
    let text = "QUERY /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabcget / HTTP/1.1\r\nHost: y\r\n\r\n"
    let found = requests(try parse(text, piece: piece))
    #expect(found.map(\.request.method.name) == ["QUERY", "get"])
    #expect(found.map(\.request.path) == ["/a", "/"])
    #expect(found.map(\.request.body) == [Array("abc".utf8), []])
    #expect(found.map(\.request.authority) == ["x", "y"])
  }

  @Test("A target in absolute form gives path and authority")
  func readsAbsoluteForm() throws {
    let request = requests(try parse("GET http://h:1/p?q HTTP/1.1\r\nHost: other\r\n\r\n")).first?.request
    #expect(request?.path == "/p")
    #expect(request?.query == "q")
    #expect(request?.authority == "h:1")
    #expect(requests(try parse("GET http://h HTTP/1.1\r\nHost: o\r\n\r\n")).first?.request.path == "/")
  }

  @Test("A value that is not UTF-8 is read as Latin-1")
  func readsLatin1() throws {
    let parser = RequestParser()
    let bytes = Array("GET / HTTP/1.1\r\nHost: x\r\nA: ".utf8) + [0xE9] + Array("\r\n\r\n".utf8)
    var consumed = 0
    let event = try bytes.withUnsafeBytes { try parser.parse($0, consumed: &consumed) }
    guard case .request(let request, _, _)? = event else {
      Issue.record("no request")
      return
    }
    #expect(request.headers["a"] == "é")
  }

  static let refused: [(text: String, code: Int)] = [
    // What two parsers could cut differently.
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x3\r\n\r\nabc", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1 2\r\n\r\nabc", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\nabc", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\u{B}chunked\r\n\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\n A: b\r\n\r\n", 400),
    ("GET / HTTP/1.1\nHost: x\n\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nA: b\rC: d\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nA: b\u{0}c\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nA\u{0}: c\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nA\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\n: c\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nA: \u{7F}\r\n\r\n", 400),
    // Chunks.
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n 1\r\na\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n", 400),
    // The request line and Host.
    ("GET /\r\nHost: x\r\n\r\n", 505),
    ("GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET /  HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    (" GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET / HTTP/1.1 \r\nHost: x\r\n\r\n", 400),
    ("GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET /é HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET a HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET ftp://h/a HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("G@T / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("QUERY  / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("QUERY\t/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("QUERY / HTTQ/1.1\r\nHost: x\r\n\r\n", 400),
    ("QUERY / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("ANYTHINGTHATISVERYLONG / HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("CONNECT h:1 HTTP/1.1\r\nHost: x\r\n\r\n", 501),
    ("GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
    ("GET / HTTP/0.9\r\nHost: x\r\n\r\n", 505),
    ("GET / HTTP/1.\r\nHost: x\r\n\r\n", 400),
    ("GET / HTTQ/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x/path\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: user@x\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x y\r\n\r\n", 400),
    ("GET http://u@x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: x\r\nExpect: magic\r\n\r\n", 417),
    ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\r\n\r\n", 400),
  ]

  @Test("An ambiguous or malformed request is refused, whole or byte by byte", arguments: refused.indices)
  func refuses(index: Int) {
    let (text, code) = RequestParserTests.refused[index]
    for piece in [Int.max, 1] {
      let error = #expect(throws: RequestRefusal.self, "\(text.debugDescription)") {
        _ = try parse(text, piece: piece)
      }
      #expect(error?.status.code == code, "\(text.debugDescription)")
      #expect(error.map { refusal in refusal.message.hasSuffix(".") } == true)
    }
  }

  @Test("What exceeds a limit is refused with the status that names it")
  func holdsLimits() {
    var limits = RequestLimits()
    limits.targetBytes = 100
    limits.headBytes = 1000
    limits.fieldCount = 5
    limits.bodyBytes = 10
    let long = String(repeating: "a", count: 2000)
    let cases: [(String, Int)] = [
      ("GET /\(long.prefix(100)) HTTP/1.1\r\nHost: x\r\n\r\n", 414),
      ("GET /\(long)", 414),
      ("GET / HTTP/1.1\r\nHost: x\r\nA: \(long)\r\n\r\n", 431),
      ("GET / HTTP/1.1\r\nHost: x\r\nA: \(long)", 431),
      ("GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: b\r\n", count: 5) + "\r\n", 431),
      ("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n", 413),
      ("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n\(long.prefix(11))\r\n0\r\n\r\n", 413),
      ("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1;\(long)\r\n", 400),
      ("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: \(long)\r\n\r\n", 400),
    ]
    for (text, code) in cases {
      for piece in [Int.max, 1] {
        let error = #expect(throws: RequestRefusal.self, "\(text.prefix(80))") {
          _ = try parse(text, limits: limits, piece: piece)
        }
        #expect(error?.status.code == code, "\(text.prefix(80).debugDescription)")
      }
    }
  }

  @Test(
    "What can't become a request is refused at its first byte",
    arguments: [([0x16], "plain HTTP, not TLS"), ([0x0D, 0x0A, 0x16], "plain HTTP, not TLS"), ([0x00], "method")])
  func refusesFirstByte(bytes: [UInt8], words: String) {
    let refusal = #expect(throws: RequestRefusal.self) {
      var consumed = 0
      _ = try bytes.withUnsafeBytes { try RequestParser().parse($0, consumed: &consumed) }
    }
    #expect(refusal?.status == .badRequest)
    #expect(refusal?.message.contains(words) == true)
  }

  @Test("A refusal's body is the server's error object")
  func makesBody() throws {
    let response = RequestRefusal(.badRequest, "No.").response
    guard case .bytes(let bytes) = response.body else {
      Issue.record("no body")
      return
    }
    #expect(String(decoding: bytes, as: UTF8.self) == #"{"exception_message":"No."}"#)
  }
}
