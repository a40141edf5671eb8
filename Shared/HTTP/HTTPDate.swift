public import Values

/// A moment as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
public struct HTTPDate: Sendable {
  public let moment: Timestamp

  public init(_ moment: Timestamp) {
    self.moment = moment
  }

  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  public var text: String {
    let time = CivilTime(moment)
    let day = moment.microseconds.flooredDivision(by: 86_400_000_000)
    let weekday = Int(day - day.flooredDivision(by: 7) * 7)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(HTTPDate.days[weekday]), \(two(time.day)) \(HTTPDate.months[time.month - 1]) \(time.year) "
      + "\(two(time.hour)):\(two(time.minute)):\(two(time.second)) GMT"
  }
}
