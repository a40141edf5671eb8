public import JSON
internal import Values

/// Data that a client sends for a document and that may hold masks: a masked answer that is sent back.
///
/// A mask in the place of a secret stands for the stored one. It is never stored itself: where no stored secret can be
/// found for it, the data is refused.
public struct MaskedData: Sendable {
  /// What the document holds, with the data of nested blocks in their places: as an answer shows it, and in full.
  public struct Stored: Sendable {
    var masked: BlockObject
    var full: BlockObject
    var references: [String: UUID]

    public init(masked: BlockDocument, full: BlockDocument) {
      self.masked = masked.data
      self.full = full.data
      references = Dictionary(full.references.map { ($0.field, $0.document.id) }) { first, _ in first }
    }

    init(masked: BlockObject, full: BlockObject, references: [String: UUID] = [:]) {
      self.masked = masked
      self.full = full
      self.references = references
    }
  }

  private let data: BlockObject
  private let secrets: SecretPaths

  /// - Parameter secrets: Where the schema that the document is to have expects secrets.
  public init(_ data: BlockObject, secrets: SecretPaths) {
    self.data = data
    self.secrets = secrets
  }

  /// Whether there is a mask anywhere.
  public var holdsMask: Bool { MaskedData.holdsMask(.object(data)) }

  /// The data without masks of secrets. A nested block that is sent back as it was shown stays the block that it was.
  ///
  /// - Parameter stored: Nil for a new document.
  /// - Throws: `badRequest`.
  public func restored(from stored: Stored?) throws(DomainError) -> BlockObject {
    let root = secrets.root
    return try data.mapValues { (key, value) throws(DomainError) in
      guard MaskedData.holdsMask(value) else { return value }
      let masked = stored?.masked[key]
      if let id = stored?.references[key], let masked, ListAlignment.form(masked) == ListAlignment.form(value) {
        var reference = BlockObject()
        reference["block_document_id"] = .string(id.description)
        var holder = BlockObject()
        holder["$ref"] = .object(reference)
        return .object(holder)
      }
      return try MaskedData.restore(value, masked, stored?.full[key], at: root.member(key), name: key, isSecret: false)
    }
  }

  /// - Parameters:
  ///   - masked: What an answer shows in the same place.
  ///   - full: What is stored there.
  ///   - name: Names the place to the client.
  ///   - isSecret: Whether something around the value is secret.
  private static func restore(
    _ value: BlockValue, _ masked: BlockValue?, _ full: BlockValue?, at place: SecretPaths.Place, name: String,
    isSecret: Bool
  ) throws(DomainError) -> BlockValue {
    let isSecret = isSecret || place.isNamed || place.isBelowName
    switch value {
    case .string(SecretPaths.mask) where isSecret || masked == value:
      guard let full else {
        throw .badRequest(
          "\(name) is masked (\(SecretPaths.mask)), and no stored secret can be matched to it. Send the secret itself."
        )
      }
      return full
    case .object(let object):
      return .object(
        try object.mapValues { (key, value) throws(DomainError) in
          try restore(
            value, masked?.object?[key], full?.object?[key], at: place.member(key), name: "\(name).\(key)",
            isSecret: isSecret)
        })
    case .array(let elements):
      let alignment = ListAlignment(sent: elements, masked: masked?.elements, full: full?.elements)
      var result: [BlockValue] = []
      for (index, element) in elements.enumerated() {
        let source = holdsMask(element) ? alignment.source(of: index) : nil
        result.append(
          try restore(
            element, source?.masked, source?.full, at: place, name: "\(name)[\(index)]", isSecret: isSecret))
      }
      return .array(result)
    default: return value
    }
  }

  private static func holdsMask(_ value: BlockValue) -> Bool {
    switch value {
    case .string(let text): text == SecretPaths.mask
    case .array(let elements): elements.contains(where: holdsMask)
    case .object(let object): object.members.contains { holdsMask($0.value) }
    default: false
    }
  }
}
