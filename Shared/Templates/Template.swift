public import Values

/// A template of the language of Jinja 3.1, read once and rendered any number of times (contract §7.11).
///
/// Rendering sees nothing but the context it is given, and stops at its limits. Undefined names render to nothing.
public struct Template: Sendable {
  let body: [Block]
  /// What would not compile: such a template is valid and can't be rendered.
  let objection: TemplateError?
  /// The names that it reads, whether they are its own or come with the context.
  public let names: Set<String>
  let limits: TemplateLimits

  /// - Throws: What is wrong with the text, and in which line.
  public init(_ text: String, limits: TemplateLimits = TemplateLimits()) throws(TemplateError) {
    var parser = try Parser(text, limits: limits)
    body = try parser.parse()
    objection = parser.objection
    names = parser.names
    self.limits = limits
  }

  /// Whether a text may be a template; any other stands for itself.
  public static func isTemplate(_ text: String) -> Bool {
    var previous = UInt8(ascii: " ")
    for byte in text.utf8 {
      if previous == UInt8(ascii: "{"), byte == previous || byte == UInt8(ascii: "%") { return true }
      previous = byte
    }
    return false
  }

  /// - Parameters:
  ///   - links: Where the pages of objects are; without it the filters that need one are not supported.
  ///   - now: What the filters that tell times take for the present.
  /// - Throws: What went wrong, as Python words it, or which limit was reached.
  public func render(
    _ context: [String: TemplateValue] = [:], links: (any TemplateLinks)? = nil, now: Timestamp = .now()
  ) throws(TemplateError) -> String {
    if let objection { throw objection }
    let renderer = Renderer(limits: limits, links: links, now: now)
    return try renderer.render(body, in: Scope(context))
  }
}

/// Where the pages of the web interface are, for the filters `ui_url` and `ui_resource_events_url`.
public protocol TemplateLinks: Sendable {
  /// The page of an object; nil if it has none.
  func page(of value: TemplateValue) throws(TemplateError) -> String?

  /// The page with the events of an object; nil if it has none.
  func events(of value: TemplateValue) throws(TemplateError) -> String?
}
