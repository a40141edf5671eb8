internal import Configuration
internal import HTTP
internal import Hosting
internal import Observability
internal import Postgres
internal import Routing
internal import Store

/// What the handlers of one event loop work with, and their routes.
struct VaultParts: Sendable {
  let types: BlockTypeRepository
  let schemas: BlockSchemaRepository
  let register: SchemaRegister
  let registrar: BlockRegistrar
  let vault: DocumentVault
  let rotation: KeyRotation
  private let logger: Logger

  init(database: Database, keyring: Keyring, logger: Logger) {
    types = BlockTypeRepository(database: database)
    schemas = BlockSchemaRepository(database: database)
    register = SchemaRegister(schemas: schemas, types: types)
    registrar = BlockRegistrar(types: types, register: register, schemas: schemas)
    let documents = BlockDocumentRepository(database: database)
    let keys = EncryptionKeyRepository(database: database)
    vault = DocumentVault(documents: documents, schemas: schemas, types: types, keys: keys, keyring: keyring)
    rotation = KeyRotation(documents: documents, keys: keys, keyring: keyring, logger: logger)
    self.logger = logger
  }

  /// Every route of the service, relative to the API's base path.
  func routes(_ requests: RequestReading) -> [Route] {
    let routes =
      BlockTypeRoutes(types: types, vault: vault, registrar: registrar, requests: requests).routes
      + BlockSchemaRoutes(schemas: schemas, register: register, requests: requests).routes
      + BlockDocumentRoutes(vault: vault, requests: requests).routes
    return routes.map(explained)
  }

  /// Says what is wrong where the key is: no retry would help, so it is a 500.
  private func explained(_ route: Route) -> Route {
    Route(route.method, route.pattern) { [logger] context in
      do {
        return try await route.handler(context)
      } catch let error as VaultError {
        logger.error(
          "document can't be read",
          [
            "request_id": .text("\(context.request.id)"), "path": .text(context.request.path),
            "error": .text("\(error)"),
          ])
        return .exceptionMessage("\(error)", .internalServerError)
      }
    }
  }
}
