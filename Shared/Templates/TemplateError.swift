/// Why a template can't be read or rendered, in the wording of Jinja 3.1 and of Python.
public struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name that the error has in Python: `TemplateSyntaxError`, `UndefinedError`, `TypeError` …
  public let name: String
  public let message: String
  /// The line of the template, counted from 1; 0 where an error belongs to none.
  public let line: Int

  init(_ name: String, _ message: String, line: Int = 0) {
    self.name = name
    self.message = message
    self.line = line
  }

  /// As Python shows it.
  public var description: String { "\(name)(\(PythonText.quoted(message)))" }
}

extension TemplateError {
  static func syntax(_ message: String, line: Int) -> TemplateError {
    TemplateError("TemplateSyntaxError", message, line: line)
  }

  /// A construct that would not compile.
  static func assertion(_ message: String, line: Int = 0) -> TemplateError {
    TemplateError("TemplateAssertionError", message, line: line)
  }

  static func type(_ message: String) -> TemplateError { TemplateError("TypeError", message) }

  public static func value(_ message: String) -> TemplateError { TemplateError("ValueError", message) }

  static func undefined(_ message: String) -> TemplateError { TemplateError("UndefinedError", message) }

  static func security(_ message: String) -> TemplateError { TemplateError("SecurityError", message) }

  static func overflow(_ message: String) -> TemplateError { TemplateError("OverflowError", message) }

  /// What Jinja can and this server can't.
  static func unsupported(_ what: String) -> TemplateError {
    TemplateError("NotImplementedError", "\(what) is not supported by this server")
  }

  /// One of `TemplateLimits` is exceeded.
  static func limit(_ what: String) -> TemplateError {
    TemplateError("MemoryError", "The template \(what)")
  }
}
