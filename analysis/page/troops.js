// The formations: where each is, in what state, and which of them a map of a given detail shows.
const CONDITIONS = ["men", "tanks", "readiness", "fuel_fills", "food_days", "supply_fraction", "supply_km", "axis_km", "st", "pl", "nx"];
const APART_KM = 60; // a formation further than this from the symbol of its army has a symbol of its own
const RANK_OF_AN_ARMY = 5;
const { kind: KIND, state: STATE, stands: STANDS } = DATA.vocabulary; // name to what the files call it, and words by state

const TROOPS = DATA.formations.map((record, number) => {
  const troop = { ...record, number, children: [], x: summed(record.x), y: summed(record.y), t: summed(record.t), bodies: new Map(), knot: 0 };
  for (const name of CONDITIONS) troop[name] = unpacked(record[name]);
  [troop.rank, troop.level] = HEAD.echelons[record.echelon];
  troop.sign = LOOK.symbols.echelons[record.echelon];
  troop.style = Object.values(LOOK.sides)[record.look];
  if (troop.ahead) troop.style = { ...troop.style, solid: false, dashed: !troop.style.solid }; // a part of its main body
  return troop;
});
for (const troop of TROOPS) {
  troop.above = troop.parent >= 0 && troop.parent !== troop.number ? TROOPS[troop.parent] : null;
  if (troop.above) troop.above.children.push(troop);
}
const TICKS = DATA.ticks;
const ROOTS = TROOPS.filter((troop) => !troop.above);
const BY_ID = new Map(TROOPS.map((troop) => [troop.id, troop]));
const GHOSTS = new Map(Object.entries(DATA.ghost ? DATA.ghost.ways : {}).map(([number, way]) => [+number, { t: summed(way.t), x: summed(way.x), y: summed(way.y), knot: 0 }]));

function tickAt(minute) {
  let tick = TICKS.length - 1;
  while (tick > 0 && TICKS[tick] > minute) tick--;
  return tick;
}

// Where a way is at a minute, in units of the sheet.
function onTheWay(way, minute) {
  const { t, x, y } = way;
  if (!t.length) return null;
  let at = t[way.knot] <= minute ? way.knot : 0;
  while (at + 1 < t.length && t[at + 1] <= minute) at++;
  way.knot = at;
  if (at + 1 >= t.length || minute <= t[at] || sheetAt([x[at]]) !== sheetAt([x[at + 1]])) return [x[at], y[at]];
  const share = (minute - t[at]) / (t[at + 1] - t[at]);
  return [x[at] + share * (x[at + 1] - x[at]), y[at] + share * (y[at + 1] - y[at])];
}

const isThere = (troop, tick) => troop.t.length > 0 && troop.st(tick) >= 0 && DATA.states[troop.st(tick)][0] !== STATE.ELIMINATED;
const fights = (troop, tick) => troop.combat && isThere(troop, tick) && troop.men(tick) !== 0;

function members(troop, found = []) {
  found.push(troop);
  for (const child of troop.children) members(child, found);
  return found;
}

function fightersBelow(troop, tick) {
  return members(troop).filter((member) => fights(member, tick));
}

// The fighting subordinate in the middle of the men: least sum of men times distance to all others.
function bodyOf(troop, tick) {
  if (troop.bodies.has(tick)) return troop.bodies.get(tick);
  const fighters = fightersBelow(troop, tick).map((member) => [member, onTheWay(member, TICKS[tick]), Math.max(member.men(tick), 1)]);
  let best = null, least = Infinity;
  for (const [member, [x, y]] of fighters) {
    const sum = fighters.reduce((total, [, [u, v], men]) => total + men * Math.hypot(x - u, y - v), 0);
    if (sum < least - 1e-6) { least = sum; best = member; }
  }
  troop.bodies.set(tick, best);
  return best;
}

// Where the symbol of a formation with its troops is; it glides where another subordinate becomes the middle one.
function placeOf(troop, minute) {
  const tick = tickAt(minute), here = bodyOf(troop, tick);
  if (!here) return isThere(troop, tick) ? onTheWay(troop, minute) : null;
  const next = tick + 1 < TICKS.length ? bodyOf(troop, tick + 1) || here : here;
  if (next === here) return onTheWay(here, minute);
  const share = (minute - TICKS[tick]) / (TICKS[tick + 1] - TICKS[tick]);
  const [x, y] = onTheWay(here, TICKS[tick]), [u, v] = onTheWay(next, TICKS[tick + 1]);
  if (sheetAt([x]) !== sheetAt([u])) return onTheWay(here, minute);
  return [x + share * (u - x), y + share * (v - y)];
}

// True for brigades and more on an inset: few stand there, and all of them are shown.
const isApart = (troop, tick) => INSETS.length > 0 && troop.rank > 1 && sheetAt(onTheWay(bodyOf(troop, tick), TICKS[tick])) !== MAIN;

// The symbols of a side when nothing above `rank` is drawn whole and nothing below `lowest` at all: [formation, alone] pairs.
// `alone` marks the own troops of a formation whose subordinates have symbols of their own.
// Those above `opened` are taken apart until it has a symbol of its own, and so have those beside it.
function topsOf(side, rank, lowest, tick, opened = null) {
  const found = [];
  const descend = (troop) => {
    const below = troop.children.filter((child) => bodyOf(child, tick));
    const own = fights(troop, tick), shown = troop.rank >= lowest || (opened !== null && troop.above === opened.above);
    if ((troop.rank <= rank && !(opened && isBelow(opened, troop))) || !below.length) {
      if (bodyOf(troop, tick) && shown) found.push([troop, false]);
    } else {
      if (own && shown) found.push([troop, true]);
      below.forEach(descend);
    }
  };
  ROOTS.filter((troop) => troop.side === side).forEach(descend);
  return found;
}

// Corps and divisions of a shown army that are far from its symbol.
function straysOf(troop, minute, tick) {
  const [x, y] = placeOf(troop, minute), found = [];
  for (const child of troop.children) {
    if (child.rank < 3 || !bodyOf(child, tick)) continue;
    const [u, v] = placeOf(child, minute);
    if (sheetAt([u]) === sheetAt([x]) && Math.hypot(u - x, v - y) * HEAD.km > APART_KM) found.push([child, false]);
  }
  return found;
}

// Forward detachments below a shown formation that are far from their own main body.
function aheadOf(troop, minute, tick) {
  return members(troop).filter((part) => part.ahead && fights(part, tick) && part.above && isThere(part.above, tick)).filter((part) => {
    const [x, y] = onTheWay(part, minute), [u, v] = onTheWay(part.above, minute);
    return sheetAt([u]) === sheetAt([x]) && Math.hypot(u - x, v - y) * HEAD.km > APART_KM;
  }).map((part) => [part, false]);
}

// The largest of a formation's troops on each other sheet than that of its symbol.
function elsewhereOf(troop, sheet, minute, tick) {
  return troop.children.filter((child) => bodyOf(child, tick)).flatMap((child) => {
    const there = sheetAt(placeOf(child, minute)), shown = there !== sheet && (there === MAIN ? child.rank > 2 : child.rank > 1 || !isPhone());
    return [...(shown ? [[child, false]] : []), ...elsewhereOf(child, there, minute, tick)];
  });
}

// Smaller formations than this are left out when nothing above `rank` is drawn whole.
function lowestOf(rank) {
  return view.zoom > 2.5 ? 1 : isPhone() ? Math.max(rank, 3) : Math.min(rank - 1, 3);
}

const menOf = (troops) => troops.reduce((sum, troop) => sum + Math.max(troop.men(0), 1), 0);

// The rank at which a side has at most `budget` symbols and they stand for most of its men: as much detail as there is room for.
function rankFor(side, budget) {
  const everyone = menOf(TROOPS.filter((troop) => troop.side === side && fights(troop, 0)));
  for (let rank = 1; rank < 6; rank++) {
    const tops = topsOf(side, rank, lowestOf(rank), 0), shown = tops.flatMap(([troop, alone]) => (alone ? [troop] : fightersBelow(troop, 0)));
    if (tops.length <= budget && menOf(shown) > 0.6 * everyone) return rank;
  }
  return 6;
}

function symbolsAt(minute, ranks, lowest) {
  const tick = tickAt(minute), found = [], straying = !isPhone() || view.zoom > 1.6, chosen = chosenTroop(), opened = chosen && (bodyOf(chosen, tick) || isThere(chosen, tick)) ? chosen : null;
  ranks.forEach((rank, side) => {
    for (const [troop, alone] of topsOf(side, rank, INSETS.length ? 1 : lowest[side], tick, opened)) {
      const large = troop.rank >= lowest[side] || (opened !== null && troop.above === opened.above);
      if (large || isApart(troop, tick)) found.push([troop, alone]);
      if (!alone && large && straying && troop.rank >= 4 && troop.rank <= RANK_OF_AN_ARMY) found.push(...straysOf(troop, minute, tick));
      if (!alone && large && straying && !troop.ahead) found.push(...aheadOf(troop, minute, tick));
      if (!alone && INSETS.length) found.push(...elsewhereOf(troop, sheetAt(placeOf(troop, minute)), minute, tick));
    }
  });
  const has = found.some(([troop]) => troop === opened || (opened && isBelow(troop, opened)));
  return opened && !has ? [...found, [opened, false]] : found;
}

// Numbers of a formation with its troops: men, and shares weighted by men (fuel by what it burns).
function conditionOf(troop, minute) {
  const tick = tickAt(minute);
  const all = members(troop).filter((member) => isThere(member, tick));
  const fighters = all.filter((member) => member.combat);
  const counted = fighters.length ? fighters : all;
  const sum = (list, value) => list.reduce((total, member) => total + Math.max(value(member), 0), 0);
  const mean = (list, value, weight) => {
    const known = list.filter((member) => value(member) >= 0), total = sum(known, weight);
    return total ? known.reduce((sofar, member) => sofar + value(member) * weight(member), 0) / total : -1;
  };
  const men = (member) => Math.max(member.men(tick), 0), first = (member) => Math.max(member.men(0), 0, member.ahead && member === troop ? Math.max(...TICKS.map((_, at) => member.men(at))) : 0);
  const motors = counted.filter((member) => TICKS.some((_, at) => member.fuel_fills(at) > 0));
  const most = Math.max(...motors.map((member) => Math.max(...TICKS.map((_, at) => member.fuel_fills(at)))), 0);
  const everyone = members(troop);
  return {
    men: sum(all, men), tanks: sum(all, (member) => member.tanks(tick)), strength: sum(all, men) / Math.max(sum(everyone, first), 1),
    readiness: mean(counted, (member) => member.readiness(tick), men) / 100,
    supply: mean(counted, (member) => member.supply_fraction(tick), men) / 100,
    road: mean(counted, (member) => member.supply_km(tick), men),
    food: mean(counted, (member) => member.food_days(tick), men) / 10,
    fuel: motors.length ? mean(motors, (member) => member.fuel_fills(tick), (member) => Math.max(member.fillT, 0.001)) / 10 : -1,
    fullFuel: most / 10,
  };
}

// Events, and for each formation the numbers of its own.
const EVENTS = { ...DATA.events, m: summed(DATA.events.m) };
for (const troop of TROOPS) troop.events = [];
EVENTS.f.forEach((number, at) => { if (number >= 0) TROOPS[number].events.push(at); });

// State and cause at a minute: the last sample, or the last halt or move after it.
function stateOf(troop, minute) {
  const tick = tickAt(minute), st = troop.st(tick);
  if (st < 0 && troop.ahead) return { state: "", why: "with its main body", place: -1, next: -1, cause: "" };
  if (st < 0) return { state: STATE.ELIMINATED, why: "", place: -1, next: -1, cause: "" };
  if (DATA.states[st][0] === STATE.ELIMINATED) return { state: STATE.ELIMINATED, why: DATA.states[st][2], place: troop.pl(tick), next: -1, cause: DATA.states[st][1] };
  let [state, , why] = DATA.states[st], place = troop.pl(tick);
  for (let n = troop.events.length - 1; n >= 0; n--) {
    const at = troop.events[n];
    if (EVENTS.m[at] <= TICKS[tick]) break;
    if (EVENTS.m[at] > minute) continue;
    const kind = DATA.kinds[EVENTS.k[at]], said = DATA.texts[EVENTS.s[at]];
    place = EVENTS.p[at] >= 0 ? EVENTS.p[at] : place;
    if (kind === KIND.HALT) { state = STATE.HALTED; why = said.slice(said.indexOf(": ") + 1).trim(); break; }
    if (kind === KIND.RESUME || kind === KIND.START || kind === KIND.PASS) { state = STATE.MARCHING; why = ""; break; }
  }
  return { state, why, place, next: troop.nx(tick) };
}

// State of a formation with its troops: what most of its fighting men do, and the commonest reason among them.
function groupState(troop, minute) {
  const tick = tickAt(minute), middle = bodyOf(troop, tick) || troop, fighters = fightersBelow(troop, tick);
  if (fighters.length < 2) return stateOf(middle, minute);
  const states = new Map(), now = fighters.map((fighter) => [stateOf(fighter, minute), Math.max(fighter.men(tick), 1)]);
  for (const [{ state }, men] of now) states.set(state, (states.get(state) || 0) + men);
  const state = [...states].sort((a, b) => b[1] - a[1])[0][0], reasons = new Map();
  for (const [one, men] of now) if (one.state === state) reasons.set(one.why, (reasons.get(one.why) || 0) + men);
  const why = [...reasons].sort((a, b) => b[1] - a[1])[0][0], { place, next } = stateOf(middle, minute);
  return { state, why, place, next };
}

const placeName = (number) => (number >= 0 ? DATA.places[number][0] : "");
