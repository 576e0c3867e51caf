"""matrix-nio's client, made safe against single events that would stop or mislead it.

Three things found in matrix-nio 0.26: an encrypted message without ``msgtype`` raises out of
`sync`; a state event *inside* an encrypted message changes the room's members and power levels,
whoever wrote it; and an exception over one event loses the rest of the response. Encrypted
events are therefore never state here, and what cannot be handled is counted and passed over.
"""

from typing import Any

import structlog
from nio import AsyncClient, Event, MegolmEvent, RoomMessagesResponse

log = structlog.get_logger(__name__)


class Client(AsyncClient):  # type: ignore[misc]  # nio has no type information
    """An `AsyncClient` that survives any event."""

    def readable(self, event: MegolmEvent, room_id: str) -> Event | None:
        """Decrypt `event`; None when that is not possible (yet)."""
        if self.olm is None:
            return None
        event.room_id = room_id
        try:
            found = self.olm.decrypt_megolm_event(event)
        except Exception as error:  # no key, or contents that nio cannot parse
            log.debug("matrix.not_decrypted", kind=type(error).__name__)
            return None
        # What failed nio's checks is marked as not decrypted, though its text is the sender's.
        return found if found.decrypted else None

    def _handle_timeline_event(self, event: Any, room_id: str, room: Any, encrypted_rooms: set[str]) -> Any:
        if isinstance(event, MegolmEvent):
            return self.readable(event, room_id)
        try:
            return super()._handle_timeline_event(event, room_id, room, encrypted_rooms)
        except Exception as error:
            log.warning("matrix.event_passed_over", kind=type(error).__name__)
            return None

    def _handle_joined_state(self, room_id: str, join_info: Any, encrypted_rooms: set[str]) -> None:
        try:
            super()._handle_joined_state(room_id, join_info, encrypted_rooms)
        except Exception as error:
            log.warning("matrix.state_passed_over", kind=type(error).__name__)

    def _handle_decrypt_to_device(self, to_device_event: Any) -> Any:
        try:
            return super()._handle_decrypt_to_device(to_device_event)
        except Exception as error:
            log.warning("matrix.key_message_passed_over", kind=type(error).__name__)
            return None

    def _handle_messages_response(self, response: RoomMessagesResponse) -> None:
        response.chunk = [
            (self.readable(event, response.room_id) or event) if isinstance(event, MegolmEvent) else event
            for event in response.chunk
        ]
