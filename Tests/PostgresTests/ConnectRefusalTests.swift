internal import Testing

@testable internal import Postgres

@Suite("Why a connection was refused")
struct ConnectRefusalTests {
  @Test("The code and the place in the source are taken out of the message, whatever its language")
  func refused() {
    let start = "connection to server on socket \"/run/.s.PGSQL.5432\" failed: "
    let read = ConnectRefusal(
      "\(start)FATAL:  53300: sorry, too many clients already\nLOCATION:  InitProcess, proc.c:400\n")
    #expect(read.sqlState == "53300")
    #expect(read.message == "\(start)FATAL: sorry, too many clients already")
    #expect(read.isForLackOfConnections)
    let french = ConnectRefusal("\(start)FATAL:  3D000: la base de données « x » n'existe pas\n")
    #expect(french.isForUnknownDatabase)
    #expect(french.message.hasSuffix("FATAL: la base de données « x » n'existe pas"))
  }

  @Test("A message that is not the server's has no code")
  func unreachable() {
    let read = ConnectRefusal(
      "connection to server at \"h\" (127.0.0.1), port 5 failed: Connection refused\n\tIs it there?\n")
    #expect(read.sqlState == "")
    #expect(read.message.contains("Connection refused"))
  }
}
