import Glibc
import HTTP
import Testing
import Transport

/// A certificate for localhost, made with the openssl program for one test.
final class TestCertificate {
  let folder: String
  var tls: TLSConfiguration { TLSConfiguration(certificateFile: "\(folder)/c.pem", keyFile: "\(folder)/k.pem") }

  init() {
    var template = Array("/tmp/certificate-XXXXXX".utf8CString)
    mkdtemp(&template)
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    _ = run(
      """
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
      -keyout \(folder)/k.pem -out \(folder)/c.pem 2>/dev/null
      """)
  }

  deinit {
    for name in ["c.pem", "k.pem"] { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }
}

/// The output of a shell command.
func run(_ command: String) -> String {
  guard let pipe = popen(command, "r") else { return "" }
  defer { pclose(pipe) }
  var output: [UInt8] = []
  var block = [UInt8](repeating: 0, count: 65_536)
  while case let count = fread(&block, 1, block.count, pipe), count > 0 { output += block[..<count] }
  return String(decoding: output, as: UTF8.self)
}

@Suite("TLS server")
struct ServerTLSTests {
  @Test("ALPN chooses HTTP/2 or HTTP/1.1, and bodies go both ways")
  func negotiates() async throws {
    let certificate = TestCertificate()
    try await withServer(
      tls: certificate.tls,
      respond: { request in
        Response(status: .ok, body: .bytes(Array("\(request.scheme) \(request.body.count) ".utf8) + request.body))
      }
    ) { server in
      for (option, version) in [("--http2", "2"), ("--http1.1", "1.1")] {
        let output = run(
          "head -c 300000 /dev/zero | tr '\\0' 'a' | curl -sk -m 20 \(option) --data-binary @- -w ' %{http_version}' "
            + "https://127.0.0.1:\(server.port)/")
        #expect(output.hasPrefix("https 300000 aaa"))
        #expect(output.hasSuffix("aaa \(version)"))
        #expect(output.utf8.count > 300_000)
      }
    }
  }

  @Test("TLS 1.1 is refused and TLS 1.2 is taken")
  func refusesOldVersions() async throws {
    let certificate = TestCertificate()
    try await withServer(tls: certificate.tls, respond: echo) { server in
      let url = "https://127.0.0.1:\(server.port)/"
      #expect(run("curl -sk -m 10 --tlsv1.2 --tls-max 1.2 \(url)") == "GET / - ")
      #expect(run("curl -sk -m 10 --ciphers DEFAULT@SECLEVEL=0 --tlsv1.0 --tls-max 1.1 \(url); echo $?") != "0\n")
    }
  }

  @Test("Bytes that are no TLS end the connection, and a handshake that stands still is dropped")
  func boundsHandshakes() async throws {
    let certificate = TestCertificate()
    var limits = ConnectionLimits.patient
    limits.handshakeTimeout = .milliseconds(50)
    try await withServer(limits: limits, tls: certificate.tls, respond: echo) { server in
      let plain = try RawClient(port: server.port)
      plain.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try !String(decoding: plain.readToEnd(), as: UTF8.self).hasPrefix("HTTP/1.1 200"))
      let silent = try RawClient(port: server.port)
      #expect(try silent.readToEnd().isEmpty)
    }
  }

  @Test("A server whose certificate can't be read does not start")
  func refusesMissingFiles() async {
    await #expect(throws: (any Error).self) {
      try await withServer(
        tls: TLSConfiguration(certificateFile: "/nonexistent", keyFile: "/nonexistent"), respond: echo
      ) {
        _ in
      }
    }
  }
}
