/// Variables that only the scripts in `deploy/` and `Tests/` and `docker-compose.yml` read. A service that is started from a
/// shell in which one is exported ignores it.
enum ScriptVariables {
  static let names: Set<String> = [
    "APUS_ADDRESS", "APUS_ADOPT_FOLDER", "APUS_ADOPT_PG_DUMP", "APUS_ADOPT_URL", "APUS_ALL_DATES", "APUS_BIN_DIR",
    "APUS_COMPOSE", "APUS_DEBIAN_MIRROR", "APUS_EDGE_CERTIFICATE", "APUS_EDGE_KEY", "APUS_EDGE_USER", "APUS_LOAD",
    "APUS_PORT", "APUS_POSTGRES_IMAGE", "APUS_POSTGRES_PASSWORD", "APUS_POSTGRES_PORT", "APUS_PROOF_PORT",
    "APUS_SKIP_BUILD", "APUS_SKIP_PACKAGES", "APUS_TEST_DATABASE_URL", "APUS_TEST_PORTS", "APUS_TREES",
  ]
}
