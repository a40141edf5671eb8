import Glibc
import JSON
import JSONSchema
import Testing

private let suiteFolder = ".apus/schemas"

/// The public JSON-Schema-Test-Suite: every required test of draft 2020-12, from where `deploy/test` puts it.
@Suite(.enabled(if: access(suiteFolder + "/release", R_OK) == 0))
struct DraftSuiteTests {
  /// Asks for meta-schemas of its own that leave vocabularies out. Nothing is ever fetched, so there are none.
  static let leftOut: Set<String> = ["vocabulary.json"]

  static let files: [String] = names(in: suiteFolder + "/tests/draft2020-12").filter {
    $0.hasSuffix(".json") && !leftOut.contains($0)
  }

  @Test("A value is judged as the draft says", arguments: files)
  func judges(_ file: String) throws {
    let groups = try #require(Self.read(suiteFolder + "/tests/draft2020-12/" + file).elements)
    #expect(!groups.isEmpty)
    let registry = try Self.registry()
    for group in groups {
      let object = try #require(group.object)
      let schema = try #require(object["schema"])
      let validator = SchemaValidator(schema, registry: registry)
      for test in try #require(object["tests"]?.elements) {
        let test = try #require(test.object)
        let isValid = test["valid"] == .bool(true)
        #expect(
          try validator.accepts(try #require(test["data"])) == isValid,
          "\(file): \(object["description"]?.text ?? ""): \(test["description"]?.text ?? "")")
      }
    }
  }

  /// The documents that the suite has under `http://localhost:1234/`.
  private static func registry() throws -> SchemaRegistry {
    var registry = SchemaRegistry.standard
    let root = suiteFolder + "/remotes"
    var folders = ["/draft2020-12", ""]
    while let next = folders.popLast() {
      for name in names(in: root + next) {
        if name.hasSuffix(".json") {
          registry.add(try read("\(root)\(next)/\(name)"), at: "http://localhost:1234\(next)/\(name)")
        } else if !next.isEmpty {
          folders.append("\(next)/\(name)")
        }
      }
    }
    return registry
  }

  private static func read(_ path: String) throws -> SchemaValue {
    let file = try #require(fopen(path, "r"), "\(path)")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return SchemaValue(try JSONDocument.parse(bytes).root)
  }

  private static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
