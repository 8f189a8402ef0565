"""Troops split off a formation of the order of battle: garrisons of works, parties to be landed from the air, and the forward
detachments that motorised formations may send ahead.

Posts are bodies of the same kind: a formation that holds a sector sends them, and they come back to it. Garrisons stay in the
works whatever their parent does, parties wait for their aircraft. A forward detachment has no men until its main body stands
for fuel and detaches a part of itself; it is a row like any other from the beginning, so that whatever is true of a formation
(march, fight, supply, losses) is true of it.

A zone's `garrison_men` are part of a formation of the order of battle. Permanent works hold theirs as a separate formation;
field works do not (their garrison fights and leaves with its formation). A formation that is listed without men is a
detachment: it takes its zone's men off the formation above it. Nobody is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.scenario.forces import garrisons
from engine.scenario.schema import AirLanding, Arrival, Formation, Fort, Plan, Scenario, ShortOfFuel
from engine.theatre.command import TreeOfCommand

MOVING_TASKS = ("attack", "march")
FORWARD, POST = ".forward", ".post"


def with_detachments(spec: Scenario) -> list[Formation]:
    """The order of battle with garrisons and landing parties split off; what the whole has is conserved."""
    rows = {formation.id: where_it_comes_to(formation) for formation in spec.formations}
    tree = TreeOfCommand(spec.formations)

    def with_men(formation: str) -> Formation:
        """The formation itself, or the nearest above it that has men now; the top of its tree where none has."""
        return rows[tree.nearest(formation, lambda above: rows[above].men > 0) or tree.chain[formation][-1]]

    for fort in garrisons(spec.forts):
        rows |= _manned(fort, rows[fort.garrison], with_men(fort.garrison))
    for landing in spec.air_landings:
        source = with_men(landing.of)
        men = min(landing.men, source.men)
        rows[source.id] = source.model_copy(update={"men": source.men - men})
        rows[landing.id] = _party(landing, rows[landing.of], men)
    ahead = _with_forward_detachments(spec, tree, list(rows.values()))
    rows |= {forward_id(formation.id): _forward(formation) for formation in ahead}
    for holder, posts in most_posts(spec).items():
        if rows[holder].combat and rows[holder].men > 0:
            rows |= {post_id(holder, number): _post(rows[holder], number) for number in range(posts)}
    return list(rows.values())


def _manned(fort: Fort, owner: Formation, source: Formation) -> dict[str, Formation]:
    """Rows that change when the owner of works mans them with men of `source`: itself, or the nearest above it with men."""
    if source.id == owner.id and fort.works == "field":
        return {}
    men = min(fort.garrison_men, source.men)
    guns = round(source.guns * men / source.men) if source.men else 0.0
    bk_t = source.bk_t * men / source.men if source.men else 0.0
    left = source.model_copy(update={"men": source.men - men, "guns": source.guns - guns, "bk_t": source.bk_t - bk_t})
    if owner.men == 0 and source.id != owner.id:
        return {
            left.id: left,
            owner.id: owner.model_copy(update={"men": men, "guns": owner.guns + guns, "bk_t": owner.bk_t + bk_t}),
        }
    return {left.id: left, fort.id: _garrison(fort, left if source.id == owner.id else owner, men, guns, bk_t)}


def _with_forward_detachments(spec: Scenario, tree: TreeOfCommand, formations: Sequence[Formation]) -> list[Formation]:
    """The motorised formations of an attack that may send one: neither on lent lorries, nor ordered to do without."""
    riders = {task.carries for companies in spec.lorry_companies for task in companies.tasks}
    attacking = {plan.formation for plan in spec.plans if advances(plan)}
    plans = {plan.formation: plan for plan in spec.plans}

    def sends_one(formation: Formation) -> bool:
        motorised = formation.combat and formation.men > 0 and formation.fill_t > 0 and formation.mobility != "fixed"
        if not motorised or formation.id in riders or _ordered(formation.id, plans, tree) != "detachment":
            return False
        return not attacking.isdisjoint(tree.chain.get(formation.id, ()))

    return [formation for formation in formations if sends_one(formation)]


def _ordered(formation: str, plans: Mapping[str, Plan], tree: TreeOfCommand) -> ShortOfFuel:
    above = tree.nearest(formation, plans.__contains__) if formation in tree.chain else None
    return "detachment" if above is None else plans[above].short_of_fuel


def pressing_on(spec: Scenario, tree: TreeOfCommand, formations: Sequence[Formation]) -> list[bool]:
    """(formations,): which of them have orders to drive on to their last drop."""
    plans = {plan.formation: plan for plan in spec.plans}
    return [_ordered(each.id, plans, tree) == "press_on" for each in formations]


def where_it_comes_to(formation: Formation) -> Formation:
    """The formation as it is when it has come: one that arrives at a place of its own begins there."""
    if formation.arrives is None or formation.arrives.place is None:
        return formation
    return formation.model_copy(update={"start": formation.start.model_copy(update={"place": formation.arrives.place})})


def advances(plan: Plan) -> bool:
    """Whether a plan asks for an advance (defence plans that hold or give way are carried out by other rules)."""
    return plan.released and any(step.task in MOVING_TASKS for step in plan.steps[1:] or plan.steps)


def forward_id(formation: str) -> str:
    """The id of the forward detachment of a formation."""
    return f"{formation}{FORWARD}"


def post_id(formation: str, number: int) -> str:
    """The id of a post of a formation, counted from 0."""
    return f"{formation}{POST}{number + 1}"


def most_posts(spec: Scenario) -> dict[str, int]:
    """Formations whose plan gives them a sector, to the bodies that they may have out at once: the posts of a step, and one
    more for where the enemy crosses."""
    out = {
        plan.formation: [sum(share > 0 for share in step.sector.values()) for step in plan.steps if step.sector]
        for plan in spec.plans
    }
    return {formation: max(posts) + 1 for formation, posts in out.items() if posts}


def _post(formation: Formation, number: int) -> Formation:
    """A row without men, until its formation sends a share of itself to a post."""
    return _forward(formation).model_copy(
        update={
            "id": post_id(formation.id, number),
            "name": f"Post {number + 1} of {formation.name}",
            "short": f"{formation.short} p{number + 1}"[-20:],
        }
    )


def _forward(formation: Formation) -> Formation:
    return formation.model_copy(
        update={
            "id": forward_id(formation.id),
            "name": f"Forward detachment of {formation.name}",
            "short": f"{formation.short} fd"[:20],
            "parent": formation.id,
            "men": 0.0,
            "arrives": None,
            "leaves": None,
            "strung_out": None,
            **_NOTHING_ELSE,
            "forward_detachment": True,
        }
    )


def _party(landing: AirLanding, parent: Formation, men: float) -> Formation:
    start = parent.start.model_copy(update={"food_days": landing.food_days, "fuel_fills": 0.0})
    return parent.model_copy(
        update={
            "id": landing.id,
            "name": landing.name,
            "short": landing.short,
            "parent": parent.id,
            "echelon": "regiment",
            "branch": "rifle",
            "mobility": "fixed",
            "start": start,
            "men": men,
            "source": landing.source,
            "grade": landing.grade,
            **_NOTHING_ELSE,
            "combat": True,
            "forward_detachment": False,
        }
    )


_NOTHING_ELSE = dict.fromkeys(("guns", "tanks", "aircraft", "horses", "lorries", "fill_t", "bk_t"), 0.0)


def _garrison(fort: Fort, owner: Formation, men: float, guns: float, bk_t: float) -> Formation:
    start = owner.start.model_copy(update={"place": fort.place, "food_days": fort.stock_days})
    return owner.model_copy(
        update={
            "id": fort.id,
            "name": f"Garrison of {fort.name}",
            "short": fort.name[:20],
            "parent": owner.id,
            "echelon": "garrison",
            "branch": "fortified",
            "mobility": "fixed",
            "start": start,
            "arrives": owner.arrives and Arrival(day=owner.arrives.day),
            "men": men,
            "guns": guns,
            "bk_t": bk_t,
            "fill_t": 0.0,
            "tanks": 0.0,
            "aircraft": 0.0,
            "horses": 0.0,
            "lorries": 0.0,
            "combat": True,
            "forward_detachment": False,
            "source": fort.source,
            "grade": fort.grade,
        }
    )
