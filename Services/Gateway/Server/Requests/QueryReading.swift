internal import Models
internal import Routing

extension RouteContext {
  /// A query parameter that has to be there.
  ///
  /// - Throws: `validation`.
  func required<Value>(query name: String, _ reading: Reading<Value>) throws(DomainError) -> Value {
    try reading.read(query: name, query(name))
  }
}
