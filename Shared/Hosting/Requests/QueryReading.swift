internal import HTTP
public import Models
public import Routing

extension RouteContext {
  /// Reads the parameters of the query.
  ///
  /// - Throws: `validation` with every problem.
  public func query<Parameters>(_ read: (inout ObjectReader) -> Parameters) throws(DomainError) -> Parameters {
    try Query.read(QueryItems(request.query ?? "").map { ($0.name, $0.value) }, read)
  }
}
