// The card of what is chosen.
const LOW = 0.3;

const percent = (share) => Math.round(share * 100) + "\u202f%";

function nameButton(troop, text) {
  const button = element("button", "name isolate", text || troop.group);
  button.type = "button";
  button.addEventListener("click", () => choose(troop.id));
  return button;
}

function fact(list, term, text) {
  const dd = element("dd", "isolate", text);
  list.append(element("dt", "", term), dd);
}

function orderOf(troop, body, minute) {
  const axis = axisOf(troop, body);
  if (axis < 0) return troop.role || "no order to move";
  const km = body.axis_km(tickAt(minute)), steps = DATA.axes[axis].steps, next = steps.find((step) => step[0] > km + 0.5);
  if (!next) return "its plan is carried out";
  return (next[2] ? next[2].replace(/_/g, " ") : "go on") + (next[2] === "attack" ? " " : " to ") + placeName(next[1]);
}

function whereOf({ state, place, next }) {
  if (place < 0) return "";
  const onward = next >= 0 && next !== place && (state === STATE.MARCHING || state === STATE.HALTED) ? ", on the way to " + placeName(next) : "";
  return (onward && state === STATE.MARCHING ? "past " : "at ") + placeName(place) + onward;
}

// How many of its fighting formations stand against their will, and why.
function haltsBelow(troop, minute) {
  const fighters = fightersBelow(troop, tickAt(minute)), causes = new Map();
  if (fighters.length < 2) return "";
  let halted = 0;
  for (const fighter of fighters) {
    const now = stateOf(fighter, minute);
    if (now.state !== STATE.HALTED) continue;
    halted++;
    const cause = DATA.states[fighter.st(tickAt(minute))][2] || "for a while";
    causes.set(cause, (causes.get(cause) || 0) + 1);
  }
  const list = [...causes].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([why, count]) => count + " " + why);
  return halted ? halted + " of " + fighters.length + " stand: " + list.join(", ") : "none of " + fighters.length + " stands";
}

function lastEvents(troop, minute) {
  const found = [];
  for (const member of members(troop)) {
    for (const at of member.events) if (EVENTS.m[at] <= minute && (member === troop || EVENTS.n[at])) found.push(at);
  }
  return found.sort((a, b) => b - a).slice(0, 3);
}

function fillCard(minute) {
  const body = $("card-body"), troop = chosenTroop();
  if (!troop && chosenPlace < 0 && body.firstElementChild && body.firstElementChild.className === "hint") return;
  $("card-head").textContent = troop ? "Formation" : chosenPlace >= 0 ? "Place" : "Nothing chosen";
  if (troop) body.replaceChildren(...formationCard(troop, minute));
  else if (chosenPlace >= 0) body.replaceChildren(...placeCard(chosenPlace, minute));
  else body.replaceChildren(element("p", "hint", "Press a formation or a place on the map, or find one with /."));
}

function formationCard(troop, minute) {
  const middle = bodyOf(troop, tickAt(minute)) || troop, now = conditionOf(troop, minute), stands = groupState(troop, minute);
  const head = element("h3", "isolate", troop.children.length ? troop.group : troop.name), facts = element("dl", "facts");
  const men = thousands(now.men) + " men" + (troop.children.length ? " with subordinates" : "") + (now.tanks > 0 ? " · " + thousands(now.tanks) + " tanks" : "");
  const who = element("p", "who isolate", troop.nation + " · " + troop.level + " · " + men);
  if (stands.state || stands.why) fact(facts, "Stands?", [STANDS[stands.state] || stands.state, stands.why].filter(Boolean).join(": "));
  const below = haltsBelow(troop, minute);
  if (below) fact(facts, "Its troops", below);
  if (stands.place >= 0 || !HAS_WARS) fact(facts, "Where", whereOf(stands));
  if (!troop.children.length) beliefFact(facts, troop, minute);
  const spread = HAS_WARS && troop.combat ? spreadWords(troop.number, minute) : "";
  if (spread) fact(facts, "On its axis", spread);
  if (stands.state && stands.state !== STATE.ELIMINATED) fact(facts, "Order", orderOf(troop, middle, minute));
  const course = courseOf(troop).at, curve = (term, share, text) => curveFact(facts, term, course.map(share), minute, text);
  if (now.readiness >= 0) curve("Readiness", (one) => one.readiness, percent(now.readiness));
  if (now.fuel >= 0) curve("Fuel", (one) => (one.fuel < 0 ? -1 : one.fuel / Math.max(one.fullFuel, 0.1)), now.fuel.toFixed(1) + " fills");
  curve("Strength", (one) => one.strength, percent(now.strength));
  if (now.supply >= 0) curve("Supply", (one) => one.supply, percent(now.supply));
  if (now.food >= 0) fact(facts, "Food", "for " + hoursAndDays(now.food * 24) + (now.road > 0 ? ", " + thousands(now.road) + " km from its source" : ""));
  return [head, who, facts, ...kmCurve(troop, minute), ...tellChains(troop, minute), ...troopFights(troop, minute), ...latest(troop, minute), ...neighbours(troop, minute)];
}

function latest(troop, minute) {
  const list = element("ol", "latest");
  for (const at of lastEvents(troop, minute)) {
    const item = element("li"), text = element("span", "isolate");
    if (EVENTS.f[at] !== troop.number) text.append(element("b", "isolate", TROOPS[EVENTS.f[at]].short), " ");
    text.append(DATA.texts[EVENTS.s[at]]);
    item.append(timeButton(dayAndClock(EVENTS.m[at]), EVENTS.m[at], () => goToEvent(at)), text);
    list.append(item);
  }
  return list.childElementCount ? [element("h4", "", "Last events"), list] : [];
}

// Buttons to those who share its symbol, and to its subordinates.
function neighbours(troop, minute) {
  const symbol = symbolsNow.find((one) => one.troop === troop || one.with.includes(troop)), made = [];
  const together = symbol ? [symbol.troop, ...symbol.with].filter((other) => other !== troop) : [];
  const below = troop.children.filter((child) => bodyOf(child, tickAt(minute)));
  for (const [words, list] of [["At the same spot", together], ["Under its command", below]]) {
    if (list.length) made.push(element("h4", "", words), chipsOf(list));
  }
  if (troop.above) made.push(element("h4", "", "Belongs to"), chipsOf([troop.above], true));
  return made;
}

function chipsOf(troops, whole = false) {
  const chips = element("div", "chips");
  for (const troop of troops) {
    const chip = element("button", "isolate", whole ? troop.group : troop.short);
    chip.type = "button";
    if (!whole) chip.setAttribute("aria-label", troop.short + ": " + troop.group);
    chip.addEventListener("click", () => choose(troop.id));
    chips.append(chip);
  }
  return chips;
}
