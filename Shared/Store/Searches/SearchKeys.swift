internal import Postgres
internal import Values

/// Finds what to ask the index of a search for.
///
/// The index of a column's letters looks up all groups of three that are in the text, and takes longest for those that most rows
/// have: of `task-3-a1b` it had better look up `a1b` alone, and the database compare the few names that are found.
final class SearchKeys: Sendable {
  /// For how long a sample of a column's values is used.
  private static let lifetime = Duration.seconds(600)

  private let database: Database
  private let samples = KnownForAWhile<SearchedColumn, NameSample>(SearchKeys.lifetime)

  init(_ database: Database) {
    self.database = database
  }

  /// The same condition, with the key of each search in it.
  func add(to condition: Condition) async throws -> Condition {
    var known: [SearchedColumn: NameSample] = [:]
    for column in SearchedColumn.allCases where condition.searches(column.text) {
      known[column] = try await sample(of: column)
    }
    guard !known.isEmpty else { return condition }
    return condition.mappingSearches { column, text in
      SearchedColumn(column).flatMap { known[$0] }.flatMap { SearchKey.of(text, among: $0) }
    }
  }

  /// Whether a condition searches for texts that more rows have than are on a page, and that an index had better find all the
  /// same.
  func findSome(by condition: Condition) async throws -> Bool {
    switch condition {
    case .search(let column, let text, _):
      guard let column = SearchedColumn(column) else { return false }
      return try await sample(of: column)?.isInSome(text) ?? false
    case .all(let conditions):
      var found = false
      for condition in conditions where condition.isSearch {
        guard try await findSome(by: condition) else { return false }
        found = true
      }
      return found
    default: return false
    }
  }

  private func sample(of column: SearchedColumn) async throws -> NameSample? {
    try await samples.value(of: column) {
      NameSample(
        try await database.run(column.sample, [.int4(Int32(NameSample.size))], on: .bulk).map { row in
          var reader = row.reader()
          return try reader.text()
        })
    }
  }
}

/// A column with an index of its letters, of a table that may be large: the names of runs.
enum SearchedColumn: CaseIterable {
  case flowRuns
  case taskRuns

  /// As it stands in conditions.
  var text: SQLText {
    switch self {
    case .flowRuns: "r.name"
    case .taskRuns: "t.name"
    }
  }

  fileprivate var sample: Statement {
    switch self {
    case .flowRuns: SearchStatement.flowRunSample
    case .taskRuns: SearchStatement.taskRunSample
    }
  }

  init?(_ text: SQLText) {
    guard let column = SearchedColumn.allCases.first(where: { $0.text == text }) else { return nil }
    self = column
  }
}

enum SearchKey {
  /// No name is longer that somebody looks for.
  private static let longestText = 200

  /// The rarest word of a text, if it is rare, and the longest of those, in small letters; nil to look for the text as it is.
  /// Whatever contains the text, as ILIKE has it, contains the word.
  static func of(_ text: String, among sample: NameSample) -> String? {
    guard text.utf8.count <= longestText, !text.contains("\\") else { return nil }
    let words = text.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.map { $0.lowercased() }
    // An index of groups of three finds nothing shorter.
    let rare = words.filter { $0.count >= 3 }.compactMap { word in sample.rarity(of: word).map { (word, $0) } }
    return rare.min { ($0.1, $1.0.count) < ($1.1, $0.0.count) }.map(\.0).flatMap { $0.count < text.count ? $0 : nil }
  }
}
