public import JSON

/// Which values of a document are secret: paths of keys into its data.
///
/// Lists have no keys: a path goes on in every element of a list. `*` in a path stands for any keys, and at its end for
/// everything below.
public struct SecretPaths: Sendable, Hashable {
  /// What a secret reads as, whatever its length and type (contract §D.20).
  public static let mask = "********"

  enum Step: Sendable, Hashable {
    case key(String)
    /// Any number of keys, none included.
    case anyKeys

    init(_ text: some StringProtocol) {
      self = text == "*" ? .anyKeys : .key(String(text))
    }
  }

  struct Path: Sendable, Hashable {
    var steps: [Step]
    /// Whether null at the path is hidden, too.
    var hidesNull: Bool
  }

  let paths: [Path]

  init(paths: Set<Path>) {
    self.paths = Array(paths)
  }

  /// - Parameter paths: Keys with dots between them.
  public init(_ paths: [String]) {
    self.init(
      paths: Set(
        paths.map { text in
          let steps = text.split(separator: ".", omittingEmptySubsequences: false).map(Step.init)
          return Path(steps: steps, hidesNull: steps.contains(.anyKeys))
        }))
  }

  public var isEmpty: Bool { paths.isEmpty }

  /// Whether a value of the outermost object, one that is neither object nor null, is hidden.
  public func covers(_ key: String) -> Bool {
    let place = root.member(key)
    return place.isNamed || place.isBelowName
  }

  /// The data with a mask in the place of each secret. Null stays visible where only a path without `*` names it.
  public func hide(_ data: BlockObject) -> BlockObject {
    isEmpty ? data : data.mapValues { hide($1, at: root.member($0)) }
  }

  private func hide(_ value: BlockValue, at place: Place) -> BlockValue {
    if place.isNamed, value != .null || place.isNullNamed { return .string(SecretPaths.mask) }
    switch value {
    case .object(let object) where !object.isEmpty:
      return .object(object.mapValues { hide($1, at: place.member($0)) })
    case .array(let elements) where !place.isBelowName: return .array(elements.map { hide($0, at: place) })
    default: return place.isBelowName ? .string(SecretPaths.mask) : value
    }
  }

  /// Where the walk through a document's data begins.
  var root: Place {
    var place = Place(paths: paths)
    for index in paths.indices { place.stand(path: index, before: 0) }
    return place
  }

  /// Where a walk through a document's data stands in the paths.
  struct Place {
    private let paths: [Path]
    private var positions: [(path: Int, next: Int)] = []
    /// Whether a path ends here.
    private(set) var isNamed = false
    /// Whether a path that hides null ends here.
    private(set) var isNullNamed = false
    /// Whether everything from here on is secret, so that it is hidden leaf by leaf.
    private(set) var isBelowName = false

    fileprivate init(paths: [Path]) {
      self.paths = paths
    }

    /// The place of a member of the object that is here.
    func member(_ key: String) -> Place {
      var result = Place(paths: paths)
      for (path, next) in positions {
        switch paths[path].steps[next] {
        case .anyKeys: result.stand(path: path, before: next)
        case .key(key): result.stand(path: path, before: next + 1)
        case .key: break
        }
      }
      return result
    }

    /// Any number of keys may be none: then the step behind it comes next as well.
    fileprivate mutating func stand(path: Int, before next: Int) {
      let steps = paths[path].steps
      guard next < steps.count else {
        isNamed = true
        isNullNamed = isNullNamed || paths[path].hidesNull
        return
      }
      positions.append((path, next))
      guard steps[next] == .anyKeys else { return }
      if next + 1 == steps.count { isBelowName = true } else { stand(path: path, before: next + 1) }
    }
  }
}

extension OrderedMembers<BlockValue> {
  func mapValues(_ change: (String, BlockValue) throws(DomainError) -> BlockValue) throws(DomainError) -> BlockObject {
    var result = BlockObject()
    for (key, value) in members { result[key] = try change(key, value) }
    return result
  }

  func mapValues(_ change: (String, BlockValue) -> BlockValue) -> BlockObject {
    compactMap(change)
  }
}
