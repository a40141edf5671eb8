/// A first-in-first-out queue with cheap ends.
struct FIFO<Element> {
  private var elements: [Element] = []
  private var head = 0

  var count: Int { elements.count - head }
  var isEmpty: Bool { head == elements.count }
  var first: Element? { isEmpty ? nil : elements[head] }

  mutating func append(_ element: Element) {
    // The space in front is taken back once it is the greater part.
    if head > 32, head * 2 > elements.count {
      elements.removeFirst(head)
      head = 0
    }
    elements.append(element)
  }

  mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    defer {
      head += 1
      if head == elements.count {
        elements.removeAll(keepingCapacity: elements.count <= 1024)
        head = 0
      }
    }
    return elements[head]
  }

  /// Takes the elements from the front while `fits` says so, all at once where they all do.
  mutating func takePrefix(while fits: (Element) -> Bool) -> [Element] {
    var end = head
    while end < elements.count, fits(elements[end]) { end += 1 }
    defer {
      head = end
      if head == elements.count {
        elements.removeAll()
        head = 0
      }
    }
    return head == 0 && end == elements.count ? elements : Array(elements[head..<end])
  }

  mutating func takeAll() -> [Element] { takePrefix { _ in true } }
}
