import JSON
import Testing

/// Whether a text is taken; the cases follow the kinds of the public JSONTestSuite.
@Suite struct JSONGrammarTests {
  static let accepted: [String] = [
    "[]", "{}", " [ ] ", "[[]   ]", "[\"\"]", "[false]", "[true]", "[null]", "null", "true", "false", "0", "-0", "[-0]",
    "[123]", "[-123]", "[0e+1]", "[0e1]", "[1E22]", "[1E-2]", "[1E+2]", "[123e45]", "[123.456e78]", "[1.5]",
    "[123.456789]", "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000000001]",
    "[20e1]", "[123123123123123123123123123123]", "\"\"", "\"x\"", "[\"a/*b*/c/*d//e\"]", #"["\"\\\/\b\f\n\r\t"]"#,
    #"["\u0060\u012a\u12AB"]"#, #"["\uD801\udc37"]"#, #"["\ud83d\ude39\ud83d\udc8d"]"#, #"["\u0000"]"#, #"["\\u0000"]"#,
    #"["\\a"]"#, #"["\\n"]"#, #"["\u0012"]"#, #"["\uFFFF"]"#, #"["\uDBFF\uDFFF"]"#, "[\"asd \"]", "[ \"asd\"]",
    "[\"\u{7F}\"]", "[\"\u{10FFFF}\"]", "[\"\u{2028}\"]", "[\"€𝄞\"]", "[\"new\u{A0}line\"]", "[1,null,null,null,2]",
    "[1\n]", " [1]", "[2] ", "[null, 1, \"1\", {}]", "\t[1]\r\n", #"{"asd":"sdf"}"#, #"{"a":"b","a":"c"}"#, #"{"":0}"#,
    #"{"foo\u0000bar":42}"#, #"{"min":-1.0e+28,"max":1.0e+28}"#, #"{"a":[]}"#, "{\n\"a\": \"b\"\n}",
    #"{"x":[{"id":"xx"}],"id":"yy"}"#, #"{"title":"\u041f\u043e"}"#,
    // Not JSON, but what Python's json module takes.
    "[NaN]", "[Infinity]", "[-Infinity]", "NaN", #"["\ud800"]"#, #"["\ud800abc"]"#, #"["\udc00"]"#,
    #"["\ud800\ud800\n"]"#,
    "[1e999]", "[-1e-999]", "\u{FEFF}{}",
  ]

  static let refused: [String] = [
    "", " ", "[1 true]", "[\"a\": 1]", "[\"\"],", "[,1]", "[1,,2]", "[\"x\",,]", "[\"x\"]]", "[\"\",]", "[\"x\"", "[x",
    "[3[4]]", "[1:2]", "[,]", "[-]", "[   , \"\"]", "[\"a\",\n4\n,1,", "[1,]", "[1,,]", "[*]", "[1,\n1\n,1", "[{}",
    "[fals]", "[nul]", "[tru]", "[True]", "123\u{0}", "[++1234]", "[+1]", "[+Inf]", "[-01]", "[-1.0.]", "[-2.]",
    "[-NaN]", "[.-1]", "[.2e-3]", "[0.1.2]", "[0.3e+]", "[0.3e]", "[0.e1]", "[0E+]", "[0E]", "[0e+]", "[0e]",
    "[1.0e+]", "[1.0e-]", "[1.0e]", "[1 000.0]", "[1eE2]", "[2.e+3]", "[2.e3]", "[9.e+]", "[Inf]", "[Infinit]",
    "[1+2]", "[0x1]", "[0x42]", "[0e+-1]", "[-123.123foo]", "[123\u{e5}]", "[-Infinit]", "[-foo]", "[- 1]", "[-012]",
    "[-.123]", "[1ea]", "[1e1a]", "[1a]", "[012]", "[\"x\", truth]", "{[: \"x\"}", #"{"x", null}"#, #"{"x"::"b"}"#,
    "{key: 'value'}", "{:\"b\"}", #"{"a" b}"#, #"{"a":"a" 123}"#, "{1:1}", "{9999E9999:1}", "{null:null,null:null}",
    #"{"id":0,,,,,}"#, "{'a':0}", #"{"id":0,}"#, #"{"a":"b",,"c":"d"}"#, #"{true: false}"#, #"{"a":"b"}/**/"#,
    #"{"a":"b"}#"#, #"{"a":true} "x""#, "[\"\\ua\"]", #"["\uD800\"]"#, #"["\uD800\u"]"#, #"["\uD800\u1"]"#,
    #"["\uD800\u1x"]"#, "[\u{e9}]", #"["\x00"]"#, #"["\\\"]"#, #"["\"]"#, #"["\a"]"#, #"["\uqqqq"]"#, "[\"\u{1f300}",
    "[\"\\\u{1f300}\"]", "[\"\\", "[\"\\\u{0}\"]", "[\"\u{0}\"]", "[\"\n\"]", "[\"\t\"]", #"["\U0001"]"#, "\"", "'a'",
    "[\"asd]", "abc", "<.>", "[<null>]", "aå", "[True]", "1]", #"{"x": true,"#, "[][]", "]", #"{"a":"b"}{}"#, "{}}",
    #"{"":"#, #"{"a":/*comment*/"b"}"#, #"{"a": true} "x""#, "['", "[,", "{", "{]", "{,", "{[", "{\"a", "{'a'",
    #"["\{["\{"#, "*", #"{"a":"b"}#{}"#, "[\\u000A\"\"]", "[1", "[ false, nul", "[ true, fals", "[\"asd\"", "å",
    "[\u{2060}]", "\u{2060}", "[\u{0c}]", "[a\u{0c}]",
  ]

  @Test("A well-formed text is taken", arguments: accepted)
  func takes(_ text: String) throws {
    _ = try JSONDocument.parse(Array(text.utf8))
  }

  @Test("A malformed text is refused as a violation of the grammar", arguments: refused)
  func refuses(_ text: String) {
    #expect(refusal(of: Array(text.utf8))?.reason == .grammar)
  }

  @Test(
    "Bytes that are not UTF-8 make a text unreadable",
    arguments: [
      [0xFF], [0xC3], [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF],
      [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xE2, 0x28, 0xA1],
      [0xFC, 0x83],
    ] as [[UInt8]])
  func refusesInvalidUTF8(_ bytes: [UInt8]) {
    #expect(refusal(of: Array("[\"padding to pass a word ".utf8) + bytes + Array("\"]".utf8))?.reason == .unreadable)
    #expect(refusal(of: bytes)?.reason == .unreadable)
  }

  @Test("Half a surrogate pair in three bytes is read as U+FFFD and stored as that")
  func replacesEncodedSurrogates() throws {
    let document = try JSONDocument.parse(Array("[\"a".utf8) + [0xED, 0xA0, 0x80] + Array("b\"]".utf8))
    #expect(document.root.elements.map(\.text) == ["a\u{FFFD}b"])
    #expect(document.root.raw.description == "[\"a\u{FFFD}b\"]")
  }

  @Test(
    "An error has the words and the character offset of Python's json module",
    arguments: [
      ("{\"name\": ", 9, "Expecting value"),
      ("{\"é\" x", 5, "Expecting ':' delimiter"),
      ("{\"name\":\"é\" x", 12, "Expecting ',' delimiter"),
      ("[1 2]", 3, "Expecting ',' delimiter"),
      ("{1:2}", 1, "Expecting property name enclosed in double quotes"),
      ("{\"a\":1,}", 7, "Expecting property name enclosed in double quotes"),
      ("[1,]", 3, "Expecting value"),
      ("[\"😀\", \"abc", 6, "Unterminated string starting at"),
      ("[\"a\nb\"]", 3, "Invalid control character at"),
      ("[\"a\\qb\"]", 3, "Invalid \\escape"),
      ("[\"\\u12x4\"]", 3, "Invalid \\uXXXX escape"),
      ("{} {}", 3, "Extra data"),
      ("[01]", 2, "Expecting ',' delimiter"),
      ("", 0, "Expecting value"),
    ])
  func wordsErrors(_ text: String, _ offset: Int, _ message: String) {
    #expect(refusal(of: Array(text.utf8)) == JSONSyntaxError(characterOffset: offset, message: message))
  }

  @Test("Nesting beyond the limit is refused without recursion", arguments: ["[", "{\"a\":", "[{\"a\":"])
  func refusesDepth(_ opening: String) {
    let bomb = Array(String(repeating: opening, count: 200_000).utf8)
    #expect(refusal(of: bomb)?.reason == .tooDeep)
    #expect(refusal(of: bomb)?.message == "Nested more than 200 levels deep")
  }

  @Test("Nesting up to the limit is taken")
  func takesDepth() throws {
    let text = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    #expect(try JSONDocument.parse(Array(text.utf8)).root.raw.description == text)
    #expect(refusal(of: Array("[\(text)]".utf8))?.reason == .tooDeep)
  }

  @Test("What was stored under a higher limit is read again")
  func readsStoredDepth() {
    let text = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
    #expect(RawJSON(validated: Array(text.utf8)).document() != nil)
  }

  @Test("A text beyond the size limit is refused unread")
  func refusesSize() {
    let limits = JSONLimits(maximumBytes: 4)
    #expect(refusal(of: Array("[1,2]".utf8), limits: limits)?.reason == .tooLarge)
    #expect(refusal(of: Array("[12]".utf8), limits: limits) == nil)
  }

  @Test("An integer with more than 4300 digits is refused as Python refuses it")
  func refusesLongIntegers() {
    #expect(refusal(of: Array(repeating: UInt8(ascii: "9"), count: 4301))?.reason == .unreadable)
    #expect(refusal(of: Array(repeating: UInt8(ascii: "9"), count: 4300)) == nil)
  }
}

/// Why a text is refused; nil if it is taken.
func refusal(of bytes: [UInt8], limits: JSONLimits = .default) -> JSONSyntaxError? {
  do throws(JSONSyntaxError) {
    _ = try JSONDocument.parse(bytes, limits: limits)
    return nil
  } catch {
    return error
  }
}
