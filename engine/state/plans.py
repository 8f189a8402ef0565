"""Plans that orders with a date have given: what each formation has in hand, and what it carries out in place of the
scenario's."""

from __future__ import annotations

from engine.scenario.schema import Plan


class Plans:
    """By row of the formation; one that no order has reached follows the plan of the scenario, and stands in no table."""

    def __init__(self) -> None:
        self.in_hand: dict[int, Plan] = {}
        """To be taken up at the next decision of the formation."""
        self.carried_out: dict[int, Plan] = {}
        """Taken up, in place of the scenario's."""
        self.kept_fills: dict[int, float] = {}
        """Fuel of its own at which a formation that carries a new plan out halts."""
        self._opening_minute: dict[int, int] = {}

    def receive(self, f: int, plan: Plan) -> None:
        """A formation has a plan to take up."""
        self.in_hand[f] = plan

    def take_up(self, f: int) -> Plan:
        """A formation carries out from now on what it has in hand."""
        plan = self.carried_out[f] = self.in_hand.pop(f)
        return plan

    def keep(self, f: int, fills: float) -> None:
        """Settle the fuel at which a formation halts under its new plan."""
        self.kept_fills[f] = fills

    def latest(self, f: int) -> Plan | None:
        """The last plan that has come to a formation, taken up or not; None where none has."""
        return self.in_hand.get(f) or self.carried_out.get(f)

    def draws(self, f: int) -> str:
        """What goes before the name of a formation in the addresses of its draws: the orders of another plan have their own."""
        plan = self.carried_out.get(f)
        return "" if plan is None else f"{plan.id}:"

    def set_out(self, f: int, minute: int) -> int:
        """The minute at which a formation first set out on an axis, which is this one if it has not yet."""
        return self._opening_minute.setdefault(f, minute)
