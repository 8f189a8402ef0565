"""What has been decided and sent: decisions of governments, messages, cease-fires."""

from __future__ import annotations


class Messages:
    """Ids of what has happened so far; nothing is taken back."""

    def __init__(self) -> None:
        self.decided: set[str] = set()
        """Ids of the decisions that have been taken."""
        self.sent: set[str] = set()
        """Ids of the messages that have been sent, and of issued allocations that have come down (`allocations.order_of`)."""
        self.ceased: set[int] = set()
        """Rows of the sides that have sent out a cease-fire."""

        self.commission_minute: dict[int, int] = {}
        """Formation to the minute at which the victor's disarmament commission reaches it."""

    def decide(self, decision: str) -> None:
        """A government has decided."""
        self.decided.add(decision)

    def send(self, message: str) -> None:
        """A message is on its way."""
        self.sent.add(message)

    def send_commission(self, formation: int, minute: int) -> None:
        """A disarmament commission is on its way to a formation, and reaches it at a minute."""
        self.commission_minute[formation] = minute

    def cease(self, side: int) -> None:
        """A side has sent out a cease-fire."""
        self.ceased.add(side)
