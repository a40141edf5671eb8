internal import HTTP
internal import Hosting
internal import Lifecycle
internal import Postgres
internal import Store

/// What stands between the network and the routes, outermost first: proxy headers, log, CSRF, CORS, compression, authentication.
enum Middleware {
  static func wrap(
    _ router: any Responder, database: Database, configuration: GatewayConfiguration, context: ProgramContext
  ) -> any Responder {
    var responder = router
    if let authString = configuration.authString {
      responder = BasicAuthentication(responder, authString: authString, basePath: configuration.basePath)
    }
    responder = Compression(
      responder, minimumBytes: configuration.gzipMinimumBytes, basePath: configuration.basePath)
    responder = CrossOrigin(
      responder, origins: configuration.corsOrigins, methods: configuration.corsMethods,
      headers: configuration.corsHeaders)
    if configuration.csrfTokenLifetime != nil {
      responder = CSRFProtection(
        responder, tokens: CSRFTokenRepository(database: database), errors: ErrorResponses(logger: context.logger))
    }
    if configuration.accessLog { responder = AccessLog(responder, logger: context.logger) }
    return ProxyHeaders(responder, trusted: configuration.trustedProxies)
  }
}
