internal import HTTP
internal import Hosting
internal import Lifecycle

/// What stands between the network and the routes, outermost first: log, CORS, compression, authentication.
enum Middleware {
  static func wrap(
    _ router: any Responder, configuration: GatewayConfiguration, context: ProgramContext
  ) -> any Responder {
    var responder = router
    if let authString = configuration.authString {
      responder = BasicAuthentication(responder, authString: authString, basePath: configuration.basePath)
    }
    responder = Compression(responder, minimumBytes: configuration.gzipMinimumBytes)
    responder = CrossOrigin(
      responder, origins: configuration.corsOrigins, methods: configuration.corsMethods,
      headers: configuration.corsHeaders)
    if configuration.accessLog { responder = AccessLog(responder, logger: context.logger) }
    return responder
  }
}
