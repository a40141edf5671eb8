/// Where a server listens, and what it takes.
public struct ListenConfiguration: Sendable {
  /// A name or an address; `0.0.0.0` and `::` for all.
  public var host: String
  /// 0 lets the system choose; `HTTPServer.port` tells which.
  public var port: Int
  /// Lets several loops or processes listen on the same port.
  public var reusePort: Bool
  /// Connections that wait to be accepted.
  public var backlog: Int
  /// nil for plain text.
  public var tls: TLSConfiguration?
  public var limits: ConnectionLimits

  public init(
    host: String = "127.0.0.1", port: Int, reusePort: Bool = true, backlog: Int = 1024,
    tls: TLSConfiguration? = nil, limits: ConnectionLimits = ConnectionLimits()
  ) {
    self.host = host
    self.port = port
    self.reusePort = reusePort
    self.backlog = backlog
    self.tls = tls
    self.limits = limits
  }
}

/// The files of a server's certificate.
public struct TLSConfiguration: Sendable {
  /// A PEM file with the certificate, then its chain.
  public var certificateFile: String
  /// A PEM file with the private key.
  public var keyFile: String

  public init(certificateFile: String, keyFile: String) {
    self.certificateFile = certificateFile
    self.keyFile = keyFile
  }
}
