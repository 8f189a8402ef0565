// The view of the plate: its centre, pixels per unit, and how hands move it.
const MAP = $("map");
const MOST_ZOOM = 24, DRAG_PX = 4;
const view = { x: 0, y: 0, zoom: 1, width: 0, height: 0, fit: 1, scale: 1, changed: true };
const CALM = matchMedia("(prefers-reduced-motion: reduce)"), FLIGHT_MS = 480;
const flight = { from: null, to: null, begun: 0 };
const PHONE = matchMedia("(max-width: 599px), (max-height: 499px)");
let phone = PHONE.matches; // asked many times a frame
const isPhone = () => phone;
const isUpright = () => INSETS.length > 0 && isPhone() && matchMedia("(orientation: portrait)").matches;

function measure() {
  phone = PHONE.matches;
  view.width = MAP.clientWidth;
  if (isUpright()) MAP.style.setProperty("--plate", WIDE / upright(view.width, Infinity).high);
  MAP.classList.toggle("upright", isUpright());
  view.height = MAP.clientHeight;
  const centre = view.zoom > 1.01 ? centreOfView() : null;
  layPlate(view.width, view.height, isUpright());
  const across = view.width / plate.wide, down = view.height / plate.high, whole = Math.min(across, down);
  view.fit = INSETS.length || HEAD.fitted ? whole : isPhone() ? whole * 1.12 : clamp(Math.max(across, down), whole, whole * 1.25);
  MAP.classList.toggle("row", INSETS.length > 0 && !plate.beside);
  MAP.classList.toggle("column", plate.beside);
  $("stage").style.setProperty("--main", HIGH * view.fit + (view.height - plate.high * view.fit) / 2 + "px");
  setView(...(centre ? toPlate(centre) : [plate.wide / 2, plate.high / 2]), view.zoom);
}

function setView(x, y, zoom) {
  view.zoom = clamp(zoom, 1, MOST_ZOOM);
  view.scale = view.fit * view.zoom;
  const half = [plate.wide / 2, plate.high / 2], free = [view.width, view.height].map((size, n) => Math.max(half[n] - size / view.scale / 2, 0));
  view.x = clamp(x, half[0] - free[0], half[0] + free[0]);
  view.y = clamp(y, half[1] - free[1], half[1] + free[1]);
  view.changed = true;
  MAP.classList.toggle("whole", view.zoom < 1.02);
}

const plateToScreen = ([x, y]) => [(x - view.x) * view.scale + view.width / 2, (y - view.y) * view.scale + view.height / 2];
const toScreen = (at) => plateToScreen(toPlate(at));
const kmPerPixel = (sheet = MAIN) => HEAD.km / (view.scale * sheet.size);

// The part of the screen that a sheet has, as [left, top, right, bottom].
function boxOf({ room }) {
  if (!room) return [0, 0, view.width, view.height];
  const [left, top] = plateToScreen(room), [right, bottom] = plateToScreen(room.slice(2));
  return [Math.max(left, 0), Math.max(top, 0), Math.min(right, view.width), Math.min(bottom, view.height)];
}

const isIn = ([left, top, right, bottom], [x, y], by = 0) => x > left + by && y > top + by && x < right - by && y < bottom - by;

// The sheet in the middle of the screen, and the point of the plane that is there.
const sheetInView = () => INSETS.find((one) => isIn(one.room, [view.x, view.y])) || MAIN;

function centreOfView() {
  const { left, x, y, size } = sheetInView();
  return [left + (view.x - x) / size, (view.y - y) / size];
}

function zoomBy(factor, px = view.width / 2, py = view.height / 2) {
  const zoom = clamp(view.zoom * factor, 1, MOST_ZOOM), by = 1 / view.scale - 1 / (view.fit * zoom);
  setView(view.x + (px - view.width / 2) * by, view.y + (py - view.height / 2) * by, zoom);
}
const panBy = (dx, dy) => setView(view.x - dx / view.scale, view.y - dy / view.scale, view.zoom);
// Flies the view to a point of the plate and a zoom; null stops a flight.
function fly(x, y, zoom) {
  if (x === null) { flight.to = null; return; }
  if (CALM.matches) { setView(x, y, zoom); return; }
  Object.assign(flight, { from: { x: view.x, y: view.y, zoom: view.zoom }, to: { x, y, zoom: clamp(zoom, 1, MOST_ZOOM) }, begun: 0 });
}

// One frame of a flight: the zoom by equal ratios, the middle by the share of the way that leaves the goal at rest on the screen.
function fliesOn(stamp) {
  const { from, to } = flight;
  if (!to) return;
  flight.begun ||= stamp;
  const gone = clamp((stamp - flight.begun) / FLIGHT_MS, 0, 1), eased = gone * gone * (3 - 2 * gone);
  const zoom = from.zoom * (to.zoom / from.zoom) ** eased, near = Math.abs(to.zoom - from.zoom) < 0.01;
  const share = near ? eased : (1 / from.zoom - 1 / zoom) / (1 / from.zoom - 1 / to.zoom);
  setView(from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share, zoom);
  if (gone === 1) flight.to = null;
}

const showAll = () => fly(plate.wide / 2, plate.high / 2, 1);
const showWhole = () => setView(plate.wide / 2, plate.high / 2, 1);

// Pointers: one drags, two pinch, a press without movement is a click at (x, y).
function listenToPointers(onClick, onHover) {
  const down = new Map();
  let moved = 0, spread = 0;
  const spot = (event) => { const box = MAP.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  MAP.addEventListener("pointerdown", (event) => {
    if (event.button > 0 || event.target.closest("button")) return;
    fly(null);
    down.set(event.pointerId, spot(event));
    if (down.size === 1) moved = 0;
    spread = 0;
  });
  addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (!before) { if (MAP.contains(event.target)) onHover(...spot(event)); return; }
    const now = spot(event);
    down.set(event.pointerId, now);
    if (down.size === 1) {
      moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
      if (moved > DRAG_PX) { MAP.classList.add("dragging"); panBy(now[0] - before[0], now[1] - before[1]); }
    } else if (down.size === 2) {
      const [[x, y], [u, v]] = [...down.values()], apart = Math.hypot(x - u, y - v);
      if (spread) zoomBy(apart / spread, (x + u) / 2, (y + v) / 2);
      spread = apart; moved = Infinity;
    }
  });
  const up = (event) => {
    const at = down.get(event.pointerId);
    if (!at) return;
    down.delete(event.pointerId);
    MAP.classList.remove("dragging");
    if (event.type === "pointerup" && moved <= DRAG_PX) onClick(at[0], at[1], event.pointerType === "touch" ? 26 : 15);
  };
  addEventListener("pointerup", up);
  addEventListener("pointercancel", up);
  MAP.addEventListener("pointerleave", () => onHover(-1, -1));
  MAP.addEventListener("wheel", (event) => {
    event.preventDefault();
    fly(null);
    const [x, y] = spot(event);
    zoomBy(Math.exp(-clamp(event.deltaY, -120, 120) * 0.0022), x, y);
  }, { passive: false });
  MAP.addEventListener("dblclick", (event) => { if (!event.target.closest(".unit")) zoomBy(2, ...spot(event)); });
}
