internal import Synchronization

/// A request on its way to the worker's thread, which may be cancelled from any other.
final class TransferOrder: Sendable {
  let plan: TransferPlan
  private let cancelled = Atomic<Bool>(false)

  init(_ plan: TransferPlan) {
    self.plan = plan
  }

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  func cancel() {
    cancelled.store(true, ordering: .releasing)
  }
}
