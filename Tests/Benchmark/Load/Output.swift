internal import Glibc

/// Standard output, which is a pipe here and so is not flushed by a line's end.
enum Output {
  static func flush() {
    fflush(nil)
  }

  static func complain(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = write(2, bytes, bytes.count)
  }
}
