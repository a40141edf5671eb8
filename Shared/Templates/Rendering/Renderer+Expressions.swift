extension Renderer {
  func evaluate(_ expression: Expression, in scope: Scope, filtering block: TemplateValue? = nil) throws(TemplateError)
    -> TemplateValue
  {
    try budget.spend(1)
    switch expression {
    case .literal(let literal): return value(of: literal)
    case .name(let name):
      if let value = scope[name] { return value }
      return GlobalFunction(named: name).map { .object($0) } ?? .undefined(.undefined("'\(name)' is undefined"))
    case .list(let elements): return .list(try evaluate(elements, in: scope))
    case .tuple(let elements): return .tuple(try evaluate(elements, in: scope))
    case .dict(let members):
      var dictionary = TemplateDictionary()
      for member in members {
        try dictionary.set(try evaluate(member.key, in: scope), try evaluate(member.value, in: scope))
      }
      return .dict(dictionary)
    case .attribute(let owner, let name): return try evaluate(owner, in: scope).attribute(name)
    case .item(let owner, let key): return try evaluate(owner, in: scope).item(try evaluate(key, in: scope), budget)
    case .slice(let owner, let slice): return try self.slice(try evaluate(owner, in: scope), slice, in: scope)
    case .call(let callee, let arguments):
      let called = try evaluate(callee, in: scope)
      return try call(called, try evaluate(arguments, in: scope))
    case .filter(let input, let name, let arguments):
      let value =
        try input.map { (input) throws(TemplateError) in try evaluate(input, in: scope, filtering: block) } ?? block
        ?? .none
      return try Filters.apply(name, to: value, try evaluate(arguments, in: scope), in: self)
    case .test(let input, let name, let arguments):
      return .bool(
        try Tests.apply(name, to: try evaluate(input, in: scope), try evaluate(arguments, in: scope), in: self))
    case .not(let input): return .bool(try !evaluate(input, in: scope).isTrue)
    case .negative(let input): return try evaluate(input, in: scope).negated()
    case .positive(let input): return try evaluate(input, in: scope).affirmed()
    case .and(let left, let right):
      let first = try evaluate(left, in: scope)
      return first.isTrue ? try evaluate(right, in: scope) : first
    case .or(let left, let right):
      let first = try evaluate(left, in: scope)
      return first.isTrue ? first : try evaluate(right, in: scope)
    case .comparison(let first, let others): return .bool(try holds(first, others, in: scope))
    case .arithmetic(let sign, let left, let right):
      let first = try evaluate(left, in: scope)
      return try TemplateValue.arithmetic(sign, first, try evaluate(right, in: scope), budget)
    case .concatenation(let parts): return try concatenated(parts, in: scope)
    case .conditional(let test, let then, let otherwise):
      if try evaluate(test, in: scope).isTrue { return try evaluate(then, in: scope) }
      guard let otherwise else {
        return .undefined(
          .undefined("the inline if-expression on line 1 evaluated to false and no else section was defined."))
      }
      return try evaluate(otherwise, in: scope)
    case .reference(let name, let attribute): return try evaluate(.attribute(.name(name), attribute), in: scope)
    }
  }

  private func value(of literal: Expression.Literal) -> TemplateValue {
    switch literal {
    case .none: .none
    case .bool(let flag): .bool(flag)
    case .integer(let value): .integer(value)
    case .float(let value): .float(value)
    case .text(let text): .text(text)
    }
  }

  private func evaluate(_ expressions: [Expression], in scope: Scope) throws(TemplateError) -> [TemplateValue] {
    var values: [TemplateValue] = []
    for expression in expressions { values.append(try evaluate(expression, in: scope)) }
    return values
  }

  func evaluate(_ arguments: Expression.Arguments, in scope: Scope) throws(TemplateError) -> CallArguments {
    var result = CallArguments(positional: try evaluate(arguments.positional, in: scope))
    if let spread = arguments.spread { result.positional += try evaluate(spread, in: scope).elements(budget) }
    for argument in arguments.named { result.named.append((argument.name, try evaluate(argument.value, in: scope))) }
    if let spread = arguments.namedSpread {
      let value = try evaluate(spread, in: scope)
      guard case .dict(let dictionary) = value else {
        throw .type("argument after ** must be a mapping, not \(value.typeName)")
      }
      for member in dictionary.members {
        guard let name = member.key.string else { throw .type("keywords must be strings") }
        result.named.append((name, member.value))
      }
    }
    return result
  }

  func call(_ callee: TemplateValue, _ arguments: CallArguments) throws(TemplateError) -> TemplateValue {
    switch callee {
    case .undefined(let error): throw error
    case .object(let object):
      try budget.enter()
      defer { budget.leave() }
      return try object.call(arguments, in: self)
    default: throw .type("'\(callee.typeName)' object is not callable")
    }
  }

  private func holds(_ first: Expression, _ others: [(Expression.Comparison, Expression)], in scope: Scope)
    throws(TemplateError) -> Bool
  {
    var left = try evaluate(first, in: scope)
    for (comparison, other) in others {
      let right = try evaluate(other, in: scope)
      guard try left.compares(comparison, to: right, budget) else { return false }
      left = right
    }
    return true
  }

  private func concatenated(_ parts: [Expression], in scope: Scope) throws(TemplateError) -> TemplateValue {
    var text = ""
    for part in parts {
      let value = try evaluate(part, in: scope)
      let shown = try value.shown(budget)
      text += isEscaping && !value.isSafe ? HTML.escaped(shown) : shown
      try budget.check(size: text.utf8.count)
    }
    return captured(text)
  }

  private func slice(_ owner: TemplateValue, _ slice: Expression.Slice, in scope: Scope) throws(TemplateError)
    -> TemplateValue
  {
    var bounds: [Int64?] = []
    for expression in [slice.start, slice.stop, slice.step] {
      let value = try expression.map { (each) throws(TemplateError) in try evaluate(each, in: scope) } ?? .none
      if case .none = value {
        bounds.append(nil)
      } else if let integer = value.integer {
        bounds.append(integer)
      } else {
        return .undefined(.undefined("\(owner.typeInMessages) has no such slice"))
      }
    }
    return try owner.sliced(from: bounds[0], to: bounds[1], by: bounds[2], budget)
  }
}
