/// The first look at an event's name, as Prefect takes it: the name begins with the pattern, in which `*` is one character or
/// more of one line and everything else is itself (contract §6.5).
struct NamePrefix: Sendable {
  private let pieces: [[UInt8]]

  init(_ pattern: String) {
    pieces = pattern.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map(Array.init)
  }

  func begins(_ name: String) -> Bool {
    let text = Array(name.utf8)
    var place = 0
    for (index, piece) in pieces.enumerated() {
      if index > 0 {
        // One whole character at least; the first place where the piece fits leaves the most to the others.
        guard let start = NamePrefix.characterEnd(text, place) else { return false }
        place = start
        while !text[place...].starts(with: piece) {
          guard let next = NamePrefix.characterEnd(text, place) else { return false }
          place = next
        }
      } else if !text.starts(with: piece) {
        return false
      }
      place += piece.count
    }
    return true
  }

  /// Where the character ends that begins at the place; nil at the end of the line.
  private static func characterEnd(_ text: [UInt8], _ place: Int) -> Int? {
    guard place < text.count, text[place] != UInt8(ascii: "\n") else { return nil }
    return text[(place + 1)...].firstIndex { $0 & 0xC0 != 0x80 } ?? text.count
  }
}
