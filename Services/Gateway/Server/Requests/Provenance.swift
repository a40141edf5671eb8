internal import Crypto
internal import HTTP
internal import Models
internal import Values

extension Request {
  /// Who makes a run, as the headers of deployments and automations tell (contract §6.8).
  var provenance: CreatedBy? {
    for (kind, type) in [("deployment", "DEPLOYMENT"), ("automation", "AUTOMATION")] {
      guard let id = headers["prefect-\(kind)-id"].flatMap({ UUID($0) }) else { continue }
      let name = headers["prefect-\(kind)-name"].flatMap { Base64.decode($0) }.map {
        String(decoding: $0, as: UTF8.self)
      }
      return CreatedBy(id: id, type: type, displayValue: name)
    }
    return nil
  }
}
