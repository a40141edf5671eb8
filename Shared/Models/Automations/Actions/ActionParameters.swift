public import JSON
public import JSONSchema
internal import Templates

/// The templates in the parameters of an action (contract §6.8).
public enum ActionParameters {
  private static let kind = "__prefect_kind"

  /// What can't be made of parameters whatever the event is; nil if nothing is wrong.
  ///
  /// Templates in lists are only looked at when they are used, as the reference has it.
  static func problem(in parameters: SchemaObject) -> String? {
    let hydration = Hydration(variables: nil, rendersTemplates: false, stopsAtErrors: false)
    var problems: [(path: String, message: String)] = []
    do throws(HydrationError) {
      switch try hydration.apply(to: .object(upgraded(parameters))) {
      case .object(let object): collect(from: object, under: "", into: &problems)
      case .placeholder(.error(let error)): problems.append(("", error.description))
      case .placeholder: break
      case .null, .bool, .number, .string, .array: return "Invalid parameters: they have to be an object"
      }
    } catch {
      problems.append(("", error.description))
    }
    guard !problems.isEmpty else { return nil }
    return "Invalid parameters: \n"
      + problems.map { ($0.path.isEmpty ? "" : $0.path + ":") + " " + $0.message }.joined(separator: "\n  ")
  }

  private static func collect(
    from object: SchemaObject, under prefix: String, into problems: inout [(path: String, message: String)]
  ) {
    for (key, value) in object.members {
      switch value {
      case .object(let inner): collect(from: inner, under: "\(prefix)\(key).", into: &problems)
      case .placeholder(.error(let error)): problems.append((prefix + key, error.description))
      default: break
      }
    }
  }

  /// The parameters with plain texts that are templates told as such; what is told already stays.
  public static func upgraded(_ parameters: SchemaObject) -> SchemaObject {
    parameters.compactMap { _, value in
      switch value {
      case .object(let object): .object(object[kind] == nil ? upgraded(object) : object)
      case .array(let elements): .array(elements.map(upgraded(element:)))
      case .string(let text) where Template.isTemplate(text): wrapped(text)
      default: value
      }
    }
  }

  private static func upgraded(element: SchemaValue) -> SchemaValue {
    switch element {
    case .object(let object): .object(upgraded(object))
    case .string(let text) where Template.isTemplate(text): wrapped(text)
    default: element
    }
  }

  /// A template of one expression keeps the type of its value; any other makes a text.
  private static func wrapped(_ text: String) -> SchemaValue {
    let inner = trimmed(text.unicodeScalars)
    let (open, close) = ("{{".unicodeScalars, "}}".unicodeScalars)
    guard inner.count >= 4, inner.starts(with: open), inner.suffix(2).elementsEqual(close),
      occurrences(of: open, in: inner) == 1
    else { return told("jinja", "template", .string(text)) }
    let expression = String(trimmed(inner.dropFirst(2).dropLast(2)))
    return told("json", "value", told("jinja", "template", .string("{{ " + expression + " | tojson }}")))
  }

  private static func trimmed<Scalars: BidirectionalCollection<Unicode.Scalar>>(
    _ scalars: Scalars
  ) -> String.UnicodeScalarView {
    let start = scalars.drop(while: \.properties.isWhitespace)
    var end = start.endIndex
    while end > start.startIndex, start[start.index(before: end)].properties.isWhitespace {
      start.formIndex(before: &end)
    }
    return String.UnicodeScalarView(start[..<end])
  }

  /// How often a text occurs, without overlaps.
  private static func occurrences(of part: String.UnicodeScalarView, in text: String.UnicodeScalarView) -> Int {
    var count = 0
    var rest = text[...]
    while !rest.isEmpty {
      if rest.starts(with: part) {
        count += 1
        rest = rest.dropFirst(part.count)
      } else {
        rest = rest.dropFirst()
      }
    }
    return count
  }

  private static func told(_ name: String, _ member: String, _ value: SchemaValue) -> SchemaValue {
    var object = SchemaObject()
    object[kind] = .string(name)
    object[member] = value
    return .object(object)
  }
}

extension Reading where Value == RawJSON {
  /// Parameters with templates in them.
  static let actionParameters = Reading(schema: .anyObject, fallback: .emptyObject) { value, problems in
    let before = problems.count
    let raw = object.read(value, problems)
    guard problems.count == before else { return nil }
    if let parameters = SchemaValue(value).object, let problem = ActionParameters.problem(in: parameters) {
      problems.addValueError(problem, input: value)
    }
    return raw
  }
}
