"""The database's URL as the environment that libpq, asyncpg and pg_dump read: a password is in no list of processes."""

from urllib.parse import unquote, urlsplit

SCHEMES = ("postgresql", "postgres", "postgresql+asyncpg", "postgresql+psycopg", "postgresql+psycopg2")
VARIABLES = {
    "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE", "database": "PGDATABASE", "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY", "sslcrl": "PGSSLCRL", "sslsni": "PGSSLSNI",
    "ssl_min_protocol_version": "PGSSLMINPROTOCOLVERSION", "channel_binding": "PGCHANNELBINDING", "passfile": "PGPASSFILE",
    "service": "PGSERVICE", "gssencmode": "PGGSSENCMODE", "krbsrvname": "PGKRBSRVNAME", "require_peer": "PGREQUIREPEER",
    "target_session_attrs": "PGTARGETSESSIONATTRS", "connect_timeout": "PGCONNECT_TIMEOUT",
}
# What matters to a server that runs, or to the Python driver alone.
WITHOUT_EFFECT = {
    "application_name", "search_path", "currentSchema", "statement_timeout", "command_timeout", "timeout", "keepalives",
    "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout", "prepared_statement_cache_size",
    "prepared_statement_name_func", "statement_cache_size", "max_cached_statement_lifetime", "max_cacheable_statement_size",
    "async_fallback", "server_settings",
}
TRUTHS = {"true": "require", "1": "require", "false": "disable", "0": "disable"}


class AddressError(Exception):
    """A URL that can't be used; the text never holds the password."""


def variables(url):
    """The environment variables that stand for a URL in libpq's, asyncpg's or SQLAlchemy's form."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise AddressError("the database URL can't be read") from None
    if parts.scheme.lower() not in SCHEMES or "://" not in url:
        raise AddressError("the database URL has to start with postgresql:// or postgresql+asyncpg://; SQLite can't be adopted")
    login, _, authority = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    found = {"PGUSER": unquote(user), "PGPASSWORD": unquote(password), "PGDATABASE": unquote(parts.path[1:])}
    hosts, ports = [], []
    for name, _, text in (pair.partition("=") for pair in parts.query.split("&") if pair):
        value = unquote(text)
        if name == "host":
            hosts += value.split(",")
        elif name == "port":
            ports += value.split(",")
        elif name == "ssl":
            found["PGSSLMODE"] = TRUTHS.get(value.lower(), value)
        elif name in VARIABLES:
            found[VARIABLES[name]] = value
        elif name not in WITHOUT_EFFECT:
            raise AddressError(f"the database URL has the parameter {name!r}, which is not known")
    places = [_place(host) for host in hosts or [unquote(host) for host in authority.split(",")]]
    if len(ports) == 1:
        ports *= len(places)
    found["PGHOST"] = ",".join(host for host, _ in places)
    found["PGPORT"] = ",".join(port or (ports[index] if index < len(ports) else "5432") for index, (_, port) in enumerate(places))
    if not all(port.isdecimal() and 0 < int(port) < 65536 for port in found["PGPORT"].split(",")):
        raise AddressError("the database URL has a port that is not a number from 1 to 65535")
    return {name: value for name, value in found.items() if value}


def _place(text):
    """Host and port; a socket's folder has no port, and an IPv6 address stands in brackets where it has one."""
    if text.startswith(("/", "@")):
        return text, ""
    if text.startswith("["):
        host, _, rest = text[1:].partition("]")
        return host, rest[1:]
    host, _, port = text.partition(":") if text.count(":") < 2 else (text, "", "")
    return host or "localhost", port
