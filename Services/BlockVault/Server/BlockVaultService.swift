internal import Configuration
internal import HTTP
internal import Hosting
public import Lifecycle
internal import Routing
internal import Transport

/// The parts of the service, put together.
public enum BlockVaultService {
  /// The parts, those that others need first.
  public static func services(_ context: ProgramContext) throws -> [any Service] {
    let settings = context.settings
    let database = try DatabaseHost(context)
    let keyring = Keyring(given: settings.vault.encryptionKeys, logger: context.logger)
    let requests = VaultRequests(settings)
    let host = ServiceRoutes(context, database: database)
    let parts = database.databases.map { VaultParts(database: $0, keyring: keyring, logger: context.logger) }
    let responders = try parts.map { try host.responder($0.routes(requests)) }
    var services: [any Service] = [
      database,
      ServerHost(context, configuration: ListenConfiguration(settings, for: .blockVault), responders: responders),
    ]
    if settings.server.registerBlocksOnStart, let first = parts.first, let loop = context.loops.first {
      services.append(
        BlockRegistration(
          loop: loop, readiness: database.readiness, registrar: first.registrar,
          catalogue: settings.ui.directory.map { CatalogueFile(directory: $0) }, logger: context.logger))
    }
    return services
  }
}
