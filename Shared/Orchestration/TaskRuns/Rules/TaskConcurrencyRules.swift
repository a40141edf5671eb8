internal import Models
internal import Values

extension Rule where Subject == TaskRunSubject {
  /// A task run takes a slot of each of its tags that has a limit, or waits (contract §3.4.4).
  static let secureTaskConcurrencySlots = Rule(
    "SecureTaskConcurrencySlots", from: .all, to: .running,
    before: { transition in
      let slots = transition.subject.slots
      let active = slots.limits.filter(\.isActive)
      let legacy = slots.countingLegacy
      let none = active.first { $0.limit == 0 }?.tag ?? legacy.first { $0.limit == 0 }?.tag
      if let none {
        transition.abort(
          "The concurrency limit on tag \"\(none)\" is 0 and will deadlock if the task tries to run again.")
        return
      }
      let wanted = active.filter { $0.limit > 0 }
      if wanted.contains(where: { $0.occupied >= $0.limit }) {
        let tags = wanted.map(\.tag).joined(separator: ", ")
        transition.wait(seconds: slots.delay(for: wanted), "Concurrency limit reached for tags: \(tags)")
      } else if let full = legacy.first(where: { $0.occupied >= $0.limit }) {
        transition.wait(
          seconds: Int(slots.terms.wait.tagMaximum.inSeconds),
          "Concurrency limit for the \(full.tag) tag has been reached")
      } else if !wanted.isEmpty || !legacy.isEmpty {
        transition.subject.slots.change = .take(
          limits: wanted.map(\.id), legacy: legacy.map(\.id), lease: slots.newLease)
      }
    },
    cleanUp: { transition in
      transition.subject.slots.change = .none
    })

  /// A task run that does not run holds no slot of its tags (contract §3.4.11).
  static let releaseTaskConcurrencySlots = Rule(
    transform: "ReleaseTaskConcurrencySlots",
    after: { transition in
      let slots = transition.subject.slots
      guard let type = transition.proposed?.type, type != .running, type != .cancelling,
        !slots.limits.isEmpty || !slots.legacy.isEmpty
      else { return }
      transition.subject.slots.change = .release(limits: slots.limits.map(\.id), legacy: slots.legacy.map(\.id))
    })
}

extension TagSlots {
  /// How long one waits for the fullest of the limits, in whole seconds: about as long as a slot of it is occupied.
  fileprivate func delay(for wanted: [Limit]) -> Int {
    let longest = terms.wait.tagMaximum.inSeconds
    let occupancy = wanted.max { $0.saturation < $1.saturation }?.averageOccupancySeconds ?? 0
    let mean = occupancy == 0 ? longest : min(occupancy, longest)
    return Int(ClampedPoisson.interval(mean: mean, at: chance).rounded(.toNearestOrEven))
  }
}
