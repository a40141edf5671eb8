/// Cuts a template into tokens, one at a time: text, and what lies between `{{ }}` and `{% %}` (Jinja 3.1, "Template Designer").
///
///     text ──{{──▶ variable ──}}──▶ text      text ──{%──▶ block ──%}──▶ text      comments and raw blocks end in text
struct Lexer {
  enum State {
    case text, variable, block
  }

  let source: [Unicode.Scalar]
  var position = 0
  var line = 1
  private(set) var state = State.text
  /// The closing brackets that are due, the innermost last: an end tag counts only where none is.
  var brackets: [Symbol] = []
  private var pending: Token?

  init(_ text: String) {
    var scalars: [Unicode.Scalar] = []
    // Every line break reads as a line feed, and one at the end goes.
    for scalar in text.unicodeScalars {
      if scalar == "\n", scalars.last == "\r" {
        scalars[scalars.count - 1] = "\n"
        continue
      }
      if scalars.last == "\r" { scalars[scalars.count - 1] = "\n" }
      scalars.append(scalar)
    }
    if scalars.last == "\r" || scalars.last == "\n" { scalars.removeLast() }
    source = scalars
  }

  /// The next token; nil at the end.
  mutating func next() throws(TemplateError) -> Token? {
    while true {
      if let token = pending {
        pending = nil
        return token
      }
      guard position < source.count else { return nil }
      switch state {
      case .text: if let token = try text() { return token }
      case .variable, .block: if let token = try tag() { return token }
      }
    }
  }

  func matches(_ text: StaticString, at offset: Int) -> Bool {
    var offset = offset
    return text.withUTF8Buffer { bytes in
      for byte in bytes {
        guard offset < source.count, source[offset] == Unicode.Scalar(byte) else { return false }
        offset += 1
      }
      return true
    }
  }

  func skippingSpace(from offset: Int) -> Int {
    var offset = offset
    while offset < source.count, source[offset].isSpace { offset += 1 }
    return offset
  }

  /// Goes on to an offset, counting the lines.
  mutating func move(to offset: Int) {
    for scalar in source[position..<offset] where scalar == "\n" { line += 1 }
    position = offset
  }

  private mutating func text() throws(TemplateError) -> Token? {
    let start = position
    var mark = start
    while mark < source.count, !(matches("{%", at: mark) || matches("{{", at: mark) || matches("{#", at: mark)) {
      mark += 1
    }
    let began = line
    guard mark < source.count else {
      move(to: mark)
      return Token(kind: .data(string(start..<mark)), line: began)
    }
    let sign = mark + 2 < source.count && (source[mark + 2] == "-" || source[mark + 2] == "+") ? source[mark + 2] : nil
    let data = string(start..<(sign == "-" ? trimmed(start..<mark) : mark))
    move(to: mark)
    let open = mark + (sign == nil ? 2 : 3)
    if matches("{#", at: mark) {
      try comment(from: open)
    } else if matches("{{", at: mark) {
      pending = Token(kind: .variableBegin, line: line)
      state = .variable
      move(to: open)
    } else if let body = rawBody(from: open) {
      move(to: body)
      // The text of a raw block is a token of its own.
      pending = try raw()
    } else {
      pending = Token(kind: .blockBegin, line: line)
      state = .block
      move(to: open)
    }
    return data.isEmpty ? nil : Token(kind: .data(data), line: began)
  }

  private mutating func comment(from open: Int) throws(TemplateError) {
    var mark = open
    while mark < source.count, !matches("#}", at: mark) { mark += 1 }
    guard mark < source.count else {
      // Nothing at all behind its beginning is no comment without an end.
      if open < source.count { throw .syntax("Missing end of comment tag", line: line) }
      return move(to: open)
    }
    move(to: mark > open && source[mark - 1] == "-" ? skippingSpace(from: mark + 2) : mark + 2)
  }

  /// Where the text of a raw block begins, if this is the tag of one.
  private func rawBody(from open: Int) -> Int? {
    let word = skippingSpace(from: open)
    guard matches("raw", at: word) else { return nil }
    let end = skippingSpace(from: word + 3)
    if matches("-%}", at: end) { return skippingSpace(from: end + 3) }
    return matches("%}", at: end) ? end + 2 : nil
  }

  private mutating func raw() throws(TemplateError) -> Token? {
    let (start, began) = (position, line)
    for mark in start..<max(start, source.count) where matches("{%", at: mark) {
      let sign = mark + 2 < source.count ? source[mark + 2] : " "
      let word = skippingSpace(from: sign == "-" || sign == "+" ? mark + 3 : mark + 2)
      guard matches("endraw", at: word) else { continue }
      let end = skippingSpace(from: word + 6)
      let behind: Int
      if matches("-%}", at: end) {
        behind = skippingSpace(from: end + 3)
      } else if matches("+%}", at: end) {
        behind = end + 3
      } else if matches("%}", at: end) {
        behind = end + 2
      } else {
        continue
      }
      let data = string(start..<(sign == "-" ? trimmed(start..<mark) : mark))
      move(to: behind)
      return data.isEmpty ? nil : Token(kind: .data(data), line: began)
    }
    if start < source.count { throw .syntax("Missing end of raw directive", line: began) }
    return nil
  }

  private func trimmed(_ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound, source[end - 1].isSpace { end -= 1 }
    return end
  }

  func string(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: source[range])
    return String(view)
  }

  /// The end tag at this place, if it is one.
  mutating func endOfTag() -> Token? {
    guard brackets.isEmpty else { return nil }
    let began = line
    let isBlock = state == .block
    let (plain, cut) = isBlock ? ("%}" as StaticString, "-%}" as StaticString) : ("}}", "-}}")
    if matches(cut, at: position) {
      move(to: skippingSpace(from: position + 3))
    } else if matches(plain, at: position) {
      move(to: position + 2)
    } else if isBlock, matches("+%}", at: position) {
      move(to: position + 3)
    } else {
      return nil
    }
    state = .text
    return Token(kind: isBlock ? .blockEnd : .variableEnd, line: began)
  }
}

extension Unicode.Scalar {
  /// What Python counts as white space.
  var isSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0: true
    case 0x80...: properties.isWhitespace
    default: false
    }
  }
}
