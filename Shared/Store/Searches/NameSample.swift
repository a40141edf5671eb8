internal import Glibc

/// Some of a column's values, to tell which words are rare in it.
struct NameSample: Sendable {
  /// So many values are wanted.
  static let size = 5_000
  /// Of fewer values nothing can be told.
  private static let least = 50

  /// The values in small letters, each ended by a line feed, and a zero.
  private let letters: [CChar]
  private let count: Int

  init(_ values: [String]) {
    count = values.count
    letters = values.flatMap { ($0.lowercased() + "\n").utf8.map(CChar.init(bitPattern:)) } + [0]
  }

  /// How often a word of ASCII letters in small is in values that are there, nil if that is more than once in a thousand
  /// values or nothing can be told.
  func rarity(of word: String) -> Int? {
    guard count >= NameSample.least, !word.isEmpty else { return nil }
    let (found, most) = (occurrences(of: word, atMost: count / 1_000 + 1), count / 1_000)
    return found > most ? nil : found
  }

  /// Whether a text is in some of the values that are there, and so in many of a large table, but in no more than one of fifty: a
  /// page of what more have is soon found along an index of times.
  func isInSome(_ text: String) -> Bool {
    let most = count / 50
    let found = occurrences(of: text.lowercased(), atMost: most + 1)
    return found >= 3 && found <= most
  }

  private func occurrences(of text: String, atMost most: Int) -> Int {
    guard !text.isEmpty else { return count }
    return letters.withUnsafeBufferPointer { letters in
      text.withCString { text in
        var (found, rest) = (0, letters.baseAddress)
        while found < most, let start = rest, let index = strstr(start, text) {
          found += 1
          rest = UnsafePointer(index) + 1
        }
        return found
      }
    }
  }
}
