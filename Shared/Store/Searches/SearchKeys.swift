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
  private let samples = KnownForAWhile<SearchedColumn, [String]>(SearchKeys.lifetime)

  init(_ database: Database) {
    self.database = database
  }

  /// The same condition, with the key of each search in it.
  func add(to condition: Condition) async throws -> Condition {
    var values: [SearchedColumn: [String]] = [:]
    for column in SearchedColumn.allCases where condition.searches(column.text) {
      values[column] = try await sample(of: column)
    }
    guard !values.isEmpty else { return condition }
    return condition.mappingSearches { column, text in
      SearchedColumn(column).flatMap { SearchKey.of(text, among: values[$0] ?? []) }
    }
  }

  private func sample(of column: SearchedColumn) async throws -> [String]? {
    try await samples.value(of: column) {
      try await database.run(SearchStatement.sample, [.text(column.rawValue)], on: .bulk).map { row in
        var reader = row.reader()
        return try reader.text().lowercased()
      }
    }
  }
}

/// A column with an index of its letters, of a table that may be large: the names of runs.
enum SearchedColumn: String, CaseIterable {
  case flowRuns = "flow_run"
  case taskRuns = "task_run"

  /// As it stands in conditions.
  var text: SQLText {
    switch self {
    case .flowRuns: "r.name"
    case .taskRuns: "t.name"
    }
  }

  init?(_ text: SQLText) {
    guard let column = SearchedColumn.allCases.first(where: { $0.text == text }) else { return nil }
    self = column
  }
}

enum SearchKey {
  /// Of fewer values nothing can be told.
  private static let leastSample = 50
  /// No name is longer that somebody looks for.
  private static let longestText = 200

  /// The longest word of a text that no value of a sample has, in small letters; nil to look for the text as it is. Whatever
  /// contains the text, as ILIKE has it, contains the word.
  static func of(_ text: String, among values: [String]) -> String? {
    guard values.count >= leastSample, text.utf8.count <= longestText, !text.contains("\\") else { return nil }
    let words = text.split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.map { $0.lowercased() }
    // An index of groups of three finds nothing shorter.
    let rare = words.filter { word in word.count >= 3 && !values.contains { $0.contains(word) } }
    return rare.max { $0.count < $1.count }.flatMap { $0.count < text.count ? $0 : nil }
  }
}
