internal import Models

extension ValueSchema {
  static var observedState: ValueSchema {
    answer(
      "ObservedState",
      [
        "state_type": .enumeration(StateType.self),
        "state_name": .string,
        "first_seen": .timestamp,
        "last_seen": .timestamp,
      ])
  }
}
