internal import Models

extension ValueSchema {
  static var concurrencyLimitSummary: ValueSchema {
    answer(
      "ConcurrencyLimitSummary",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "active": .boolean,
        "name": .string,
        "limit": .integer,
        "active_slots": .integer,
        "slot_decay_per_second": .number,
      ])
  }

  static var concurrencyLimit: ValueSchema {
    answer(
      "ConcurrencyLimit",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "active": .boolean,
        "name": .string,
        "limit": .integer,
        "active_slots": .integer,
        "denied_slots": .integer,
        "slot_decay_per_second": .number,
        "avg_slot_occupancy_seconds": .number,
      ])
  }

  static var tagConcurrencyLimit: ValueSchema {
    answer(
      "TagConcurrencyLimit",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "tag": .string,
        "concurrency_limit": .integer,
        "active_slots": .list(.uuid),
      ])
  }

  static var grantedLimit: ValueSchema {
    answer(
      "GrantedLimit",
      [
        "id": .uuid,
        "name": .string,
        "limit": .integer,
      ])
  }

  static var grantedLease: ValueSchema {
    answer(
      "GrantedLease",
      [
        "lease_id": .uuid,
        "limits": .list(.grantedLimit),
      ])
  }
}
