import Templates

/// Templates: read, and rendered with a few values.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTemplates(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  var limits = TemplateLimits()
  limits.steps = 5_000
  limits.size = 65_536
  do throws(TemplateError) {
    let rendered = try Template(text, limits: limits).render([
      "a": .integer(3), "b": .text("x y"), "c": .list([.integer(1), .text("z"), .none]), "d": .float(0.5),
    ])
    precondition(rendered.utf8.count <= limits.size, "a result beyond the limit")
  } catch {
    precondition(!error.message.isEmpty, "an error without a message")
  }
  return 0
}
