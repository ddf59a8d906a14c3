"""A program of the tests: starts the servers as `./portal` does, uses them, lets them stop.

Run by itself with any Python, as any user: `use_servers.py CHECKOUT [ROOT_DATA]`. Prints JSON.
"""

import json
import os
import runpy
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

runpy.run_path(str(Path(sys.argv[1]) / "portal"))["load_launcher"]()
where: Any = import_module("launcher.places")
serving: Any = import_module("launcher.servers")

if len(sys.argv) > 2:
    where.ROOT_DATA = Path(sys.argv[2])
places = where.find_places(os.environ)
with serving.servers(places, os.environ, throwaway=True) as urls:
    found = serving.ours(places, os.environ, throwaway=True, wanted=set(urls))
    postgres, redis = found["DATABASE_URL"], found["REDIS_URL"]
    owner = (postgres.folder / "postmaster.pid").stat().st_uid
    said = {
        "urls": urls,
        "data": str(places.data),
        "owner": owner,
        "database_answers": postgres.query("select 1"),
        "queue_answers": redis.answers(),
    }
said["stopped"] = not postgres.answers() and not redis.answers()
print(json.dumps(said))
