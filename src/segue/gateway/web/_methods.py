"""From a Request to exactly one Response, whatever the request holds."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import msgspec

from segue.kernel import DeviceUnavailable, LocalUseError, Rejected, SegueError
from segue.schema.link import Request, Response
from segue.schema.surface import METHODS

if TYPE_CHECKING:
    from collections.abc import Collection

Handler = Callable[[Any], Awaitable[object]]
"""Takes the method's decoded parameters and returns its result."""

_log = logging.getLogger(__name__)

_CODES: tuple[tuple[type[SegueError], str], ...] = (
    (Rejected, "rejected"),
    (DeviceUnavailable, "unavailable"),
    (LocalUseError, "bad_request"),
)


class Methods:
    """The methods a node carries out, by the names in `schema.surface.METHODS`."""

    def __init__(self, handlers: dict[str, Handler]) -> None:
        if unknown := handlers.keys() - METHODS.keys():
            raise ValueError(f"not in schema.surface.METHODS: {sorted(unknown)}")
        self._handlers = handlers

    async def answer(self, request: Request, allowed: Collection[str] = METHODS) -> Response:
        """Carry out one request and return its answer; never raises for what the request says."""
        handler = self._handlers.get(request.method)
        if handler is None:
            return _failure(request, "unknown_method", f"There is no method {request.method!r}.")
        if request.method not in allowed:
            return _failure(
                request, "not_allowed", f"{request.method} is only for the car's screen."
            )
        params_type: Any = METHODS[request.method][0]
        try:
            params: Any = msgspec.convert(request.params, params_type)
        except msgspec.ValidationError as error:
            return _failure(request, "bad_params", f"{request.method}: {error}.")
        try:
            return Response(request_id=request.request_id, result=await handler(params))
        except SegueError as error:
            code = next((code for kind, code in _CODES if isinstance(error, kind)), "failed")
            return _failure(request, code, str(error))
        except Exception:  # noqa: BLE001 (one screen's request must never end the others)
            _log.exception("%s failed", request.method)
            return _failure(
                request, "internal", "The car could not do that; its log says why. Try again."
            )


def _failure(request: Request, code: str, text: str) -> Response:
    return Response(request_id=request.request_id, error=text, error_code=code)
