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
    let requests = RequestReading(settings)
    let host = ServiceRoutes(context, database: database)
    let parts = database.databases.map { VaultParts(database: $0, keyring: keyring, logger: context.logger) }
    let responders = try parts.map { try host.responder($0.routes(requests)) }
    var services: [any Service] = [
      database,
      ServerHost(context, configuration: ListenConfiguration(settings, for: .blockVault), responders: responders),
    ]
    guard let first = parts.first, let loop = context.loops.first else { return services }
    let logger = context.logger
    let rotation = first.rotation
    services.append(
      StartupTask(name: "key rotation", loop: loop, readiness: database.readiness, logger: logger) {
        try await rotation.run()
      })
    if settings.server.registerBlocksOnStart {
      let registration = BlockRegistration(
        registrar: first.registrar,
        catalogue: settings.ui.directory.map { InstalledFile("collection_blocks_data.json", in: $0) },
        logger: logger)
      services.append(
        StartupTask(name: "block registration", loop: loop, readiness: database.readiness, logger: logger) {
          try await registration.run()
        })
    }
    return services
  }
}
