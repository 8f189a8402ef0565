// Names on the map: those placed by hand, the towns by size, and history's events where they fall due.
const TITLE_KM = [500, 200, 100, 50, 20, 10, 5, 2, 1, 0];
const PX_PER_NAME = 15000; // one name for so many square pixels of map, the greatest first
const PX_PER_LENS_NAME = 7000;
const DUE_FOR_MIN = 1080, LABELS_AT_MOST = 3, WORDS_AT_MOST = 30;
const ORDER_OF_PLACES = DATA.places.map((place, number) => number).filter((number) => !DATA.places[number][7]).sort((a, b) => DATA.places[a][3] - DATA.places[b][3] || DATA.places[b][4] - DATA.places[a][4] || a - b);
const TOWNS_FROM = ORDER_OF_PLACES.length < 40; // a small map names every place
const THIN_SPACE = 0.2; // of the size of the type
const DUE_OFF_PX = 7, DUE_WEIGHT = 5, DUE_OVER = 120; // of history's events on the map: weight of what they take, and what a label may cover
const namedPlaces = new Set(); // numbers of the towns whose names are on the map
let nameBoxes = []; // what the names take, in points of paper

// Draws all names anew for the view; what they cover is kept for the symbols to avoid.
function drawNames() {
  const layer = $("names");
  layer.replaceChildren();
  namedPlaces.clear();
  nameBoxes = furniture();
  for (const inset of INSETS) drawTitle(layer, inset);
  if (!LAYERS.names) return;
  for (const name of DATA.names) drawHandName(layer, name);
  let room = Math.round((view.width * view.height) / PX_PER_NAME);
  const kept = [], free = new Map(LENSES.map((lens) => { const [left, top, right, bottom] = boxOf(lens); return [lens, Math.round((Math.max(right - left, 0) * Math.max(bottom - top, 0)) / PX_PER_LENS_NAME)]; }));
  for (const number of ORDER_OF_PLACES) {
    if (room <= 0) break;
    const [name, ux, uy, tier] = DATA.places[number], look = LOOK.towns[tier - 1];
    for (const spot of seenAt([ux, uy])) {
      const sheet = sheetAt(spot), box = boxOf(sheet), at = toScreen(spot);
      const from = look.from_pt_per_km * (sheet === MAIN ? LOOK.screen.names_from : LOOK.screen.inset_names_from);
      if (free.get(sheet) <= 0) continue;
      if (!TOWNS_FROM && 1 / (kmPerPixel(sheet) * pxPerPt()) < from) continue;
      if (isIn(box, at, 4) && drawTown(layer, look.capitals ? name.toUpperCase() : name, at, tier, box)) {
        kept.push([nameBoxes[nameBoxes.length - 2], look.kept]);
        namedPlaces.add(number);
        if (free.has(sheet)) free.set(sheet, free.get(sheet) - 1); else room--;
      }
    }
  }
  for (const [box, weight] of kept) box[4] = weight; // what a name weighs while symbols are placed
}

// Boxes of what lies over the map: zoom buttons, scale and key.
function furniture() {
  const map = MAP.getBoundingClientRect();
  return ["zoom", "scale", "key", "key-open"].map((id) => $(id).getBoundingClientRect()).filter((box) => box.width)
    .map((box) => boxOnPaper([box.left - map.left - 6, box.top - map.top - 6, box.right - map.left + 6, box.bottom - map.top + 6], PLACING.card));
}

// The name of an inset over a bar of km, in its upper left corner; only what its width has room for.
function drawTitle(layer, inset) {
  const [left, top, right, bottom] = boxOf(inset), long = textWidth(inset.name, "700 12px");
  if (right - left < long + 4 || bottom - top < 24) return;
  const km = TITLE_KM.find((step) => step / kmPerPixel(inset) < (right - left) / 4), bar = km / kmPerPixel(inset), wide = Math.max(long, bar + 48) + 12;
  const whole = right - left > wide + 40, text = (words, x, y, name) => {
    const made = shape("text", { class: name + " isolate", x, y });
    made.textContent = words;
    layer.append(made);
  };
  if (whole) layer.append(shape("rect", { class: "title-card", x: left, y: top, width: wide, height: 34 }));
  text(inset.name, left + (whole ? 6 : 3), top + 14, whole ? "title" : "title halo");
  if (whole) {
    layer.append(shape("path", { class: "title-bar", d: `M${left + 6} ${top + 25}h${bar}` }));
    text(km + " km", left + bar + 11, top + 28, "title-km");
  }
  nameBoxes.push(boxOnPaper([left, top, left + (whole ? wide : long + 4), top + (whole ? 34 : 18)], PLACING.card));
}

function drawTown(layer, words, at, tier, room) {
  const look = LOOK.towns[tier - 1], size = typePx(look.type_pt), weight = look.weight === "regular" ? 400 : 600, place = onPaper(at), half = (look.mark_pt * pxPerPt()) / 2;
  const slot = placeTownName(nameBoxes, place, textPoints(words, weight + " " + size + "px"), tier, roomOnPaper(room));
  if (!slot) return false;
  const [x, y] = onScreen(slot), from = ROUND.mark_half_pt, fill = look.filled ? COLOUR.ink : COLOUR.paper;
  const mark = look.square ? shape("rect", { x: at[0] - half, y: at[1] - half, width: 2 * half, height: 2 * half, fill }) : shape("circle", { cx: at[0], cy: at[1], r: half, fill });
  mark.setAttribute("class", "mark");
  const text = shape("text", { class: "town halo isolate", x: x.toFixed(1), y: y.toFixed(1), "font-size": size, "font-weight": weight });
  text.textContent = words;
  layer.append(mark, text);
  nameBoxes.push([place[0] - from, place[1] - from, place[0] + from, place[1] + from, ROUND.mark]);
  return true;
}

function drawHandName(layer, [words, style, ux, uy, points, angle]) {
  const [x, y] = toScreen([ux, uy]), size = clamp(points * (isPhone() ? 1.05 : 1.35), 11, 20);
  if (!isIn(boxOf(sheetAt([ux])), [x, y]) || (isPhone() && view.zoom < 1.5 && style !== "state")) return;
  const look = LOOK.hand_names[style], lines = (look.capitals ? words.toUpperCase() : words).split("\n"), wide = look.spaced * THIN_SPACE * (isPhone() ? 0.5 : 1);
  const type = { fill: look.color, "font-weight": look.weight === "regular" ? 400 : 600, "font-style": look.italic ? "italic" : "normal" };
  const text = shape("text", { class: "hand isolate", ...type, "font-size": size, "letter-spacing": (wide * size).toFixed(1), transform: `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${-angle})` });
  lines.forEach((line, n) => {
    const span = shape("tspan", { x: 0, y: ((n - (lines.length - 1) / 2) * 1.05 + 0.33) * size });
    span.textContent = line;
    text.append(span);
  });
  layer.append(text);
  const long = Math.max(...lines.map((line) => textWidth(line, size + "px") + wide * size * line.length)), turn = (-angle * Math.PI) / 180, steps = Math.max(Math.round(long / size), 2);
  for (let n = 0; n < steps; n++) {
    const along = (n / (steps - 1) - 0.5) * long, cx = x + Math.cos(turn) * along, cy = y + Math.sin(turn) * along;
    nameBoxes.push(boxOnPaper([cx - size / 2, cy - size / 2, cx + size / 2, cy + size / 2], ROUND.hand));
  }
}

// History's events on the map at a minute: a ring while the window is open, black when due, small when a day is over.
const isMidnight = (minute) => (minute + 2 + MORNING) % MINUTES_PER_DAY <= 2; // the last minutes of a day count as its end
const HISTORY = DATA.history.map(([early, late, place, text, run, army], number) => {
  const byDay = isMidnight(early) && isMidnight(late) && late > early; // dated by the day: due from the morning of the last
  return { early, late, place, text, run, army, number, byDay, due: byDay ? Math.max(minuteOf(dayNumber(late - 2)), early) : late };
});
let dueBoxes = [];

function dueAt(minute) {
  const newest = new Map(), few = isPhone() && view.zoom < 1.6;
  for (const event of LAYERS.history ? HISTORY : []) {
    if (event.place < 0 || !isSeen(event.place) || event.early > minute || event.late < 0 || (few && minute > event.late + MINUTES_PER_DAY)) continue;
    newest.set(event.place, event);
  }
  return [...newest.values()];
}

const isSeen = (place) => { const at = DATA.places[place].slice(1, 3); return isIn(boxOf(sheetAt(at)), toScreen(at)); };

function comparison(event) {
  if (event.run === null || event.run === undefined) return "";
  if (event.run < 0) return "In " + THE_RUN + ": not by " + dayAndClock(END) + ".";
  const off = event.run < event.early ? event.run - event.early : event.run > event.late ? event.run - event.late : 0;
  return "In " + THE_RUN + ": " + dayAndClock(event.run) + (off ? ", " + comparedWith(off) + "." : ", in its window.");
}

const windowText = (event) => {
  const first = shortDate(event.early), last = shortDate(Math.max(event.late - 1, event.early));
  return first === last ? first : first + " to " + last;
};

let dueKey = "";
function drawDue(minute) {
  const layer = $("dots"), due = dueAt(minute), bare = (isPhone() && view.zoom < 2) || race.on || (now.playing && view.zoom < 2);
  const ageOfEvent = ({ late }) => (minute < late ? 0 : minute < late + DUE_FOR_MIN ? 1 : minute < late + MINUTES_PER_DAY ? 2 : 3);
  const key = [bare, view.x, view.y, view.scale, ...due.map((event) => event.number + ":" + ageOfEvent(event))].join(" ");
  if (key === dueKey && !view.changed && now.playing) return; // the same as a moment ago
  dueKey = key;
  dueBoxes = [];
  const marks = due.map((event) => {
    const at = DATA.places[event.place].slice(1, 3), [x, y] = toScreen(at), room = boxOf(sheetAt(at));
    const open = minute < event.late, fresh = minute < event.late + MINUTES_PER_DAY, r = open ? 4.8 : fresh ? 4.6 : 2.6;
    if (fresh) dueBoxes.push(boxOnPaper([x - r - 1, y - r - 1, x + r + 1, y + r + 1], DUE_WEIGHT));
    const pip = open ? shape("circle", { class: "due-pip", cx: x.toFixed(1), cy: y.toFixed(1), r: 1.9 }) : null;
    const dot = shape("circle", { class: "due-dot" + (open ? " due-open" : fresh ? "" : " due-old"), cx: x.toFixed(1), cy: y.toFixed(1), r });
    return { event, x, y, dot, pip, room };
  });
  layer.replaceChildren(...marks.flatMap(({ dot, pip }) => (pip ? [dot, pip] : [dot])));
  if (bare) return;
  const told = marks.filter(({ event }) => event.late + DUE_FOR_MIN > minute);
  told.sort((a, b) => b.event.early - a.event.early || b.event.number - a.event.number);
  for (const mark of told.slice(0, LABELS_AT_MOST)) drawDueLabel(layer, mark);
}

function drawDueLabel(layer, { event, x, y, room }) {
  const words = shortened(event.text), { slot, covers } = bestSlot([...nameBoxes, ...dueBoxes], onPaper([x, y]), textPoints(words, "11.5px"), DUE_OFF_PX / pxPerPt(), roomOnPaper(room));
  if (covers > DUE_OVER) return;
  const [left, base] = onScreen(slot), text = shape("text", { class: "due halo isolate", x: left.toFixed(1), y: base.toFixed(1) });
  text.textContent = words;
  layer.append(text);
  dueBoxes.push([...padded(slot, ROUND.take_pad_pt), DUE_WEIGHT]);
}

// The first clause of a text, cut at a word.
function shortened(text) {
  const clause = text.split(/[.;:(]/)[0].trim();
  if (clause.length <= WORDS_AT_MOST) return clause;
  return clause.slice(0, WORDS_AT_MOST).replace(/\s+\S*$/, "") + "\u2026";
}

function dueNear(x, y, reach, minute) {
  let best = null, least = reach;
  for (const event of dueAt(minute)) {
    const [u, v] = toScreen([DATA.places[event.place][1], DATA.places[event.place][2]]), off = Math.hypot(u - x, v - y);
    if (off < least) { least = off; best = event; }
  }
  return best;
}
