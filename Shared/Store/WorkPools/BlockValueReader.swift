public import JSON
internal import Models
internal import Orchestration
public import Values

/// Reads the values of blocks that base job templates refer to. Only the block vault can: in the database they are
/// encrypted.
public struct BlockValueReader: Sendable {
  private let read: @Sendable (UUID) async throws -> RawJSON?

  /// - Parameter read: Gives a block's data, its secrets masked; nil if there is no such block.
  public init(_ read: @escaping @Sendable (UUID) async throws -> RawJSON?) {
    self.read = read
  }

  /// For a service that holds nothing to a template.
  public static let unavailable = BlockValueReader { _ in throw DomainError.unavailable }

  /// The values of the blocks that a template's defaults refer to, by their ids as the template writes them; nil if one
  /// of the blocks is not there.
  func values(in template: RawJSON) async throws -> [String: RawJSON]? {
    var values: [String: RawJSON] = [:]
    for text in JobVariableRules.blocks(in: template) where values[text] == nil {
      guard let id = UUID(lenient: text), let value = try await read(id) else { return nil }
      values[text] = value
    }
    return values
  }
}
