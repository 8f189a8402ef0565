// The list of events up to now, of the run and of history: ranked, by side and army, one row for what is one thing.
const ROWS_AT_MOST = 120, FRESH_MIN = 720, NAMED_AT_MOST = 3;
const MILESTONES = EVENTS.n.map((rank, at) => at).filter((at) => EVENTS.n[at]);
const TOGETHER = DATA.vocabulary.together;
const chosenRows = { rank: 2, side: "", army: "" };

// The army of a formation, else the highest above it.
function armyOf(troop) {
  let found = troop;
  for (let above = troop; above; above = above.above) { if (above.rank === RANK_OF_AN_ARMY) return above; if (above.rank <= RANK_OF_AN_ARMY) found = above; }
  return found;
}

// The first contact of each army is of the first rank.
const met = new Set();
for (const at of MILESTONES) {
  if (DATA.kinds[EVENTS.k[at]] !== KIND.CONTACT || EVENTS.f[at] < 0) continue;
  const army = armyOf(TROOPS[EVENTS.f[at]]);
  if (!met.has(army)) EVENTS.n[at] = 1;
  met.add(army);
}

// Events of the run and of history by time; what history dates by the day is due in its morning.
const TOLD = [
  ...MILESTONES.map((at) => ({ minute: EVENTS.m[at], at, rank: EVENTS.n[at] })),
  ...HISTORY.filter((event) => event.late >= 0).map((event) => ({ minute: event.due, event, rank: event.run === null || event.run === undefined ? 2 : 1 })),
].sort((a, b) => a.minute - b.minute || (a.event ? 1 : 0) - (b.event ? 1 : 0));
let toldKey = "";

function isWanted({ at, event, rank }) {
  const { side, army } = chosenRows;
  if (rank > chosenRows.rank || (event && !LAYERS.history)) return false;
  if (event) return side === "history" || (side === "" && (army === "" || String(event.army) === army));
  const troop = EVENTS.f[at] >= 0 ? TROOPS[EVENTS.f[at]] : null;
  if (army !== "") return troop !== null && String(armyOf(troop).number) === army;
  return side === "" || (troop !== null && String(troop.side) === side);
}

// What goes into one row: events of a kind and cause in one army on one day, if their kind can be told of several.
function keyOf(at) {
  const kind = DATA.kinds[EVENTS.k[at]], day = dayNumber(EVENTS.m[at]);
  if (kind !== KIND.CAPTURE && !TOGETHER[kind]) return "";
  const why = kind === KIND.HALT ? causeOf(at) : "", whose = EVENTS.f[at] >= 0 ? armyOf(TROOPS[EVENTS.f[at]]).number : "place " + EVENTS.p[at];
  return [day, kind, why, whose].join("/");
}

function causeOf(at) {
  const words = DATA.texts[EVENTS.s[at]], from = words.indexOf(": ");
  return from < 0 ? "" : words.slice(from + 2).split(";")[0];
}

// Rows up to a minute, the newest first: each a list of events of the run, or one event of history.
function rowsUpTo(minute) {
  const rows = [], byKey = new Map();
  let n = TOLD.length - 1;
  while (n >= 0 && TOLD[n].minute > minute) n--;
  for (; n >= 0 && rows.length < ROWS_AT_MOST; n--) {
    const one = TOLD[n];
    if (!isWanted(one)) continue;
    const key = one.event ? "" : keyOf(one.at);
    if (key && byKey.has(key)) { byKey.get(key).push(one.at); continue; }
    const row = one.event ? one : [one.at];
    if (key) byKey.set(key, row);
    rows.push(row);
  }
  return rows;
}

function fillTicker(minute) {
  let count = 0;
  while (count < TOLD.length && TOLD[count].minute <= minute) count++;
  const key = [count, LAYERS.history, Math.floor(minute / 60), ...Object.values(chosenRows)].join(" ");
  if (key === toldKey) return;
  toldKey = key;
  const rows = rowsUpTo(minute), before = rowItems;
  rowItems = new Map(rows.map((row) => { const name = nameOfRow(row); return [name, before.get(name) || itemOf(row, minute)]; }));
  for (const row of rows) if (!row.event) rowItems.get(nameOfRow(row)).className = rowClass(row[0], minute);
  keepItems($("ticker"), rows.length ? [...rowItems.values()] : [element("li", "empty", count ? "Nothing of this choice yet." : "Nothing yet. Press Play.")]);
}

// Rows that stay as they are keep their item, so that a list of a hundred is not laid out anew with each new one.
let rowItems = new Map();
const nameOfRow = (row) => (row.event ? "history " + row.event.number : row.join(" "));
const itemOf = (row, minute) => (row.event ? historyItem(row.event) : row.length > 1 ? manyItem(row, minute) : runItem(row[0], minute));

function keepItems(list, items) {
  const kept = new Set(items);
  for (const item of [...list.children]) if (!kept.has(item)) item.remove();
  items.forEach((item, n) => { if (list.children[n] !== item) list.insertBefore(item, list.children[n] || null); });
}

// The time of a row: a button that leads to the hour and to what it is about.
function timeButton(words, minute, act) {
  const button = element("button", "when", words);
  button.type = "button";
  button.title = shortTime(minute);
  button.addEventListener("click", act);
  return button;
}

function rowClass(at, minute) {
  return "rank" + EVENTS.n[at] + (EVENTS.m[at] > minute - FRESH_MIN ? " fresh" : "");
}

function runItem(at, minute) {
  const item = element("li", rowClass(at, minute)), text = element("span", "isolate");
  const words = DATA.texts[EVENTS.s[at]];
  if (EVENTS.f[at] >= 0) text.append(nameButton(TROOPS[EVENTS.f[at]], subjectOf(at)), " " + words);
  else text.append(words.charAt(0).toUpperCase() + words.slice(1));
  item.append(timeButton(dayAndClock(EVENTS.m[at]), EVENTS.m[at], () => goToEvent(at)), text);
  return item;
}

// One row for what several formations of an army did on a day, or for what happened several times at a place.
function manyItem(list, minute) {
  const at = list[0], item = element("li", rowClass(at, minute)), text = element("span", "isolate"), kind = DATA.kinds[EVENTS.k[at]];
  const places = [...new Set(list.filter((one) => EVENTS.p[one] >= 0).map((one) => EVENTS.p[one]))].sort((a, b) => DATA.places[a][3] - DATA.places[b][3] || DATA.places[b][4] - DATA.places[a][4]);
  const units = [...new Set(list.map((one) => EVENTS.f[one]).filter((number) => number >= 0))].map((number) => TROOPS[number]);
  if (!units.length) text.append(list.length + " times: " + DATA.texts[EVENTS.s[at]]);
  else if (kind === KIND.CAPTURE) {
    text.append(nameButton(armyOf(units[0])), " takes ");
    places.slice(0, NAMED_AT_MOST).forEach((place, n) => text.append(n ? ", " : "", placeButton(place)));
    if (places.length > NAMED_AT_MOST) text.append(" and " + (places.length - NAMED_AT_MOST) + " more");
  } else {
    const why = kind === KIND.HALT ? causeOf(at) : "";
    const whose = element("span", "joined"); // the colon keeps to the name
    whose.append(nameButton(armyOf(units[0])), ":");
    text.append(whose, " " + (units.length > 1 ? units.length + " formations " : "its troops ") + TOGETHER[kind] + (why ? ": " + why : "") + " (");
    units.slice(0, NAMED_AT_MOST).forEach((troop, n) => text.append(n ? ", " : "", nameButton(troop, troop.short)));
    text.append(units.length > NAMED_AT_MOST ? " \u2026)" : ")");
  }
  item.append(timeButton(dayLabel(EVENTS.m[at]), EVENTS.m[at], () => goToEvent(at)), text);
  return item;
}

function historyItem(event, isAtItsPlace = false) {
  const item = element("li", "past"), text = element("span", "isolate");
  text.append(element("span", "tag", "history"));
  if (event.place >= 0 && !isAtItsPlace) text.append(placeButton(event.place), ": ");
  text.append(event.text);
  const compared = comparison(event);
  if (compared) text.append(element("span", "compare", compared));
  item.append(timeButton(event.byDay ? dayLabel(event.due) : dayAndClock(event.late), event.due, () => goToHistory(event)), text);
  return item;
}

// The one that does it: of a headquarters its own name where the event is not its whole army's.
function subjectOf(at) {
  if (EVENTS.f[at] < 0) return "";
  const troop = TROOPS[EVENTS.f[at]];
  return DATA.vocabulary.whole.includes(DATA.kinds[EVENTS.k[at]]) ? troop.group : troop.own;
}

function placeButton(number) {
  const button = element("button", "name isolate", placeName(number));
  button.type = "button";
  button.addEventListener("click", () => choosePlace(number));
  return button;
}

function goToEvent(at) {
  stateChanges();
  play(false);
  jump(EVENTS.m[at]);
  if (EVENTS.f[at] >= 0) choose(TROOPS[EVENTS.f[at]].id);
  else if (EVENTS.p[at] >= 0) choosePlace(EVENTS.p[at]);
}

function goToHistory(event) {
  stateChanges();
  play(false);
  jump(Math.max(event.due, 0));
  if (event.place >= 0) choosePlace(event.place);
}

// The choices above the list: how much of it, whose side, which army.
function listenToRows() {
  const option = (value, words) => { const made = element("option", "", words); made.value = value; return made; };
  const armies = [...new Set(MILESTONES.filter((at) => EVENTS.f[at] >= 0).map((at) => armyOf(TROOPS[EVENTS.f[at]])))].filter((army) => army.rank === RANK_OF_AN_ARMY);
  $("rows-rank").append(option(1, "Main"), option(2, "+ halts"), option(3, "All"));
  $("rows-side").append(option("", "Both sides"), ...HEAD.sides.slice(0, 2).map((name, side) => option(String(side), name)), option("history", "History"));
  $("rows-army").append(option("", "All armies"), ...armies.sort((a, b) => a.side - b.side || a.number - b.number).map((army) => option(String(army.number), army.group)));
  $("rows-rank").value = String(chosenRows.rank);
  const change = () => { chosenRows.rank = +$("rows-rank").value; chosenRows.side = $("rows-side").value; chosenRows.army = $("rows-army").value; now.dirty = true; };
  for (const id of ["rows-rank", "rows-side", "rows-army"]) $(id).addEventListener("change", change);
}
