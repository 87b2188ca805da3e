"""What can be wrong with a request itself, before what it asks is looked at.

KaupunkigraafiError
└─ ServiceError
   ├─ ParametersInvalid      a parameter that is unknown, repeated, or out of its range
   ├─ ProtocolInvalid        not a request of the SPARQL 1.1 Protocol
   ├─ UpdateRefused          an update on a service that only reads
   ├─ TokenNeeded            a write or a private read without a token that is good
   ├─ TokenInsufficient      a token that is good for something else
   ├─ OriginRefused          a write that a page from elsewhere makes a browser send
   ├─ MediaTypeUnsupported   a body of a kind that is not read here
   ├─ BodyTooLarge           a body above the limit
   ├─ BodyLate               a body that does not come in time
   ├─ TooMany                a client that asks too often
   ├─ Busy                   more are waiting than may
   ├─ DumpUnavailable        a data package that could not be made
   ├─ PageMissing            an address that leads nowhere
   ├─ MethodRefused          an address that knows other methods
   └─ RequestInvalid         a request that cannot be understood
"""

from __future__ import annotations

from kaupunkigraafi.errors import KaupunkigraafiError
from kaupunkigraafi_service.faults import Fault


class ServiceError(KaupunkigraafiError):
    """Something about the request itself, not about what it asks."""


class ParametersInvalid(ServiceError):
    """A parameter that is unknown, repeated, or out of its range."""

    def __init__(self, *faults: Fault) -> None:
        """Keep the faults beside the message.

        Args:
            *faults: at least one.
        """
        self.faults = faults
        super().__init__("; ".join(f"{each.parameter}: {each.message}" for each in faults))


class ProtocolInvalid(ServiceError):
    """A request to the SPARQL endpoint that breaks the SPARQL 1.1 Protocol."""


class UpdateRefused(ServiceError):
    """A SPARQL Update on a service that only reads."""


class TokenNeeded(ServiceError):
    """A write, or a read of what is private, without a token that is known and not expired."""


class TokenInsufficient(ServiceError):
    """A token that is good for something else."""

    def __init__(self, message: str, scope: str) -> None:
        """Keep what is needed beside the message.

        Args:
            message: what the token is good for, and what to do.
            scope: that it would need.
        """
        super().__init__(message)
        self.scope = scope


class OriginRefused(ServiceError):
    """A write to a service without tokens that does not come from a program at this machine."""


class MediaTypeUnsupported(ServiceError):
    """A request body of a kind that is not read here."""


class BodyTooLarge(ServiceError):
    """A request body above the limit."""


class BodyLate(ServiceError):
    """A request body that does not come in time."""


class TooMany(ServiceError):
    """A client that asks more often than is fair to others."""

    def __init__(self, message: str, seconds: int) -> None:
        """Keep the time to wait beside the message.

        Args:
            message: who asks too often, and what to do.
            seconds: until the next request is answered.
        """
        super().__init__(message)
        self.seconds = seconds


class Busy(ServiceError):
    """More questions are waiting than the service lets wait."""


class DumpUnavailable(ServiceError):
    """A data package that could not be made."""


class PageMissing(ServiceError):
    """An address that leads nowhere."""


class MethodRefused(ServiceError):
    """An address that exists, asked with a method it does not know."""


class RequestInvalid(ServiceError):
    """A request that cannot be understood."""
