"""Error → RFC 9457 problem: one table, so that a client can rely on ``type`` and ``status``.

Source: RFC 9457, Problem Details for HTTP APIs.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from http import HTTPStatus

from starlette.responses import JSONResponse
from starlette.types import Scope

from kaupunkigraafi import errors
from kaupunkigraafi.endpoint import FormatUnavailable
from kaupunkigraafi.errors import KaupunkigraafiError
from kaupunkigraafi_service import refusals
from kaupunkigraafi_service.faults import Fault

MEDIA_TYPE = "application/problem+json"
Extra = dict[str, object]


@dataclass(frozen=True, slots=True)
class ProblemType:
    """How a kind of error looks to a client; ``/problems/{slug}`` explains it."""

    slug: str
    status: HTTPStatus
    title: str


_BAD = HTTPStatus.BAD_REQUEST
# Its name differs between versions of Python.
_UNPROCESSABLE = HTTPStatus(422)
_UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE
_BEARER = 'Bearer realm="kaupunkigraafi"'
# What makes a browser ask a person; the token is the password.
BASIC = 'Basic realm="kaupunkigraafi", charset="UTF-8"'

# Looked through from the top: a class comes before the classes it derives from.
TYPES: tuple[tuple[type[Exception], ProblemType], ...] = (
    (errors.QueryInvalid, ProblemType("query-invalid", _BAD, "Not a SPARQL query")),
    (
        FormatUnavailable,
        ProblemType("not-acceptable", HTTPStatus.NOT_ACCEPTABLE, "No format that you accept"),
    ),
    (
        errors.WriteRefused,
        ProblemType("write-refused", HTTPStatus.FORBIDDEN, "That graph is not changed here"),
    ),
    (errors.QueryRefused, ProblemType("query-refused", _BAD, "The query is outside the limits")),
    (
        errors.QueryTimeout,
        ProblemType("query-timeout", HTTPStatus.GATEWAY_TIMEOUT, "The query took too long"),
    ),
    (
        errors.QueryFailed,
        ProblemType("query-failed", _UNAVAILABLE, "The query could not be finished"),
    ),
    (
        errors.EntityUnknown,
        ProblemType("entity-unknown", HTTPStatus.NOT_FOUND, "Nothing has that name here"),
    ),
    (
        errors.EntityAmbiguous,
        ProblemType("entity-ambiguous", HTTPStatus.CONFLICT, "Several things have that name"),
    ),
    (
        errors.QuestionUnknown,
        ProblemType("question-unknown", HTTPStatus.NOT_FOUND, "No prepared question of that name"),
    ),
    (
        errors.ParameterInvalid,
        ProblemType("parameter-invalid", _UNPROCESSABLE, "The question has a value that cannot be"),
    ),
    (
        errors.QueryTextInvalid,
        ProblemType("search-invalid", _UNPROCESSABLE, "The search has a value that cannot be"),
    ),
    (
        errors.EncoderMissing,
        ProblemType("encoder-missing", _UNAVAILABLE, "Search by meaning is not to be had"),
    ),
    (
        errors.UnreadableDocument,
        ProblemType("body-unreadable", _BAD, "The text cannot be read"),
    ),
    (errors.CorpusError, ProblemType("corpus-invalid", _UNPROCESSABLE, "The data are not valid")),
    (
        errors.QueueFull,
        ProblemType("queue-full", _UNAVAILABLE, "Too many documents wait"),
    ),
    (
        errors.JobBroken,
        ProblemType("job-broken", HTTPStatus.INTERNAL_SERVER_ERROR, "A fault in the service"),
    ),
    (
        errors.TokensInvalid,
        ProblemType("tokens-unreadable", _UNAVAILABLE, "Tokens cannot be checked"),
    ),
    (
        errors.FolderMoved,
        ProblemType(
            "precondition-failed", HTTPStatus.PRECONDITION_FAILED, "The graph has changed meanwhile"
        ),
    ),
    (
        errors.FolderLocked,
        ProblemType("folder-locked", _UNAVAILABLE, "Somebody else is writing"),
    ),
    (errors.FolderError, ProblemType("graph-missing", _UNAVAILABLE, "No graph is to be had")),
    (
        refusals.ParametersInvalid,
        ProblemType("parameters-invalid", _UNPROCESSABLE, "A parameter has a value that cannot be"),
    ),
    (
        refusals.ProtocolInvalid,
        ProblemType("protocol-invalid", _BAD, "Not a SPARQL Protocol request"),
    ),
    (
        refusals.UpdateRefused,
        ProblemType("update-refused", HTTPStatus.FORBIDDEN, "This service does not take updates"),
    ),
    (
        refusals.TokenNeeded,
        ProblemType("token-needed", HTTPStatus.UNAUTHORIZED, "A token is needed"),
    ),
    (
        refusals.TokenInsufficient,
        ProblemType("token-insufficient", HTTPStatus.FORBIDDEN, "The token is not good for this"),
    ),
    (
        refusals.OriginRefused,
        ProblemType("origin-refused", HTTPStatus.FORBIDDEN, "Not from a page elsewhere"),
    ),
    (
        refusals.MediaTypeUnsupported,
        ProblemType(
            "media-type-unsupported",
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "The body is of a kind that is not read here",
        ),
    ),
    (
        refusals.BodyTooLarge,
        ProblemType("body-too-large", HTTPStatus(413), "The request is too large"),
    ),
    (
        refusals.BodyLate,
        ProblemType("body-late", HTTPStatus.REQUEST_TIMEOUT, "The request came too slowly"),
    ),
    (
        refusals.TooMany,
        ProblemType("too-many", HTTPStatus.TOO_MANY_REQUESTS, "You ask too often"),
    ),
    (
        refusals.DumpUnavailable,
        ProblemType("dump-unavailable", _UNAVAILABLE, "The dump could not be made"),
    ),
    (refusals.Busy, ProblemType("busy", _UNAVAILABLE, "The service is busy")),
    (refusals.PageMissing, ProblemType("not-found", HTTPStatus.NOT_FOUND, "There is nothing here")),
    (
        refusals.MethodRefused,
        ProblemType(
            "method-not-allowed", HTTPStatus.METHOD_NOT_ALLOWED, "Not with this HTTP method"
        ),
    ),
    (
        refusals.RequestInvalid,
        ProblemType("request-invalid", _BAD, "The request cannot be understood"),
    ),
    (
        Exception,
        ProblemType("internal-error", HTTPStatus.INTERNAL_SERVER_ERROR, "A fault in the service"),
    ),
)


def type_of(error: Exception) -> ProblemType:
    """Return how an error looks to a client.

    Args:
        error: anything that was raised.

    Returns:
        The first row of the table that fits; the last one fits everything.

    >>> type_of(errors.EntityUnknown("…")).slug, type_of(ZeroDivisionError()).slug
    ('entity-unknown', 'internal-error')
    """
    return next(found for kind, found in TYPES if isinstance(error, kind))


def detail_of(error: Exception) -> str:
    """Return what a client may know of an error.

    Args:
        error: anything that was raised.

    Returns:
        The message of an error that the library raises on purpose; of a fault, nothing but
        that it is one.

    >>> detail_of(KeyError("/secret/path"))
    'The fault is ours and has been logged; the same request may work later.'
    """
    if isinstance(error, KaupunkigraafiError):
        return str(error)
    return "The fault is ours and has been logged; the same request may work later."


def problem(error: Exception, scope: Scope | None = None) -> JSONResponse:
    """Return the response that tells of an error.

    Args:
        error: anything that was raised.
        scope: of the request; where the operator has set an address, ``type`` is absolute.

    Returns:
        ``application/problem+json`` with ``type``, ``title``, ``status``, ``detail``, and
        ``line`` and ``column``, or ``errors``, where they are known.
    """
    kind = type_of(error)
    body: Extra = {
        "type": f"{_root(scope or {})}/problems/{kind.slug}",
        "title": kind.title,
        "status": kind.status.value,
        "detail": detail_of(error),
        **_extra(error),
    }
    return JSONResponse(body, kind.status.value, headers=headers_of(error), media_type=MEDIA_TYPE)


def _root(scope: Scope) -> str:
    state = getattr(scope.get("app"), "state", None)
    return str(getattr(state, "public_url", ""))


def headers_of(error: Exception) -> dict[str, str]:
    """Return the headers that an error needs, on a page as well as in a problem.

    Args:
        error: anything that was raised.

    Returns:
        When to come again, or how to show who one is, where that helps.
    """
    if isinstance(error, refusals.TokenNeeded):
        return {"WWW-Authenticate": _BEARER}
    if isinstance(error, refusals.TokenInsufficient):
        told = f'{_BEARER}, error="insufficient_scope", scope="{error.scope}"'
        return {"WWW-Authenticate": told}
    if isinstance(error, refusals.TooMany):
        return {"Retry-After": str(error.seconds)}
    if type_of(error).status is _UNAVAILABLE:
        return {"Retry-After": "1" if isinstance(error, refusals.Busy) else "5"}
    return {}


def _extra(error: Exception) -> Extra:
    if isinstance(error, errors.QueryInvalid) and error.line is not None:
        return {"line": error.line, "column": error.column}
    if isinstance(error, refusals.ParametersInvalid):
        return {"errors": [_named(each) for each in error.faults]}
    if isinstance(error, errors.QueryTextInvalid) and error.parameter:
        # A member of a body is named by the way to it: queries.0.type
        place = "body" if "." in error.parameter else "query"
        return {"errors": [_named(Fault(error.parameter, place, str(error), error.allowed))]}
    return {}


def _named(fault: Fault) -> Extra:
    written = asdict(fault)
    # "in" is OpenAPI's word for it, and a keyword of Python's.
    return {"parameter": written["parameter"], "in": written["place"], **_rest(written)}


def _rest(written: Extra) -> Extra:
    return {name: written[name] for name in ("message", "allowed") if written[name]}
