// What the keys do.
const KEYS = [
  ["/ or Ctrl-K", "find a formation, a place or an event"], ["Space", "play or pause"], ["\u2190 \u2192", "six hours back or on; with Shift one day"],
  [", .", "previous or next event"], ["Home End", "beginning or end"], ["+ \u2212 0", "zoom to what is chosen, out, whole map"],
  ["arrows", "with the focus on the map: move it"], ["Enter", "on the map: into the formations; there arrows go to the next, Enter or Space opens"],
  ["Esc", "close the card; from a formation back to the map"], ["1 2 3 4", "speed"], ["L", "layers"], ["?", "this list"],
];
const SPEEDS = [6, 12, 24, 48], STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }, PAN_PX = 60;

function onKey(event) {
  const target = event.target, typing = target.matches("select, textarea, input:not([type=range]):not([type=checkbox])");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { openFind(); event.preventDefault(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || typing || $("help").open) return;
  const unit = target.closest ? target.closest(".unit") : null, step = STEPS[event.key];
  const act = ACTIONS[event.key] || ACTIONS[event.key.toLowerCase()];
  if (unit && onUnitKey(unit, event, step)) { event.preventDefault(); return; }
  if (target === MAP && step && !event.shiftKey) { fly(null); panBy(-PAN_PX * step[0], -PAN_PX * step[1]); }
  else if (target === MAP && event.key === "Enter") enterUnits();
  else if (event.key === " " && target.matches("button, input[type=checkbox], summary")) return;
  else if (act) act(event);
  else return;
  event.preventDefault();
}

// On a formation: Enter or Space opens it, arrows go to the next in their direction, Escape goes back to the map.
function onUnitKey(unit, event, step) {
  if (event.key === "Enter" || event.key === " ") choose(unit.dataset.id, "map");
  else if (event.key === "Escape" && !chosenId) MAP.focus({ preventScroll: true });
  else if (step && !event.shiftKey) nextUnit(unit, step);
  else return false;
  return true;
}

// The map is one stop of the Tab key; Enter leads to the chosen formation, else to the one nearest to the middle.
function enterUnits() {
  const off = (symbol) => (symbol.troop.id === chosenId ? -1 : Math.hypot(symbol.spot[0] - view.width / 2, symbol.spot[1] - view.height / 2));
  const first = symbolsNow.reduce((best, symbol) => (!best || off(symbol) < off(best) ? symbol : best), null);
  if (first) focusOn(first);
}

// A symbol that came while time ran is in the document from now on.
function focusOn({ group }) {
  if (!group.parentNode) $("units").append(group);
  group.focus({ preventScroll: true });
}

// The nearest symbol in a direction: what lies aside of it counts double.
function nextUnit(unit, [right, down]) {
  const here = symbolsNow.find((symbol) => symbol.group === unit);
  if (!here) return;
  const where = ({ spot, off }) => [spot[0] + off[0], spot[1] + off[1]], [x, y] = where(here);
  let best = null, least = Infinity;
  for (const symbol of symbolsNow) {
    const [u, v] = where(symbol), along = (u - x) * right + (v - y) * down, aside = Math.abs((u - x) * down) + Math.abs((v - y) * right), cost = along + 2 * aside;
    if (along > 1 && cost < least) { least = cost; best = symbol; }
  }
  if (best) focusOn(best);
}

const ACTIONS = {
  " ": () => play(!now.playing),
  ArrowLeft: (event) => jump(now.minute - (event.shiftKey ? MINUTES_PER_DAY : 360)),
  ArrowRight: (event) => jump(now.minute + (event.shiftKey ? MINUTES_PER_DAY : 360)),
  ",": () => jump(previousStop() ?? 0), ".": () => jump(nextStop() ?? END), Home: () => jump(0), End: () => jump(END),
  "+": zoomIn, "=": zoomIn, "-": () => zoomBy(1 / 1.5), "\u2212": () => zoomBy(1 / 1.5), 0: showAll, "/": openFind,
  Escape: () => choose(null), "?": () => $("help").showModal(),
  l: () => { showTab("layers"); $("layer-control").focus(); },
  ...Object.fromEntries(SPEEDS.map((speed, n) => [n + 1, () => setSpeed(speed)])),
};

function setSpeed(speed) {
  now.speed = speed;
  $("speed").value = String(speed);
}

