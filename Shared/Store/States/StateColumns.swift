internal import JSON
internal import Models
internal import Postgres

/// How a state is read beside its run: both kinds have the same columns.
enum StateColumns {
  /// Of a state `s` and the artifact `a` that may hold its data.
  static let list: SQLText =
    "s.id, s.type, s.name, s.timestamp, s.message, s.state_details, COALESCE(a.data, s.data::json)"
}

extension RowReader {
  /// Reads `StateColumns.list`; nil where the run has no state.
  mutating func state() throws(DatabaseError) -> State? {
    guard let id = try optionalUUID() else {
      for _ in 0..<6 { skip() }
      return nil
    }
    let type = try stateType()
    return State(
      id: id, type: type, name: try text(), timestamp: try timestamp(), message: try optionalText(),
      data: nil, details: StateDetails()
    ).completed(details: try rawJSON(), data: try optionalRawJSON())
  }

  mutating func stateType() throws(DatabaseError) -> StateType {
    guard let type = try optionalStateType() else { throw .decoding("a state type is missing") }
    return type
  }

  mutating func optionalStateType() throws(DatabaseError) -> StateType? {
    guard let label = try optionalText() else { return nil }
    guard let type = StateType(rawValue: label) else { throw .decoding("unknown state type \(label)") }
    return type
  }

  /// A column whose JSON is a model; a member that does not fit reads as if it were absent.
  mutating func model<Model: ObjectReadable>(_ type: Model.Type = Model.self) throws(DatabaseError) -> Model {
    Model(repairing: try rawJSON())
  }

  mutating func optionalModel<Model: ObjectReadable>(_ type: Model.Type = Model.self) throws(DatabaseError) -> Model? {
    guard let root = try optionalRawJSON()?.document()?.root, root.kind == .object else { return nil }
    return Model(repairing: root)
  }
}

extension State {
  fileprivate func completed(details: RawJSON, data: RawJSON?) -> State {
    var state = self
    if let value = details.document()?.root {
      state.details = StateDetails(repairing: value)
      if state.type == .scheduled, let time = value["scheduled_time" as StaticString]?.text {
        state.details.scheduledTimeOffset = AnchorDate.offset(in: time)
      }
    }
    state.data = data.flatMap { $0.isNull ? nil : $0 }
    return state
  }
}
