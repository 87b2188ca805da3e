"""What every route needs of the running service, kept beside the application."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request

from kaupunkigraafi.endpoint.access import Tokens
from kaupunkigraafi.endpoint.dumps import Dumps
from kaupunkigraafi.endpoint.jobs import Jobs
from kaupunkigraafi.endpoint.writing import Writer
from kaupunkigraafi.settings import Settings
from kaupunkigraafi_service.generations import Generations
from kaupunkigraafi_service.limits import Gate


@dataclass(frozen=True, slots=True)
class Serving:
    """The running service.

    Attributes:
        queries: where queries wait for a worker.
        validations: where graphs wait to be checked.
        writes: where changes wait for their turn.
        dumps: data packages of the folder.
        write: takes a line for the operator.
        writer: that makes them; None: this service only reads.
        jobs: documents that were sent; None: this service only reads.
        tokens: of those who may write; None: whoever is at this machine may.
    """

    generations: Generations
    settings: Settings
    queries: Gate
    validations: Gate
    writes: Gate
    dumps: Dumps
    write: Callable[[str], object]
    writer: Writer | None = None
    jobs: Jobs | None = None
    tokens: Tokens | None = None

    def tell(self, event: dict[str, str]) -> None:
        """Tell the operator something that a client is not told.

        Args:
            event: what happened.
        """
        self.write(json.dumps(event))


def serving_of(request: Request) -> Serving:
    """Return the running service that a request came to.

    Args:
        request: any.

    Returns:
        What ``create_app`` started.
    """
    return cast("Serving", request.app.state.serving)
