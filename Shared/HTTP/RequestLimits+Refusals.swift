/// How a request that exceeds a limit is refused: with the limit, and the setting that changes it.
extension RequestLimits {
  public var longTarget: RequestRefusal {
    refusal(.uriTooLong, "The request target is longer than \(targetBytes) bytes", "APUS_HTTP_MAX_TARGET_BYTES")
  }

  public var largeHead: RequestRefusal {
    refusal(
      .headerFieldsTooLarge, "The head of the request is larger than \(headBytes) bytes", "APUS_HTTP_MAX_HEADER_BYTES")
  }

  public var manyFields: RequestRefusal {
    refusal(.headerFieldsTooLarge, "The request has more than \(fieldCount) header fields", "APUS_HTTP_MAX_HEADERS")
  }

  public var largeBody: RequestRefusal {
    refusal(.contentTooLarge, "The request body is larger than \(bodyBytes) bytes", "APUS_HTTP_MAX_BODY_BYTES")
  }

  private func refusal(_ status: Status, _ sentence: String, _ setting: String) -> RequestRefusal {
    RequestRefusal(status, text: "\(sentence); the setting \(setting) changes this limit.")
  }
}
