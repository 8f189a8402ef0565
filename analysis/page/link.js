// The link: day, what is chosen, zoom, centre in km (of an inset with its number), layers that are off. It is a state: what it does
// not name is as at the beginning. A choice or a jump is a new state, to which Back returns; moving on from there is not.
const LINK_EVERY_MS = 260, LINK_PLAYING_MS = 1000;
const link = { written: 0, timer: 0, isNew: false };

function linkText() {
  const parts = ["day=" + Math.round(dayOf(now.minute) * 1000) / 1000];
  if (chosenId) parts.push("f=" + encodeURIComponent(chosenId));
  if (chosenPlace >= 0) parts.push("p=" + encodeURIComponent(DATA.places[chosenPlace][6]));
  if (view.zoom > 1.01) {
    const sheet = sheetInView(), [x, y] = centreOfView();
    const km = [sheet.west + (x - sheet.left) * HEAD.km, sheet.north - y * HEAD.km].map(Math.round);
    parts.push("z=" + view.zoom.toFixed(2), "c=" + [...km, ...(sheet === MAIN ? [] : [sheet.number])].join(","));
  }
  const off = Object.keys(LAYERS).filter((layer) => !LAYERS[layer]);
  if (off.length) parts.push("off=" + off.join(","));
  if (race.on) parts.push("on=race");
  if (sight.side >= 0) parts.push("saw=" + sight.side);
  if (HAS_WARS && wars.share !== 50) parts.push("share=" + wars.share);
  return "#" + parts.join("&");
}

// Keeps the state as it is for Back; what is written next is another one.
function stateChanges() {
  writeNow();
  link.isNew = true;
}

function writeLink(stamp) {
  clearTimeout(link.timer);
  if (stamp - link.written < (now.playing ? LINK_PLAYING_MS : LINK_EVERY_MS)) { link.timer = setTimeout(() => writeLink(performance.now()), LINK_EVERY_MS); return; }
  link.written = stamp;
  writeNow();
}

function writeNow() {
  const text = linkText(), begins = "#day=" + Math.round(dayOf(0) * 1000) / 1000;
  if (location.hash === text || (!location.hash && text === begins)) return;
  try {
    if (link.isNew) history.pushState(null, "", text);
    else history.replaceState(null, "", text);
  } catch { /* a page without an address has no link */ }
  link.isNew = false;
}

function readLink() {
  const given = new URLSearchParams(location.hash.slice(1)), number = (text) => (text && Number.isFinite(+text) ? +text : null);
  const day = number(given.get("day")), zoom = number(given.get("z")), off = (given.get("off") || "").split(",");
  now.reading = true;
  fly(null);
  jump(day === null ? 0 : minuteOf(day));
  for (const layer of Object.keys(LAYERS)) { LAYERS[layer] = !off.includes(layer); if ($("layer-" + layer)) $("layer-" + layer).checked = LAYERS[layer]; }
  const [x, y, inset] = (given.get("c") || "").split(",").map(number), sheet = SHEETS[inset ?? 0] || MAIN;
  const [u, v] = toPlate([sheet.left + ((x ?? 0) - sheet.west) / HEAD.km, (sheet.north - (y ?? 0)) / HEAD.km]);
  if (zoom === null) showWhole();
  else setView(x != null ? u : plate.wide / 2, y != null ? v : plate.high / 2, zoom);
  setRace(given.get("on") === "race");
  setSight(number(given.get("saw")));
  if (HAS_WARS) setShare(number(given.get("share")) ?? 50);
  const place = DATA.places.findIndex((one) => given.has("p") && one[6] === given.get("p"));
  if (place >= 0) choosePlace(place, "link"); else choose(given.get("f"), "link");
  now.reading = false;
  now.dirty = view.changed = true;
  toldKey = "";
}
