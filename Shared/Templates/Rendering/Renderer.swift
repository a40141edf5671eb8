internal import Values

/// Goes through a template once and makes its text.
final class Renderer {
  let budget: Budget
  /// Whether printed values are escaped for HTML here.
  var isEscaping = false
  /// How many loops of a recursive loop are open.
  var depthOfLoop = 0

  let links: (any TemplateLinks)?
  /// What filters take for the present.
  let now: Timestamp

  init(limits: TemplateLimits, links: (any TemplateLinks)? = nil, now: Timestamp = .now()) {
    budget = Budget(limits)
    self.now = now
    self.links = links
  }

  func render(_ body: [Block], in scope: Scope) throws(TemplateError) -> String {
    var text = ""
    try render(body, in: scope, into: &text)
    return text
  }

  func render(_ body: [Block], in scope: Scope, into text: inout String) throws(TemplateError) {
    for block in body {
      try budget.spend(1)
      try render(block, in: scope, into: &text)
      try budget.check(size: text.utf8.count)
    }
  }

  private func render(_ block: Block, in scope: Scope, into text: inout String) throws(TemplateError) {
    switch block {
    case .text(let data): text += data
    case .output(let expressions):
      for expression in expressions {
        let value = try evaluate(expression, in: scope)
        let shown = try value.shown(budget)
        text += isEscaping && !value.isSafe ? HTML.escaped(shown) : shown
      }
    case .loop(let loop): try render(loop, over: try evaluate(loop.iterated, in: scope), in: scope, into: &text)
    case .branch(let branches, let otherwise):
      for (test, body) in branches where try evaluate(test, in: scope).isTrue {
        return try render(body, in: scope, into: &text)
      }
      try render(otherwise, in: scope, into: &text)
    case .assignment(let target, let value):
      if case .reference(let name, _) = target { _ = try namespace(name, in: scope) }
      try assign(try evaluate(value, in: scope), to: target, in: scope)
    case .capture(let target, let filter, let body):
      var value = captured(try render(body, in: Scope(within: scope)))
      if let filter { value = try evaluate(filter, in: scope, filtering: value) }
      try assign(value, to: target, in: scope)
    case .with(let names, let body):
      let inner = Scope(within: scope)
      var values: [TemplateValue] = []
      for name in names { values.append(try evaluate(name.value, in: scope)) }
      for (name, value) in zip(names, values) { try assign(value, to: name.target, in: inner) }
      try render(body, in: inner, into: &text)
    case .macro(let macro): scope[macro.name] = .object(Macro(macro, scope: scope))
    case .call(let macro, let callee):
      guard case .call(let called, let arguments) = callee else { return }
      var worked = try evaluate(arguments, in: scope)
      worked.named.append(("caller", .object(Macro(macro, scope: scope))))
      text += try call(try evaluate(called, in: scope), worked).shown(budget)
    case .filter(let filter, let body):
      let inner = captured(try render(body, in: Scope(within: scope)))
      text += try evaluate(filter, in: scope, filtering: inner).shown(budget)
    case .named(_, let body): try render(body, in: Scope(within: scope), into: &text)
    case .escaping(let flag, let body):
      let before = isEscaping
      defer { isEscaping = before }
      isEscaping = try evaluate(flag, in: scope).isTrue
      try render(body, in: Scope(within: scope), into: &text)
    case .foreign: throw .type("no loader for this environment specified")
    }
  }

  /// The text of a part of a template, as a value.
  func captured(_ text: String) -> TemplateValue {
    isEscaping ? .safe(text) : .text(text)
  }

  func render(_ loop: Block.Loop, over value: TemplateValue, in scope: Scope, into text: inout String)
    throws(TemplateError)
  {
    var elements: [TemplateValue] = []
    for element in try value.elements(budget) {
      if let test = loop.test {
        let inner = Scope(within: scope)
        try assign(element, to: loop.target, in: inner)
        guard try evaluate(test, in: inner).isTrue else { continue }
      }
      elements.append(element)
    }
    guard !elements.isEmpty else { return try render(loop.otherwise, in: Scope(within: scope), into: &text) }
    let state = LoopState(loop, over: elements, scope: scope, depth: depthOfLoop)
    for index in elements.indices {
      state.index = index
      let inner = Scope(within: scope)
      inner["loop"] = .object(state)
      try assign(elements[index], to: loop.target, in: inner)
      try render(loop.body, in: inner, into: &text)
    }
  }

  private func namespace(_ name: String, in scope: Scope) throws(TemplateError) -> Namespace {
    guard case .object(let object) = scope[name], let namespace = object as? Namespace else {
      throw TemplateError("TemplateRuntimeError", "cannot assign attribute on non-namespace object")
    }
    return namespace
  }

  func assign(_ value: TemplateValue, to target: Expression, in scope: Scope) throws(TemplateError) {
    switch target {
    case .name(let name): scope[name] = value
    case .reference(let name, let attribute):
      try namespace(name, in: scope).values[attribute] = value
    case .tuple(let targets):
      if value.number != nil || value.isNone { throw .type("cannot unpack non-iterable \(value.typeName) object") }
      let elements = try value.elements(budget)
      guard elements.count >= targets.count else {
        throw .value("not enough values to unpack (expected \(targets.count), got \(elements.count))")
      }
      guard elements.count == targets.count else {
        throw .value("too many values to unpack (expected \(targets.count))")
      }
      for (target, element) in zip(targets, elements) { try assign(element, to: target, in: scope) }
    default: throw .type("can't assign to an expression")
    }
  }
}
