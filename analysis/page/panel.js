// The column beside the map: card of a formation, layers, events, and the same as a table.
const EVENTS_AT_MOST = 120, LOW = 0.3, FRESH_MIN = 720;
const MILESTONES = EVENTS.n.map((flag, at) => at).filter((at) => EVENTS.n[at]);
let chosenId = null;

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

function barFact(list, term, share, text) {
  const bar = element("dd", "bar"), picture = shape("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" }), low = share < LOW;
  picture.append(shape("rect", { width: (100 * clamp(share, 0, 1)).toFixed(1), height: 8, fill: low ? COLOUR.amber : COLOUR.neutral }));
  bar.append(picture);
  list.append(element("dt", "", term), bar, element("dd", "value" + (low ? " low" : ""), text));
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
  const body = $("card-body"), troop = BY_ID.get(chosenId);
  if (!troop) {
    body.replaceChildren(element("p", "hint", "Choose a formation on the map, or press Tab and Enter."));
    return;
  }
  const middle = bodyOf(troop, tickAt(minute)) || troop, now = conditionOf(troop, minute), stands = groupState(troop, minute);
  const head = element("h3", "isolate", troop.children.length ? troop.group : troop.name), facts = element("dl", "facts");
  const men = thousands(now.men) + " men" + (troop.children.length ? " with subordinates" : "") + (now.tanks > 0 ? " · " + thousands(now.tanks) + " tanks" : "");
  const who = element("p", "who isolate", troop.nation + " · " + troop.level + " · " + men);
  if (now.readiness >= 0) barFact(facts, "Readiness", now.readiness, percent(now.readiness));
  if (now.fuel >= 0) barFact(facts, "Fuel", now.fuel / Math.max(now.fullFuel, 0.1), now.fuel.toFixed(1) + " fills");
  barFact(facts, "Strength", now.strength, percent(now.strength));
  if (now.supply >= 0) barFact(facts, "Supply", now.supply, percent(now.supply));
  if (now.food >= 0) fact(facts, "Food", now.food.toFixed(1) + " days" + (now.road > 0 ? ", " + thousands(now.road) + " km from its source" : ""));
  if (stands.state && stands.state !== STATE.ELIMINATED) fact(facts, "Order", orderOf(troop, middle, minute));
  fact(facts, "Where", whereOf(stands));
  fact(facts, "Stands?", [STANDS[stands.state] || stands.state, stands.why].filter(Boolean).join(": "));
  const below = haltsBelow(troop, minute);
  if (below) fact(facts, "Its troops", below);
  body.replaceChildren(head, who, facts, ...tellChains(troop, minute), ...latest(troop, minute), ...neighbours(troop, minute));
}

function latest(troop, minute) {
  const list = element("ol", "latest");
  for (const at of lastEvents(troop, minute)) {
    const item = element("li"), text = element("span", "isolate");
    if (EVENTS.f[at] !== troop.number) text.append(element("b", "isolate", TROOPS[EVENTS.f[at]].short), " ");
    text.append(DATA.texts[EVENTS.s[at]]);
    item.append(timeMark(EVENTS.m[at]), text);
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
    if (!list.length) continue;
    const chips = element("div", "chips");
    for (const other of list) {
      const chip = element("button", "isolate", other.short);
      chip.type = "button";
      chip.setAttribute("aria-label", other.group);
      chip.addEventListener("click", () => choose(other.id));
      chips.append(chip);
    }
    made.push(element("h4", "", words), chips);
  }
  if (troop.above) {
    const chips = element("div", "chips"), chip = element("button", "isolate", troop.above.group);
    chip.type = "button";
    chip.addEventListener("click", () => choose(troop.above.id));
    chips.append(chip);
    made.push(element("h4", "", "Belongs to"), chips);
  }
  return made;
}

function timeMark(minute) {
  const mark = element("time", "", dayAndClock(minute));
  mark.setAttribute("datetime", new Date(START_MS + minute * 60000).toISOString().slice(0, 16));
  mark.title = shortTime(minute);
  return mark;
}

// Events of the run and of history up to now, the newest first.
const TOLD = [
  ...MILESTONES.map((at) => ({ minute: EVENTS.m[at], at })),
  ...HISTORY.filter((event) => event.late >= 0).map((event) => ({ minute: event.late, event })),
].sort((a, b) => a.minute - b.minute || (a.event ? 1 : 0) - (b.event ? 1 : 0));
let toldKey = "";

function fillTicker(minute) {
  let count = 0;
  while (count < TOLD.length && TOLD[count].minute <= minute) count++;
  const key = count + " " + LAYERS.history + " " + Math.floor(minute / 60);
  if (key === toldKey) return;
  toldKey = key;
  const items = [];
  for (let n = count - 1; n >= 0 && items.length < EVENTS_AT_MOST; n--) {
    if (TOLD[n].event && !LAYERS.history) continue;
    items.push(TOLD[n].event ? historyItem(TOLD[n].event) : runItem(TOLD[n].at, minute));
  }
  $("ticker").replaceChildren(...(items.length ? items : [element("li", "", "Nothing yet. Press Play.")]));
}

function runItem(at, minute) {
  const item = element("li", EVENTS.m[at] > minute - FRESH_MIN ? "fresh" : ""), text = element("span", "isolate");
  const words = DATA.texts[EVENTS.s[at]];
  if (EVENTS.f[at] >= 0) text.append(nameButton(TROOPS[EVENTS.f[at]]), " " + words);
  else text.append(words.charAt(0).toUpperCase() + words.slice(1));
  item.append(timeMark(EVENTS.m[at]), text);
  return item;
}

function historyItem(event) {
  const item = element("li", "past"), text = element("span", "isolate");
  text.append(element("span", "tag", "history"));
  if (event.place >= 0) text.append(element("b", "isolate", placeName(event.place) + ": "));
  text.append(event.text);
  const compared = comparison(event);
  if (compared) text.append(element("span", "compare", compared));
  item.append(timeMark(event.late), text);
  return item;
}

function fillTable(minute) {
  const shown = TROOPS.filter((troop) => fights(troop, tickAt(minute))).sort((a, b) => a.side - b.side || b.rank - a.rank || (a.id < b.id ? -1 : 1));
  $("table").replaceChildren(...shown.map((troop) => {
    const row = element("tr"), cell = element("td"), now = stateOf(troop, minute), tick = tickAt(minute);
    cell.append(nameButton(troop, troop.name));
    row.append(cell, element("td", "isolate", now.state + " " + whereOf(now) + (now.why ? ": " + now.why : "")), element("td", "", troop.readiness(tick) + "\u202f%"), element("td", "", thousands(troop.men(tick))));
    return row;
  }));
}

function showTab(name) {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const on = tab.id === "tab-" + name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    $(tab.id.slice(4)).classList.toggle("shown", on);
  }
  if (name === "text") fillTable(now.minute);
}

function listenToTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")];
  tabs.forEach((tab, n) => {
    tab.addEventListener("click", () => showTab(tab.id.slice(4)));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const other = tabs[(n + step + tabs.length) % tabs.length];
      showTab(other.id.slice(4)); other.focus();
      event.preventDefault(); event.stopPropagation();
    });
  });
}

function makeSwitches(onChange) {
  const words = { control: "Control", relief: "Relief", rivers: "Rivers", rail: "Railways", ways: "Ways", supply: "Supply", names: "Names", history: "History", troops: "Formations" };
  for (const layer of Object.keys(LAYERS)) {
    const label = element("label"), box = element("input");
    box.type = "checkbox"; box.id = "layer-" + layer; box.checked = LAYERS[layer];
    box.addEventListener("change", () => { LAYERS[layer] = box.checked; onChange(); });
    label.append(box, words[layer]);
    $("switches").append(label);
  }
}
