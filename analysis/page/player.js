// Time: play, slider, keys, the link, and what is drawn when.
const SPEEDS = [6, 12, 24, 48], LINK_EVERY_MS = 260, ARRANGE_EVERY_MS = 170, LABEL_EVERY_MS = 250;
const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const now = { minute: 0, playing: false, speed: 12, last: 0, step: -1, arranged: 0, told: 0, dirty: true, drawnAt: -1, calm: 0 };
const STOPS = [...new Set([...MILESTONES.map((at) => EVENTS.m[at]), ...HISTORY.filter((event) => event.late >= 0 && event.late <= END).map((event) => event.late)])].sort((a, b) => a - b);
let symbolsNow = [];

function goTo(minute) {
  now.minute = clamp(minute, 0, END);
  now.dirty = true;
}

function jump(minute) {
  goTo(Math.round(minute));
  for (const symbol of symbolsNow) symbol.off = null;
}

const nextStop = () => STOPS.find((stop) => stop > Math.round(now.minute));
const previousStop = () => STOPS.filter((stop) => stop < Math.round(now.minute)).pop();

function play(on) {
  if (on && now.minute >= END) goTo(0);
  now.playing = on; now.last = 0; now.calm = 0; now.dirty = true;
  $("play").textContent = on ? "Pause" : "Play";
  $("play").setAttribute("aria-pressed", String(on));
  $("card-body").setAttribute("aria-live", on ? "off" : "polite");
}

function advance(stamp) {
  const seconds = now.last ? Math.min((stamp - now.last) / 1000, 0.25) : 0;
  now.last = stamp;
  if (CALM.matches) {
    now.calm += seconds;
    if (now.calm < 1) return;
    now.calm = 0;
    goTo(nextStop() ?? END);
  } else {
    goTo(now.minute + seconds * now.speed * 60);
  }
  if (now.minute >= END) play(false);
}

function frame(stamp) {
  requestAnimationFrame(frame);
  if (now.playing) advance(stamp);
  if (view.changed) { drawNames(); drawScale(); now.step = -1; now.arranged = 0; for (const symbol of drawn.values()) symbol.off = null; }
  if (!view.changed && !now.dirty && !now.gliding) return;
  const step = stepAt(now.minute), fresh = view.changed || now.dirty;
  if (step !== now.step) { drawGround($("ground"), now.minute); now.step = step; }
  if (fresh) draw(stamp);
  else if (LAYERS.troops) glide();
  view.changed = now.dirty = false;
}

function draw(stamp) {
  const still = !now.playing;
  symbolsNow = LAYERS.troops ? gather(now.minute) : [];
  for (const symbol of symbolsNow) symbol.label = labelOf(symbol);
  drawDue(now.minute);
  if (still || stamp - now.arranged > ARRANGE_EVERY_MS || symbolsNow.some((symbol) => !symbol.wanted)) {
    arrange(symbolsNow, [...nameBoxes, ...dueBoxes]);
    now.arranged = stamp;
  }
  drawWays($("ways"), symbolsNow, now.minute);
  drawChains($("ways"), now.minute);
  drawGhosts($("ways"), symbolsNow, now.minute);
  glide();
  showTime();
  if (still || stamp - now.told > LABEL_EVERY_MS) { showPanel(); now.told = stamp; }
  writeLink(stamp);
}

function glide() {
  showSymbols(symbolsNow, now.minute, CALM.matches ? 1 : 0.16);
  now.gliding = symbolsNow.some(({ off, wanted }) => Math.hypot(off[0] - wanted.dx, off[1] - wanted.dy) > 0.4);
}

function showTime() {
  const date = dateOf(now.minute);
  $("day").textContent = dayLabel(now.minute);
  $("date").textContent = date.day + " " + date.month.slice(0, 3) + ", " + date.clock;
  const slider = $("slider");
  slider.value = now.minute;
  slider.setAttribute("aria-valuetext", spokenTime(now.minute));
  const share = now.minute / Math.max(END, 1); // the middle of the thumb, which is 18 pixels wide
  slider.style.background = `linear-gradient(${COLOUR.first}, ${COLOUR.first}) 0 50% / calc(9px + ${share.toFixed(4)} * (100% - 18px)) 8px no-repeat, linear-gradient(#E9E5DC, #E9E5DC) 0 50% / 100% 8px no-repeat`;
}

function showPanel() {
  if (!now.playing) nameSymbols(symbolsNow, now.minute);
  fillCard(now.minute);
  fillTicker(now.minute);
  if (!now.playing && $("text").offsetParent) fillTable(now.minute);
}

function choose(id) {
  chosenId = BY_ID.has(id) ? id : null;
  if (chosenId && isPhone()) showTab("card");
  now.dirty = true;
}

// The ruler under the slider: days, events of the run in the side's colour, history's in black above them.
function drawRuler() {
  const ruler = $("ruler"), width = ruler.clientWidth, at = (minute) => (9 + ((width - 18) * clamp(minute, 0, END)) / Math.max(END, 1)).toFixed(1);
  const made = [], mark = (name, minute, from, to) => made.push(shape("path", { class: name, d: `M${at(minute)} ${from}V${to}`, "stroke-width": name === "past" ? 2 : 1.2, fill: "none" }));
  for (const event of HISTORY) if (event.late >= 0 && event.late <= END) mark("past", event.late, 1, 6);
  for (const index of MILESTONES) mark("run", EVENTS.m[index], 8, 13);
  const days = Math.ceil(dayOf(END)), each = days <= 10 ? 1 : 5, room = width / Math.max(days / each, 1) > 104;
  for (let day = 0; day <= days; day++) {
    const minute = minuteOf(day);
    if (minute < 0 && day > 0 || minute > END) continue;
    mark("tick", minute, 14, day % each ? 17 : 20);
    if (day % each || (width - 18) * (1 - minute / END) < 24) continue;
    const text = shape("text", { x: at(minute), y: 32, "text-anchor": day || !room ? "middle" : "start" });
    text.textContent = "D+" + day + (room ? " / " + shortDate(Math.max(minute, 0)) : "");
    made.push(text);
  }
  if (Number.isFinite(HEAD.clean) && HEAD.clean < END) mark("clean", HEAD.clean, -22, 20);
  ruler.replaceChildren(...made);
}

// The link: day, formation, zoom, centre in km (of an inset with its number), layers that are off.
let linkWritten = 0, linkTimer = 0;

function linkText() {
  const parts = ["day=" + Math.round(dayOf(now.minute) * 1000) / 1000];
  if (chosenId) parts.push("f=" + encodeURIComponent(chosenId));
  if (view.zoom > 1.01) {
    const sheet = sheetInView(), [x, y] = centreOfView();
    const km = [sheet.west + (x - sheet.left) * HEAD.km, sheet.north - y * HEAD.km].map(Math.round);
    parts.push("z=" + view.zoom.toFixed(2), "c=" + [...km, ...(sheet === MAIN ? [] : [sheet.number])].join(","));
  }
  const off = Object.keys(LAYERS).filter((layer) => !LAYERS[layer]);
  if (off.length) parts.push("off=" + off.join(","));
  return "#" + parts.join("&");
}

function writeLink(stamp) {
  clearTimeout(linkTimer);
  if (stamp - linkWritten < LINK_EVERY_MS) { linkTimer = setTimeout(() => writeLink(performance.now()), LINK_EVERY_MS); return; }
  linkWritten = stamp;
  const text = linkText();
  if (location.hash === text || (now.minute === 0 && !location.hash && text === "#day=" + Math.round(dayOf(0) * 1000) / 1000)) return;
  try { history.replaceState(null, "", text); } catch { /* a page without an address has no link */ }
}

function readLink() {
  const given = new URLSearchParams(location.hash.slice(1)), number = (text) => (text && Number.isFinite(+text) ? +text : null);
  const day = number(given.get("day")), zoom = number(given.get("z"));
  if (day !== null) goTo(minuteOf(day));
  if (given.has("f")) choose(given.get("f"));
  if (given.has("off")) for (const layer of given.get("off").split(",")) if (Object.hasOwn(LAYERS, layer)) LAYERS[layer] = false;
  for (const layer of Object.keys(LAYERS)) if ($("layer-" + layer)) $("layer-" + layer).checked = LAYERS[layer];
  const [x, y, inset] = (given.get("c") || "").split(",").map(number), sheet = SHEETS[inset ?? 0] || MAIN;
  const [u, v] = toPlate([sheet.left + ((x ?? 0) - sheet.west) / HEAD.km, (sheet.north - (y ?? 0)) / HEAD.km]);
  if (zoom !== null) setView(x != null ? u : plate.wide / 2, y != null ? v : plate.high / 2, zoom);
  now.dirty = view.changed = true;
}

const KEYS = [
  ["Space", "play or pause"], ["\u2190 \u2192", "six hours back or on; with Shift one day"], [", .", "previous or next event"], ["Home End", "beginning or end"],
  ["+ \u2212 0", "zoom in, out, whole map"], ["Tab, Enter", "go through the formations, open one"], ["Esc", "close the card"], ["arrows", "move the map, when it has the focus"],
  ["1 2 3 4", "speed"], ["L", "layers"], ["?", "this list"],
];

function onKey(event) {
  const target = event.target, typing = target.matches("select, textarea, input:not([type=range]):not([type=checkbox])");
  if (event.ctrlKey || event.metaKey || event.altKey || typing || $("help").open) return;
  const unit = target.closest ? target.closest(".unit") : null, arrows = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  const act = ACTIONS[event.key] || ACTIONS[event.key.toLowerCase()];
  if (target === MAP && arrows && !event.shiftKey) panBy(...arrows);
  else if (unit && event.key === "Enter") choose(unit.dataset.id);
  else if (event.key === " " && target.matches("button, input[type=checkbox], summary")) return;
  else if (act) act(event);
  else return;
  event.preventDefault();
}

const ACTIONS = {
  " ": () => play(!now.playing),
  ArrowLeft: (event) => jump(now.minute - (event.shiftKey ? MINUTES_PER_DAY : 360)),
  ArrowRight: (event) => jump(now.minute + (event.shiftKey ? MINUTES_PER_DAY : 360)),
  ",": () => jump(previousStop() ?? 0), ".": () => jump(nextStop() ?? END), Home: () => jump(0), End: () => jump(END),
  "+": () => zoomBy(1.5), "=": () => zoomBy(1.5), "-": () => zoomBy(1 / 1.5), "\u2212": () => zoomBy(1 / 1.5), 0: showWhole,
  Escape: () => choose(null), "?": () => $("help").showModal(),
  l: () => { if (isPhone()) showTab("layers"); $("layer-control").focus(); },
  ...Object.fromEntries(SPEEDS.map((speed, n) => [n + 1, () => setSpeed(speed)])),
};

function setSpeed(speed) {
  now.speed = speed;
  $("speed").value = String(speed);
}

function symbolNear(x, y, reach) {
  let best = null, least = reach;
  for (const symbol of symbolsNow) {
    const dx = Math.max(Math.abs(symbol.spot[0] + symbol.off[0] - x) - symbol.w / 2, 0), dy = Math.max(Math.abs(symbol.spot[1] + symbol.off[1] - y) - symbol.h / 2, 0);
    if (Math.hypot(dx, dy) < least) { least = Math.hypot(dx, dy); best = symbol; }
  }
  return best;
}

function onClick(x, y, reach) {
  const symbol = symbolNear(x, y, reach), event = symbol ? null : dueNear(x, y, reach, now.minute);
  if (event) showNote(x, y, ...historyNote(event));
  else { $("note").hidden = true; if (symbol) choose(symbol.troop.id); }
}

function onHover(x, y) {
  const symbol = symbolNear(x, y, 3), event = symbol ? null : dueNear(x, y, 8, now.minute);
  if (symbol) {
    const stands = symbol.alone ? stateOf(symbol.troop, now.minute) : groupState(symbol.troop, now.minute), names = [symbol.troop, ...symbol.with].map((troop) => troop.group);
    showNote(x, y, names.slice(0, 4).join(", ") + (names.length > 4 ? " and " + (names.length - 4) + " more" : ""), stands.state + (stands.why ? ": " + stands.why : ""));
  } else if (event) showNote(x, y, ...historyNote(event));
  else $("note").hidden = true;
}

const historyNote = (event) => ["History, " + windowText(event) + " \u00b7 " + placeName(event.place), event.text + " " + comparison(event)];

function showNote(x, y, head, text) {
  const note = $("note");
  note.replaceChildren(element("b", "isolate", head), document.createElement("br"), element("span", "isolate", text));
  note.hidden = false;
  note.style.left = clamp(x + 14, 4, Math.max(view.width - note.offsetWidth - 4, 4)) + "px";
  note.style.top = clamp(y + 16, 4, Math.max(view.height - note.offsetHeight - 4, 4)) + "px";
}

// The key of the map, made from the marks themselves.
function makeKey() {
  const line = (color, width, dashes) => shape("path", { d: "M1 7H29", stroke: color, "stroke-width": width, "stroke-dasharray": dashes || "none", fill: "none" });
  const rows = HEAD.sides.slice(0, 2).map((name, side) => {
    const troop = TROOPS.find((one) => one.side === side && one.rank === 3) || TROOPS.find((one) => one.side === side);
    return [troop ? sample(troop) : line(side ? COLOUR.second : COLOUR.first, 2), name];
  });
  const bands = shape("g", {});
  REACH.band_pt.forEach((width, n) => bands.append(shape("path", { d: `M${1 + 9.4 * n} 7h9.4`, stroke: REACH.color, "stroke-width": 1.4 * width, fill: "none" })));
  const halt = shape("g", {}), letter = shape("text", { x: 15, y: 10.4, "text-anchor": "middle", "font-size": 9.5, "font-weight": 700 });
  letter.textContent = "F";
  halt.append(shape("circle", { cx: 15, cy: 7, r: 6, fill: "#FFF", stroke: REACH.sign_color, "stroke-width": 1.2 }), letter);
  rows.push([line(COLOUR.plan_ahead, 1.5, "6 3.4"), "way still planned"], [bands, "fuel in hand for 1, 3, 5 days"], [halt, "stands for fuel, O by order, P phase line"], [shape("circle", { cx: 15, cy: 7, r: 4.6, fill: "#000", stroke: "#FFF" }), "an event of history falls due"]);
  for (const [mark, words] of rows) {
    const row = element("div", ""), picture = shape("svg", { viewBox: "0 0 30 14" });
    picture.append(mark);
    row.append(picture, element("span", "isolate", words));
    $("key").append(row);
  }
}

function sample(troop) {
  const made = shape("g", { transform: "translate(15 9)" });
  made.append(drawSymbol({ ...troop, sign: { ...troop.sign, width_pt: 11, marks: "" } }, troop.branch));
  return made;
}

function begin() {
  document.title = HEAD.title + " \u00b7 replay";
  $("title").textContent = HEAD.title;
  const zone = HEAD.zone ? "UTC" + (HEAD.zone > 0 ? "+" : "\u2212") + Math.abs(HEAD.zone) : "UTC";
  $("subtitle").textContent = HEAD.run.split(" \u00b7 ").slice(1, 3).join(", ") + (HEAD.changed ? " \u00b7 " + HEAD.changed : "") + " \u00b7 one simulated run, times " + zone + (GHOSTS.size ? " \u00b7 outlines: the other run" : "");
  $("credits").textContent = [HEAD.run, HEAD.projection, HEAD.credits].filter(Boolean).join(". ") + ". Control between places is that of the nearest road or railway, smoothed; symbols stand off their place on a leader.";
  $("slider").max = END;
  for (const [key, words] of KEYS) $("keys").append(element("dt", "", key), element("dd", "", words));
  makeSwitches(() => { now.dirty = view.changed = true; toldKey = ""; });
  makeKey();
  $("play").addEventListener("click", () => play(!now.playing));
  $("previous").addEventListener("click", () => jump(previousStop() ?? 0));
  $("next").addEventListener("click", () => jump(nextStop() ?? END));
  $("slider").addEventListener("input", (event) => goTo(+event.target.value));
  $("speed").addEventListener("change", (event) => setSpeed(+event.target.value));
  $("zoom-in").addEventListener("click", () => zoomBy(1.5));
  $("zoom-out").addEventListener("click", () => zoomBy(1 / 1.5));
  $("zoom-fit").addEventListener("click", showWhole);
  $("help-open").addEventListener("click", () => $("help").showModal());
  $("text-open").addEventListener("click", () => {
    const on = document.querySelector("aside").classList.toggle("text-shown");
    $("text-open").setAttribute("aria-expanded", String(on));
    fillTable(now.minute);
    if (on) $("text").scrollIntoView({ block: "start" });
  });
  listenToTabs();
  showTab("events");
  listenToPointers(onClick, onHover);
  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", readLink);
  measure();
  new ResizeObserver(() => { measure(); drawRuler(); }).observe(MAP);
  readLink();
  drawRuler();
  requestAnimationFrame(frame);
}

begin();
