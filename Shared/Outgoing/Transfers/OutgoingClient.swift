/// Sends requests to servers outside, by libcurl on one thread of its own.
///
/// It follows no redirect (a 3xx is the response), keeps no connection and no cookie, and checks each address to which it
/// connects at the moment of connecting, so that a name can't be resolved anew between check and connection.
public final class OutgoingClient: Sendable {
  private let worker: TransferWorker

  /// - Parameters:
  ///   - concurrency: Requests under way at once; more wait in the order in which they came.
  ///   - userAgent: What a request says of itself that names no agent.
  ///   - authorities: A PEM file with the authorities that are trusted; nil for the system's.
  public init(concurrency: Int = 32, userAgent: String = "apus", authorities: String? = nil) {
    worker = TransferWorker(
      concurrency: max(1, concurrency), identity: TransferIdentity(userAgent: userAgent, authorities: authorities))
  }

  deinit { worker.stop() }

  /// The response, whatever its status. Cancelling the task aborts the transfer.
  public func send(
    _ request: OutgoingRequest, limits: OutgoingLimits = OutgoingLimits()
  ) async throws(OutgoingFailure) -> OutgoingResponse {
    let order = TransferOrder(try TransferPlan(request, limits: limits))
    let result = await withTaskCancellationHandler {
      await withUnsafeContinuation { continuation in
        worker.start(order) { continuation.resume(returning: $0) }
      }
    } onCancel: { [worker] in
      order.cancel()
      worker.wake()
    }
    return try result.get()
  }
}
