internal import BlockVaultClient
internal import Store

extension BlockValueReader {
  /// Asks the block vault. A vault that does not answer makes the calls fail that need a block, and no others.
  init(_ vault: BlockVaultClient, basePath: String) {
    self.init { id in try await vault.data(of: id, basePath: basePath) }
  }
}
