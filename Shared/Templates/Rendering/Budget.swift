/// What one rendering has used of its limits.
final class Budget {
  let limits: TemplateLimits
  private var steps = 0
  private var depth = 0

  init(_ limits: TemplateLimits) {
    self.limits = limits
  }

  /// Counts work that is about to be done.
  func spend(_ count: Int) throws(TemplateError) {
    steps += count
    guard steps <= limits.steps else { throw .limit("takes more than \(limits.steps) steps") }
  }

  /// Checks the size of a text before it is made, or as it grows.
  func check(size: Int) throws(TemplateError) {
    guard size <= limits.size else { throw .limit("makes a text of more than \(limits.size) bytes") }
  }

  /// Goes one level deeper into macros, loops that call themselves, or values.
  func enter() throws(TemplateError) {
    depth += 1
    guard depth <= limits.calls else { throw TemplateError("RecursionError", "maximum recursion depth exceeded") }
  }

  func leave() {
    depth -= 1
  }
}
