internal import Models

/// What errors look like (contract §7.2).
extension ValueSchema {
  static var detail: ValueSchema { answer("Detail", ["detail": .string]) }

  static var exceptionMessage: ValueSchema { answer("ExceptionMessage", ["exception_message": .string]) }

  static var readiness: ValueSchema { answer("Readiness", ["message": .string]) }

  /// All that is wrong with a request.
  static var problems: ValueSchema {
    answer(
      "Problems",
      [
        "exception_message": .string,
        "exception_detail": .list(.problem),
        "request_body": .any,
      ])
  }

  private static var problem: ValueSchema {
    .component(
      SchemaComponent(name: "Problem") {
        .object(
          ObjectSchema([
            Member("type", .string), Member("loc", .list(.either([.string, .integer]))), Member("msg", .string),
            Member("input", .any), Member("ctx", .anyObject, isRequired: false),
          ]))
      })
  }

  /// What is wrong with a template.
  static var templateProblem: ValueSchema {
    answer("TemplateProblem", ["error": .members(["line": .integer, "message": .string, "source": .string])])
  }
}
