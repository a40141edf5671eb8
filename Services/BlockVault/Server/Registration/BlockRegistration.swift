internal import Hosting
internal import Observability

/// Registers every block type that the server knows: those of the system, and those of the installed catalogue.
struct BlockRegistration: Sendable {
  let registrar: BlockRegistrar
  /// Nil where no folder for it is set.
  let catalogue: InstalledFile?
  let logger: Logger

  func run() async throws {
    let written = try await registrar.registerAll(known())
    logger.info("block types are registered", ["written": .integer(Int64(written))])
  }

  private func known() throws -> [KnownBlockType] {
    let system = try KnownBlockType.system()
    guard let catalogue else { return system }
    guard let bytes = try catalogue.read() else {
      logger.info("no catalogue of block types", ["path": .text(catalogue.path)])
      return system
    }
    return try system + KnownBlockType.collections(bytes)
  }
}
