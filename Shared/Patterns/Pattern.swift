internal import CPCRE2

/// A regular expression in the spelling of Python's `re`, which is what JSON Schemas of the reference are checked with.
///
/// A search takes a bounded number of steps, so a hostile pattern costs its bound and no more.
public final class Pattern {
  private let code: OpaquePointer
  private let match: OpaquePointer
  private let context: OpaquePointer

  /// - Throws: `malformed` for a text that is no regular expression, or one beyond the bounds.
  public init(_ text: String) throws(PatternError) {
    var units = try PatternTranslation.translate(text)
    var error: Int32 = 0
    var offset = 0
    let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) | UInt32(PCRE2_NEVER_BACKSLASH_C)
    guard
      let code = units.withUTF8({ buffer in
        pcre2_compile_8(buffer.baseAddress, buffer.count, options, &error, &offset, nil)
      })
    else { throw .malformed }
    guard let match = pcre2_match_data_create_8(1, nil), let context = pcre2_match_context_create_8(nil) else {
      throw .malformed
    }
    self.code = code
    self.match = match
    self.context = context
  }

  deinit {
    pcre2_match_context_free_8(context)
    pcre2_match_data_free_8(match)
    pcre2_code_free_8(code)
  }

  /// Whether the expression is found anywhere in a text.
  ///
  /// - Throws: `tooMuchWork` when it takes more steps than the text's length warrants.
  public func isFound(in text: String) throws(PatternError) -> Bool {
    var text = text
    let result = text.withUTF8 { buffer in
      pcre2_set_match_limit_8(context, UInt32(clamping: Pattern.baseSteps + Pattern.stepsPerByte * buffer.count))
      pcre2_set_depth_limit_8(context, 1000)
      pcre2_set_heap_limit_8(context, 4096)
      // An empty Swift buffer may have no address, which the library takes for a mistake.
      guard let address = buffer.baseAddress else {
        return withUnsafePointer(to: 0 as UInt8) {
          pcre2_match_8(code, $0, 0, 0, UInt32(PCRE2_NO_UTF_CHECK), match, context)
        }
      }
      return pcre2_match_8(code, address, buffer.count, 0, UInt32(PCRE2_NO_UTF_CHECK), match, context)
    }
    switch result {
    case 0...: return true
    case PCRE2_ERROR_NOMATCH: return false
    default: throw .tooMuchWork
    }
  }

  private static let baseSteps = 20_000
  private static let stepsPerByte = 20
}

/// Why a regular expression could not be used.
public enum PatternError: Error, Sendable, Hashable {
  case malformed
  case tooMuchWork
}
