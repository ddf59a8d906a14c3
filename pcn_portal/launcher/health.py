"""The container's health check of the web process: run as a script, standard library only."""

import os
import urllib.request

ADDRESS = "http://127.0.0.1:8000/health/"


def host_name(allowed: str) -> str:
    """Return a host name that ALLOWED_HOSTS lets in."""
    return allowed.split(",")[0].strip().lstrip("*.") or "localhost"


def main() -> None:
    """Fail, by any exception, unless the health page answers well."""
    name = host_name(os.environ.get("ALLOWED_HOSTS", ""))
    request = urllib.request.Request(ADDRESS, headers={"Host": name})
    with urllib.request.urlopen(request, timeout=4):  # noqa: S310
        pass


if __name__ == "__main__":
    main()
