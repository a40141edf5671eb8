/// The tokens between the marks of a tag.
extension Lexer {
  /// The token here, or nil where there is only white space.
  mutating func tag() throws(TemplateError) -> Token? {
    if let end = endOfTag() { return end }
    let began = line
    let space = skippingSpace(from: position)
    if space > position {
      move(to: space)
      return nil
    }
    if let kind = try number() { return Token(kind: kind, line: began) }
    if let kind = try name() { return Token(kind: kind, line: began) }
    if let kind = try string() { return Token(kind: kind, line: began) }
    if let kind = try symbol() { return Token(kind: kind, line: began) }
    throw .syntax(
      "unexpected char \(PythonText.quoted(String(Character(source[position])))) at \(position)", line: line)
  }

  private func digits(from offset: Int, _ isDigit: (Unicode.Scalar) -> Bool) -> Int {
    var offset = offset
    while offset < source.count {
      if isDigit(source[offset]) {
        offset += 1
      } else if source[offset] == "_", offset + 1 < source.count, isDigit(source[offset + 1]) {
        offset += 2
      } else {
        break
      }
    }
    return offset
  }

  private mutating func number() throws(TemplateError) -> Token.Kind? {
    guard source[position].isDigit else { return nil }
    let whole = digits(from: position, \.isDigit)
    if position == 0 || source[position - 1] != ".", let end = endOfFloat(behind: whole) {
      let text = plain(position..<end)
      move(to: end)
      return .float(Double(text) ?? .infinity)
    }
    let (start, radix, end) = integer(whole)
    let text = plain(start..<end)
    guard let value = Int64(text, radix: radix) else { throw .syntax("An integer has more than 64 bits", line: line) }
    move(to: end)
    return .integer(value)
  }

  private func endOfFloat(behind whole: Int) -> Int? {
    var end = whole
    if end + 1 < source.count, source[end] == ".", source[end + 1].isDigit { end = digits(from: end + 1, \.isDigit) }
    if end < source.count, source[end] == "e" || source[end] == "E" {
      var exponent = end + 1
      if exponent < source.count, source[exponent] == "+" || source[exponent] == "-" { exponent += 1 }
      if exponent < source.count, source[exponent].isDigit { return digits(from: exponent, \.isDigit) }
    }
    return end > whole ? end : nil
  }

  private func integer(_ whole: Int) -> (start: Int, radix: Int, end: Int) {
    guard source[position] == "0" else { return (position, 10, whole) }
    if position + 1 < source.count {
      let radix: Int? =
        switch source[position + 1] {
        case "b", "B": 2
        case "o", "O": 8
        case "x", "X": 16
        default: nil
        }
      if let radix {
        let isDigit = { (scalar: Unicode.Scalar) in
          Int(String(scalar), radix: radix) != nil && scalar.isASCII && scalar != "+" && scalar != "-"
        }
        let start = position + 2
        let first = start < source.count && source[start] == "_" ? start + 1 : start
        if first < source.count, isDigit(source[first]) { return (first, radix, digits(from: first, isDigit)) }
      }
    }
    return (position, 10, digits(from: position) { $0 == "0" })
  }

  private func plain(_ range: Range<Int>) -> String { string(range).filter { $0 != "_" } }

  private mutating func name() throws(TemplateError) -> Token.Kind? {
    var end = position
    while end < source.count, source[end].isWord { end += 1 }
    guard end > position else { return nil }
    let name = string(position..<end)
    let isIdentifier =
      (source[position] == "_" || source[position].properties.isXIDStart)
      && source[position..<end].allSatisfy(\.properties.isXIDContinue)
    guard isIdentifier else { throw .syntax("Invalid character in identifier", line: line) }
    move(to: end)
    return .name(name)
  }

  private mutating func string() throws(TemplateError) -> Token.Kind? {
    let quote = source[position]
    guard quote == "'" || quote == "\"" else { return nil }
    var end = position + 1
    while end < source.count, source[end] != quote { end += source[end] == "\\" ? 2 : 1 }
    guard end < source.count else { return nil }
    var text = String.UnicodeScalarView()
    var offset = position + 1
    while offset < end {
      if source[offset] == "\\" {
        offset = try unescape(at: offset + 1, upTo: end, into: &text)
      } else {
        text.append(source[offset])
        offset += 1
      }
    }
    move(to: end + 1)
    return .string(String(text))
  }

  /// One escape of Python's string literals; gives the offset behind it.
  private func unescape(at offset: Int, upTo end: Int, into text: inout String.UnicodeScalarView) throws(TemplateError)
    -> Int
  {
    let simple: [Unicode.Scalar: Unicode.Scalar] = [
      "n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", "\"": "\"", "a": "\u{7}", "b": "\u{8}", "f": "\u{C}",
      "v": "\u{B}",
    ]
    let letter = source[offset]
    if letter == "\n" { return offset + 1 }
    if let scalar = simple[letter] {
      text.append(scalar)
      return offset + 1
    }
    if "0"..."7" ~= letter {
      var behind = offset
      while behind < min(end, offset + 3), "0"..."7" ~= source[behind] { behind += 1 }
      text.append(Unicode.Scalar(UInt32(string(offset..<behind), radix: 8) ?? 0) ?? "\u{FFFD}")
      return behind
    }
    let width: Int? =
      switch letter {
      case "x": 2;
      case "u": 4;
      case "U": 8;
      default: nil
      }
    guard let width else {
      if letter == "N" { throw .syntax("malformed \\N character escape", line: line) }
      text.append("\\")
      text.append(letter)
      return offset + 1
    }
    let behind = offset + 1 + width
    guard behind <= end, source[offset + 1..<behind].allSatisfy(\.properties.isASCIIHexDigit),
      let value = UInt32(string(offset + 1..<behind), radix: 16)
    else { throw .syntax("truncated \\\(letter)\(String(repeating: "X", count: width)) escape", line: line) }
    guard value <= 0x10FFFF else { throw .syntax("illegal Unicode character", line: line) }
    text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
    return behind
  }

  private mutating func symbol() throws(TemplateError) -> Token.Kind? {
    let candidates = [2, 1].lazy.compactMap { [self] length in
      position + length <= source.count ? Symbol(rawValue: string(position..<position + length)) : nil
    }
    guard let symbol = candidates.first else { return nil }
    switch symbol {
    case .leftBrace: brackets.append(.rightBrace)
    case .leftParenthesis: brackets.append(.rightParenthesis)
    case .leftBracket: brackets.append(.rightBracket)
    case .rightBrace, .rightParenthesis, .rightBracket:
      guard let expected = brackets.popLast() else { throw .syntax("unexpected '\(symbol.rawValue)'", line: line) }
      guard expected == symbol else {
        throw .syntax("unexpected '\(symbol.rawValue)', expected '\(expected.rawValue)'", line: line)
      }
    default: break
    }
    move(to: position + symbol.rawValue.unicodeScalars.count)
    return .symbol(symbol)
  }
}

extension Unicode.Scalar {
  var isDigit: Bool { "0"..."9" ~= self }

  var isWord: Bool {
    isASCII
      ? properties.isAlphabetic || isDigit || self == "_"
      : properties.isAlphabetic || properties.numericType != nil || properties.isXIDContinue
  }
}
