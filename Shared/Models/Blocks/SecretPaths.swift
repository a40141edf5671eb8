public import JSON

/// Which values of a document are secret: dotted paths in which `*` stands for anything, dots included.
public struct SecretPaths: Sendable, Hashable {
  /// What a secret reads as, whatever its length and type (contract §D.20).
  public static let mask = "********"

  private let exact: Set<String>
  private let wildcards: [String]

  public init(_ paths: [String]) {
    exact = Set(paths.filter { !$0.utf8.contains(UInt8(ascii: "*")) })
    wildcards = Set(paths.filter { $0.utf8.contains(UInt8(ascii: "*")) }).sorted()
  }

  public var isEmpty: Bool { exact.isEmpty && wildcards.isEmpty }

  /// Whether a value at a path, one that is no object, is hidden.
  public func covers(_ path: String) -> Bool {
    exact.contains(path) || isWild(path)
  }

  /// The data with a mask in the place of each secret. Null stays visible where only an exact path names it.
  public func hide(_ data: BlockObject) -> BlockObject {
    isEmpty ? data : hide(data, under: "")
  }

  private func hide(_ object: BlockObject, under prefix: String) -> BlockObject {
    object.compactMap { key, value in
      let path = prefix + key
      if exact.contains(path), value != .null { return .string(SecretPaths.mask) }
      switch value {
      case .object(let nested) where !nested.isEmpty: return .object(hide(nested, under: path + "."))
      default: return isWild(path) ? .string(SecretPaths.mask) : value
      }
    }
  }

  /// `a.*` covers `a` itself where that holds nothing.
  private func isWild(_ path: String) -> Bool {
    wildcards.contains { SecretPaths.matches(path, pattern: $0) || SecretPaths.matches(path + ".", pattern: $0) }
  }

  /// The data with the stored value in the place of each mask that stands where a secret belongs.
  public func restore(_ data: BlockObject, from stored: BlockObject) -> BlockObject {
    isEmpty ? data : restore(data, from: stored, under: "")
  }

  private func restore(_ object: BlockObject, from stored: BlockObject?, under prefix: String) -> BlockObject {
    object.compactMap { key, value in
      let path = prefix + key
      switch value {
      case .string(SecretPaths.mask) where covers(path): return stored?[key] ?? value
      case .object(let nested): return .object(restore(nested, from: stored?[key]?.object, under: path + "."))
      default: return value
      }
    }
  }

  /// Whether `*` can be filled so that the pattern is the path. Takes time in proportion to both lengths multiplied.
  static func matches(_ path: String, pattern: String) -> Bool {
    let text = Array(path.utf8)
    let glob = Array(pattern.utf8)
    var (position, index) = (0, 0)
    var retry: (position: Int, index: Int)?
    while position < text.count {
      if index < glob.count, glob[index] == UInt8(ascii: "*") {
        retry = (position, index)
        index += 1
      } else if index < glob.count, glob[index] == text[position] {
        index += 1
        position += 1
      } else if let last = retry {
        retry = (last.position + 1, last.index)
        (position, index) = (last.position + 1, last.index + 1)
      } else {
        return false
      }
    }
    return glob[index...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
