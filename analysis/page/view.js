// The view of the map: centre in units of the sheet, pixels per unit, and how hands move it.
const MAP = $("map"), [WIDE, HIGH] = HEAD.size;
const MOST_ZOOM = 24, DRAG_PX = 4;
const view = { x: WIDE / 2, y: HIGH / 2, zoom: 1, width: 0, height: 0, fit: 1, scale: 1, changed: true };
const isPhone = () => matchMedia("(max-width: 759px)").matches;

function measure() {
  view.width = MAP.clientWidth; view.height = MAP.clientHeight;
  const whole = Math.min(view.width / WIDE, view.height / HIGH), filled = Math.max(view.width / WIDE, view.height / HIGH);
  view.fit = isPhone() ? whole * 1.12 : clamp(filled, whole, whole * 1.25);
  setView(view.x, view.y, view.zoom);
}

function setView(x, y, zoom) {
  view.zoom = clamp(zoom, 1, MOST_ZOOM);
  view.scale = view.fit * view.zoom;
  const roomX = Math.max(WIDE / 2 - view.width / view.scale / 2, 0), roomY = Math.max(HIGH / 2 - view.height / view.scale / 2, 0);
  view.x = clamp(x, WIDE / 2 - roomX, WIDE / 2 + roomX);
  view.y = clamp(y, HIGH / 2 - roomY, HIGH / 2 + roomY);
  view.changed = true;
  MAP.classList.toggle("whole", view.zoom < 1.02);
}

const toScreen = ([x, y]) => [(x - view.x) * view.scale + view.width / 2, (y - view.y) * view.scale + view.height / 2];
const kmPerPixel = () => HEAD.km / view.scale;

function zoomBy(factor, px = view.width / 2, py = view.height / 2) {
  const zoom = clamp(view.zoom * factor, 1, MOST_ZOOM), by = 1 / view.scale - 1 / (view.fit * zoom);
  setView(view.x + (px - view.width / 2) * by, view.y + (py - view.height / 2) * by, zoom);
}
const panBy = (dx, dy) => setView(view.x - dx / view.scale, view.y - dy / view.scale, view.zoom);
const showWhole = () => setView(WIDE / 2, HIGH / 2, 1);

// Pointers: one drags, two pinch, a press without movement is a click at (x, y).
function listenToPointers(onClick, onHover) {
  const down = new Map();
  let moved = 0, spread = 0;
  const spot = (event) => { const box = MAP.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  MAP.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
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
    const [x, y] = spot(event);
    zoomBy(Math.exp(-clamp(event.deltaY, -120, 120) * 0.0022), x, y);
  }, { passive: false });
  MAP.addEventListener("dblclick", (event) => { if (!event.target.closest(".unit")) zoomBy(2, ...spot(event)); });
}
