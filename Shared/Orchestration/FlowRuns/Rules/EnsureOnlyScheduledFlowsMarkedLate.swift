internal import Models

extension Rule where Subject == FlowRunSubject {
  /// Only what waits for its time can be late, and only once (contract §3.2.10).
  static let ensureOnlyScheduledFlowsMarkedLate = Rule(
    "EnsureOnlyScheduledFlowsMarkedLate", from: .all, to: .scheduled
  ) { transition in
    guard let initial = transition.initial, transition.proposed?.name == "Late" else { return }
    if initial.type != .scheduled {
      transition.reject(with: nil, "Only scheduled flows can be marked late.")
    } else if initial.name == "Late" {
      transition.reject(with: nil, "This flow run is already marked late.")
    }
  }
}
