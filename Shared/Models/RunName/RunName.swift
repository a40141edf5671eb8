/// Names for runs that were given none: an adjective and a noun, like `crimson-otter`.
public enum RunName {
  public static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return random(using: &generator)
  }

  /// The same from a generator of the caller's.
  public static func random(using generator: inout some RandomNumberGenerator) -> String {
    let adjective = adjectives[Int.random(in: adjectives.indices, using: &generator)]
    let noun = nouns[Int.random(in: nouns.indices, using: &generator)]
    return adjective + "-" + noun
  }
}
