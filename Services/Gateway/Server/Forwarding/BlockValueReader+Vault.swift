internal import BlockVaultClient
internal import HTTP
internal import JSON
internal import Models
internal import Store
internal import Values

extension BlockValueReader {
  /// Asks the block vault. A vault that does not answer makes the calls fail that need a block, and no others.
  init(_ vault: BlockVaultClient, basePath: String) {
    self.init { id in
      let response = try await vault.document(id.description, basePath: basePath)
      if response.status == .notFound { return nil }
      guard response.status == .ok, case .bytes(let bytes) = response.body,
        let data = RawJSON(validated: bytes).document()?.root["data"]
      else { throw DomainError.unavailable }
      return data.raw
    }
  }
}
