internal import JSON
internal import Templates

/// A text that is rendered has to be a template that can be read.
enum TemplateRule {
  /// What is wrong with a text; nil if nothing is.
  ///
  /// - Parameter name: What the text is called.
  static func problem(with text: String, named name: String) -> String? {
    do throws(TemplateError) {
      _ = try Template(text)
      return nil
    } catch {
      return "'\(name)' is not a valid template: \(error.message)"
    }
  }
}

extension Reading where Value == String {
  /// A text that is a template.
  static func template(_ name: String) -> Reading {
    string.checked { TemplateRule.problem(with: $0, named: name) }
  }
}
