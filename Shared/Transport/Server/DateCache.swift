internal import HTTP
internal import Values

/// The `date` field's value, made anew at most once a second. It belongs to one loop.
final class DateCache {
  private var second = Int64.min
  private var text: [UInt8] = []

  var bytes: [UInt8] {
    let now = Timestamp.now()
    let current = now.microseconds / 1_000_000
    if current != second {
      second = current
      text = Array(HTTPDate(now).text.utf8)
    }
    return text
  }
}
