internal import Testing

@testable internal import GatewayService

@Suite("An unbroken term")
struct UnbrokenTermTests {
  private let start = ContinuousClock.now

  private func heard(_ hearing: inout UnbrokenTerm, after seconds: Int...) -> [Bool] {
    seconds.map { hearing.heard(at: start + .seconds($0)) }
  }

  @Test("It is over after its time, and stays so while one is heard")
  func passes() {
    var hearing = UnbrokenTerm(.seconds(20))
    #expect(heard(&hearing, after: 0, 5, 15, 20, 25) == [false, false, false, true, true])
  }

  @Test("After a long silence it begins anew")
  func beginsAnew() {
    var hearing = UnbrokenTerm(.seconds(20))
    #expect(heard(&hearing, after: 0, 10, 20, 31, 41, 51) == [false, false, true, false, false, true])
  }

  @Test("After an interruption it begins anew")
  func isInterrupted() {
    var hearing = UnbrokenTerm(.seconds(20))
    _ = heard(&hearing, after: 0, 10)
    hearing.interrupt()
    #expect(heard(&hearing, after: 15, 20, 30, 35) == [false, false, false, true])
  }
}
