/// How much a template may ask for: it comes from whoever may send a request.
public struct TemplateLimits: Sendable, Hashable {
  /// The most Unicode scalars of a template.
  public var length = 262_144
  /// How deep expressions and statements may nest.
  public var depth = 60
  /// The most parts of the chains of operators, attributes and filters in one statement.
  public var links = 400
  /// The most `for` loops of a template; the number is part of the API (contract §7.11).
  public var loops = 10
  /// How deep loops may nest; part of the API.
  public var nestedLoops = 2
  /// The most numbers that `range` gives; part of the API.
  public var range = 100
  /// The most steps of a rendering: about one for each expression that is looked at and each element that is touched.
  public var steps = 200_000
  /// The most bytes of any text that is made, and of the result.
  public var size = 4_194_304
  /// How deep macros and values may nest while rendering.
  public var calls = 40

  public init() {}
}
