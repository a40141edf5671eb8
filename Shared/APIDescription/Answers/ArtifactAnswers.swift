internal import Models

extension ValueSchema {
  static var artifact: ValueSchema {
    answer(
      "Artifact",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "key": .nullable(.string),
        "type": .nullable(.string),
        "description": .nullable(.string),
        "data": .any,
        "metadata_": .nullable(.map(.string)),
        "flow_run_id": .nullable(.uuid),
        "task_run_id": .nullable(.uuid),
      ])
  }

  static var artifactCollection: ValueSchema {
    answer(
      "ArtifactCollection",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "key": .string,
        "latest_id": .uuid,
        "type": .nullable(.string),
        "description": .nullable(.string),
        "data": .any,
        "metadata_": .nullable(.map(.string)),
        "flow_run_id": .nullable(.uuid),
        "task_run_id": .nullable(.uuid),
      ])
  }
}
