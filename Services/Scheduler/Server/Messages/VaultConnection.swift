internal import BlockVaultClient
internal import Configuration
internal import Hosting
internal import Lifecycle
internal import Reactor
internal import Transport

/// Keeps the connection to the block vault. The scheduler starts and works while the vault is away; only what needs a block
/// waits for it.
final class VaultConnection: Service {
  let name = "block-vault connection"
  let vault: BlockVaultClient
  private let upstream: Upstream

  init(_ context: ProgramContext, loop: EventLoop) {
    let cluster = context.settings.cluster
    upstream = Upstream(
      loop: loop, name: "block-vault", url: cluster.blockVaultURL, configuration: UpstreamConfiguration(),
      logger: context.logger)
    vault = BlockVaultClient(upstream, token: cluster.internalToken?.reveal())
  }

  func run() async throws {
    upstream.start()
    await untilCancelled()
    await upstream.shutdown()
  }
}
