public import Configuration
public import HTTP
public import Lifecycle
internal import Observability
internal import Reactor
public import Transport

/// Runs a service's HTTP servers, one on each event loop, all on one port, and drains them at the end.
public final class ServerHost: Service {
  public let name = "server"
  private let context: ProgramContext
  private let configuration: ListenConfiguration
  private let responders: [any Responder]

  /// - Parameters:
  ///   - configuration: Where to listen, with the limits.
  ///   - responders: One for each of the program's loops, in their order.
  public init(_ context: ProgramContext, configuration: ListenConfiguration, responders: [any Responder]) {
    self.context = context
    self.configuration = configuration
    self.responders = responders
  }

  public func run() async throws {
    var configuration = configuration
    var servers: [HTTPServer] = []
    for (loop, responder) in zip(context.loops, responders) {
      let server = HTTPServer(loop: loop, configuration: configuration, responder: responder, logger: context.logger)
      try await server.start()
      // The first one may have been given a free port; the others share it.
      configuration.port = server.port
      servers.append(server)
    }
    context.logger.info(
      "listening", ["host": .text(configuration.host), "port": .integer(Int64(configuration.port))])
    await untilCancelled()
    context.logger.info("draining")
    let limit = context.settings.cluster.drainTimeout
    await withTaskGroup { group in
      for server in servers {
        group.addTask { await server.drain(within: limit) }
      }
    }
  }
}

extension ListenConfiguration {
  /// The address of a service with the limits that the settings give.
  public init(_ settings: Settings, for service: ServiceName) {
    let address = settings.address(of: service)
    let tls =
      service == .gateway
      ? settings.cluster.tlsCertificate.flatMap { certificate in
        settings.cluster.tlsKey.map { TLSConfiguration(certificateFile: certificate, keyFile: $0) }
      } : nil
    self.init(host: address.host, port: address.port, tls: tls, limits: ConnectionLimits(settings))
  }
}

extension ConnectionLimits {
  /// The limits that the settings give.
  public init(_ settings: Settings) {
    self.init()
    let limits = settings.limits
    request.targetBytes = limits.maximumTargetBytes
    request.headBytes = limits.maximumHeaderBytes
    request.fieldCount = limits.maximumHeaderCount
    request.bodyBytes = limits.maximumBodyBytes
    connections = limits.maximumConnections
    headTimeout = limits.headerTimeout
    bodyTimeout = limits.bodyTimeout
    idleTimeout = limits.idleTimeout
    handshakeTimeout = limits.handshakeTimeout
    writeTimeout = limits.writeTimeout
    concurrentStreams = limits.maximumStreams
    webSocketMessageBytes = limits.maximumWebSocketMessageBytes
    webSocketReceiveBytes = limits.maximumWebSocketBufferedBytes
    webSocketPingInterval = settings.server.websocketPingInterval
    webSocketPingTimeout = settings.server.websocketPingTimeout
  }
}
