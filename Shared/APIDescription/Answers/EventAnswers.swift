internal import Models

extension ValueSchema {
  static var eventPage: ValueSchema {
    answer(
      "EventPage",
      [
        "events": .list(.receivedEvent),
        "total": .integer,
        "next_page": .nullable(.string),
      ])
  }

  static var receivedEvent: ValueSchema {
    answer(
      "ReceivedEvent",
      [
        "occurred": .timestamp,
        "event": .string,
        "resource": .resource,
        "related": .list(.relatedResource),
        "payload": .anyObject,
        "id": .uuid,
        "follows": .nullable(.uuid),
        "received": .timestamp,
      ])
  }

  static var eventCount: ValueSchema {
    answer(
      "EventCount",
      [
        "value": .string,
        "label": .string,
        "count": .integer,
        "start_time": .timestamp,
        "end_time": .timestamp,
      ])
  }
}
