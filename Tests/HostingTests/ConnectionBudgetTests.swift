internal import Testing

@testable internal import Hosting

@Suite("The connection budget")
struct ConnectionBudgetTests {
  /// Processes that start together and ask in turn, each once a round.
  private func settle(_ budgets: inout [ConnectionBudget], allowed: Int, others: Int = 0, rounds: Int = 40) {
    for _ in 0..<rounds {
      for index in budgets.indices {
        let used = others + budgets.reduce(0) { $0 + $1.granted }
        budgets[index].update(free: max(0, allowed - used), allowed: allowed, open: budgets[index].granted)
      }
    }
  }

  private func granted(_ budgets: [ConnectionBudget]) -> [Int] { budgets.map(\.granted) }

  @Test("With connections enough each has what it wants at the first look")
  func plenty() {
    var budgets = [10, 6, 5, 5].map { ConnectionBudget(wanted: $0) }
    settle(&budgets, allowed: 97, rounds: 1)
    #expect(granted(budgets) == [10, 6, 5, 5])
    #expect(budgets.map { $0.isComplete } == [true, true, true, true])
  }

  @Test(
    "Four services keep to the limit, leave a reserve and have two connections each",
    arguments: [(97, 258), (97, 90), (15, 10), (17, 258), (12, 5)])
  func scarce(allowed: Int, wanted: Int) {
    var budgets = Array(repeating: ConnectionBudget(wanted: wanted), count: 4)
    settle(&budgets, allowed: allowed)
    let sum = granted(budgets).reduce(0, +)
    #expect(sum <= allowed - 2)
    #expect(sum >= allowed / 2)
    #expect(granted(budgets).min() ?? 0 >= 2)
  }

  @Test("All that look at the same moment don't take more than there is")
  func together() {
    var budgets = Array(repeating: ConnectionBudget(wanted: 258), count: 4)
    for _ in 0..<20 {
      let free = 97 - granted(budgets).reduce(0, +)
      for index in budgets.indices {
        budgets[index].update(free: free, allowed: 97, open: budgets[index].granted)
      }
      #expect(granted(budgets).reduce(0, +) <= 97)
    }
  }

  @Test("A process that has many gives some back when none are left, but never its last two")
  func givesBack() {
    var budget = ConnectionBudget(wanted: 40)
    budget.update(free: 96, allowed: 97, open: 1)
    let before = budget.granted
    budget.update(free: 0, allowed: 15, open: before)
    #expect(budget.granted < before)
    budget.update(free: 0, allowed: 15, open: 5)
    #expect(budget.granted == 4)
    for _ in 0..<10 { budget.update(free: 0, allowed: 15, open: 4) }
    #expect(budget.granted == 2)
  }

  @Test("A process that wants one connection has one")
  func one() {
    var budget = ConnectionBudget(wanted: 1)
    budget.update(free: 0, allowed: 97, open: 1)
    budget.update(free: 90, allowed: 97, open: 1)
    #expect(budget.granted == 1)
  }
}
