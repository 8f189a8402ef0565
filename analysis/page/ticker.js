// The list of events up to now, of the run and of history.
const EVENTS_AT_MOST = 120, FRESH_MIN = 720;
const MILESTONES = EVENTS.n.map((flag, at) => at).filter((at) => EVENTS.n[at]);

function timeMark(minute) {
  const mark = element("time", "", dayAndClock(minute));
  mark.setAttribute("datetime", new Date(START_MS + minute * 60000).toISOString().slice(0, 16));
  mark.title = shortTime(minute);
  return mark;
}

// Events of the run and of history up to now, the newest first; what history dates by the day is due in its morning.
const TOLD = [
  ...MILESTONES.map((at) => ({ minute: EVENTS.m[at], at })),
  ...HISTORY.filter((event) => event.late >= 0).map((event) => ({ minute: event.due, event })),
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
  $("ticker").replaceChildren(...(items.length ? items : [element("li", "empty", "Nothing yet. Press Play.")]));
}

// The time of a row: a button that leads to the hour and to what it is about.
function timeButton(words, minute, act) {
  const button = element("button", "when", words);
  button.type = "button";
  button.title = shortTime(minute);
  button.addEventListener("click", act);
  return button;
}

function runItem(at, minute) {
  const item = element("li", EVENTS.m[at] > minute - FRESH_MIN ? "fresh" : ""), text = element("span", "isolate");
  const words = DATA.texts[EVENTS.s[at]];
  if (EVENTS.f[at] >= 0) text.append(nameButton(TROOPS[EVENTS.f[at]], subjectOf(at)), " " + words);
  else text.append(words.charAt(0).toUpperCase() + words.slice(1));
  item.append(timeButton(dayAndClock(EVENTS.m[at]), EVENTS.m[at], () => goToEvent(at)), text);
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
