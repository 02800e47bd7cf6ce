"""An answer's head leaves with its body, in one write: for most answers one TLS record.

AWS's SDK for Go closes the body of a request once it has the head of the answer. If Go's client has
not looked for the end of that body by then, it gives up the connection: what it has not received is
lost, and Terraform asks again. An answer must come within microseconds for that, as only here.
hypercorn 0.18.0 writes the head alone: 15 of 10,856 answers were lost. Of 88,799 that left whole,
none was. ASGI wants the head held back until there is a body, too.
"""

from typing import Any

# A TLS record holds no more; what is longer is not worth a copy of all of it.
MOST_BYTES = 16_384


def apply() -> None:
    """Replace hypercorn's HTTP/1.1 by one that holds the head back."""
    import h11
    from hypercorn import protocol
    from hypercorn.events import Event, RawData

    class JoinedAnswers(protocol.H11Protocol):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            self._head, self._is_head = b"", False
            self._pass_on: Any = self.send
            self.send: Any = self._join

        async def _send_h11_event(self, event: Any) -> None:
            self._is_head = isinstance(event, h11.Response)
            await super()._send_h11_event(event)

        async def _join(self, event: Event) -> None:
            head, self._head = self._head, b""
            is_head, self._is_head = self._is_head, False
            if isinstance(event, RawData):
                if is_head:
                    self._head = event.data
                    return
                if len(head) + len(event.data) <= MOST_BYTES:
                    head, event = b"", RawData(data=head + event.data)
            if head:
                await self._pass_on(RawData(data=head))
            await self._pass_on(event)

    protocol.H11Protocol = JoinedAnswers  # type: ignore[misc]
