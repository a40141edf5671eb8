import JSON
import Testing

/// Random trees, spelled by the test's own speller, against what the document says of them.
@Suite struct JSONRoundTripTests {
  indirect enum Tree: Equatable {
    case null
    case bool(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case array([Tree])
    case object([String], [Tree])

    static func random(_ generator: inout some RandomNumberGenerator, depth: Int = 0) -> Tree {
      switch Int.random(in: 0..<(depth > 5 ? 5 : 8), using: &generator) {
      case 0: .null
      case 1: .bool(.random(using: &generator))
      case 2: .integer(.random(in: .min ... .max, using: &generator))
      case 3:
        .double(
          Double.random(in: -1...1, using: &generator)
            * [1, 1e-9, 1e20, 1e-200][Int.random(in: 0..<4, using: &generator)])
      case 4: .text(randomText(&generator))
      case 5: .array((0..<Int.random(in: 0..<6, using: &generator)).map { _ in random(&generator, depth: depth + 1) })
      default:
        object(&generator, depth: depth)
      }
    }

    private static func object(_ generator: inout some RandomNumberGenerator, depth: Int) -> Tree {
      let count = Int.random(in: 0..<6, using: &generator)
      return .object(
        (0..<count).map { "\($0)" + randomText(&generator) },
        (0..<count).map { _ in random(&generator, depth: depth + 1) })
    }

    private static func randomText(_ generator: inout some RandomNumberGenerator) -> String {
      let alphabet: [Character] = [
        "a", "é", "\"", "\\", "\n", "\0", "\u{1f}", "€", "😀", "/", " ", "\u{7f}", "\u{FFFF}",
      ]
      return String(
        (0..<Int.random(in: 0..<20, using: &generator)).map { _ in
          alphabet[Int.random(in: 0..<alphabet.count, using: &generator)]
        })
    }

    /// A spelling with random white space and random escapes.
    func spell(_ generator: inout some RandomNumberGenerator) -> String {
      let space = [" ", "", "", "\n", "\t "][Int.random(in: 0..<5, using: &generator)]
      switch self {
      case .null: return "null" + space
      case .bool(let value): return "\(value)" + space
      case .integer(let value): return "\(value)" + space
      case .double(let value): return "\(value)" + space
      case .text(let text): return Tree.quote(text, &generator) + space
      case .array(let items):
        return "[" + space + items.map { $0.spell(&generator) }.joined(separator: "," + space) + "]" + space
      case .object(let keys, let values):
        let members = zip(keys, values).map { Tree.quote($0, &generator) + space + ":" + space + $1.spell(&generator) }
        return "{" + space + members.joined(separator: "," + space) + "}" + space
      }
    }

    private static func quote(_ text: String, _ generator: inout some RandomNumberGenerator) -> String {
      var output = "\""
      for scalar in text.unicodeScalars {
        if scalar.value < 0x20 || scalar == "\"" || scalar == "\\" || Int.random(in: 0..<4, using: &generator) == 0 {
          for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16, uppercase: Bool.random(using: &generator))
            output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
          }
        } else {
          output.unicodeScalars.append(scalar)
        }
      }
      return output + "\""
    }

    /// What a document says.
    init(_ value: JSONValue) {
      switch value.kind {
      case .null: self = .null
      case .boolean: self = .bool(value.bool ?? false)
      case .integer: self = .integer(value.integer ?? 0)
      case .float: self = .double(value.double ?? 0)
      case .string: self = .text(value.text ?? "")
      case .array: self = .array(value.elements.map(Tree.init))
      case .object: self = .object(value.members.map(\.key), value.members.map { Tree($0.value) })
      }
    }

    func write(to writer: inout JSONWriter) {
      switch self {
      case .null: writer.null()
      case .bool(let value): writer.bool(value)
      case .integer(let value): writer.integer(value)
      case .double(let value): writer.double(value)
      case .text(let text): writer.string(text)
      case .array(let items):
        writer.beginArray()
        for item in items { item.write(to: &writer) }
        writer.endArray()
      case .object(let keys, let values):
        writer.beginObject()
        for (key, value) in zip(keys, values) {
          writer.key(key)
          value.write(to: &writer)
        }
        writer.endObject()
      }
    }
  }

  @Test("A random tree comes back the same from any spelling, and from what the writer made of it")
  func roundTrips() throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<400 {
      let tree = Tree.random(&generator)
      let document = try JSONDocument.parse(Array(tree.spell(&generator).utf8))
      #expect(Tree(document.root) == tree)
      let written = RawJSON { tree.write(to: &$0) }
      #expect(written.document().map { Tree($0.root) } == tree)
    }
  }

  @Test("A damaged text is taken or refused, and what is taken has a text that is taken again")
  func survivesDamage() throws {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<3000 {
      var bytes = Array(Tree.random(&generator).spell(&generator).utf8)
      for _ in 0..<Int.random(in: 1..<4, using: &generator) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 1: bytes.remove(at: place)
        default: bytes.removeSubrange(place...)
        }
      }
      do throws(JSONSyntaxError) {
        let root = try JSONDocument.parse(bytes).root
        #expect(root.raw.document() != nil)
        _ = Tree(root)
      } catch {
        #expect(error.characterOffset <= bytes.count)
      }
    }
  }
}
