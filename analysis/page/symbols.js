// The symbols of the formations: drawn once, then moved; each stands off its place on a leader where there is room.
const SIGNS = LOOK.symbols;
const pxPerPt = () => (isPhone() ? LOOK.screen.phone_px_per_pt : LOOK.screen.px_per_pt);
const typePx = (points) => Math.max(points * LOOK.screen.px_per_pt, LOOK.screen.least_type_px);
const USUAL_PX2 = 420000; // a main map of fewer square pixels shows fewer symbols
const TOGETHER_PX = 9;
const PX2_PER_SYMBOL = 2600, LENS_TICKS = 4; // of a lens
const drawn = new Map(); // formation id (and "alone") -> its symbol
const gauge = document.createElement("canvas").getContext("2d");
const FONT = getComputedStyle(document.body).fontFamily;

// Width of a text and height of capitals in pixels; what was measured is kept.
const MEASURED = new Map(), MEASURED_AT_MOST = 4000;
function measured(text, font) {
  const key = font + "|" + text;
  if (!MEASURED.has(key)) {
    if (MEASURED.size > MEASURED_AT_MOST) MEASURED.clear();
    gauge.font = font + " " + FONT;
    MEASURED.set(key, [gauge.measureText(text).width, gauge.measureText("H").actualBoundingBoxAscent]);
  }
  return MEASURED.get(key);
}

const textWidth = (text, font) => measured(text, font)[0];

// Both in points of paper, as the placing wants them.
const textPoints = (text, font) => measured(text, font).map((pixels) => pixels / pxPerPt());

// Places on the screen as points of paper, y upwards, and back.
const onPaper = ([x, y]) => [x / pxPerPt(), -y / pxPerPt()];
const onScreen = ([x, y]) => [x * pxPerPt(), -y * pxPerPt()];
const roomOnPaper = ([left, top, right, bottom]) => [...onPaper([left, bottom]), ...onPaper([right, top])];
const boxOnPaper = (box, weight) => [...roomOnPaper(box), weight];

// A headquarters shows the branch that most of its men belong to.
function branchOf(troop, tick) {
  if (troop.branch && troop.branch !== "headquarters") return troop.branch;
  const men = new Map();
  for (const fighter of fightersBelow(troop, tick)) men.set(fighter.branch, (men.get(fighter.branch) || 0) + fighter.men(tick));
  return [...men].sort((a, b) => b[1] - a[1]).map(([branch]) => branch)[0] || troop.branch;
}

// The sign of a branch in a frame of w by h pixels: what is drawn as lines, and what is filled.
function iconPaths(branch, w, h) {
  const { lines = [], oval = false, dot = null, wedge = [] } = SIGNS.branches[branch] || {};
  const trail = (points) => points.map(([x, y], n) => `${n ? "L" : "M"}${(x * w) / 2} ${(-y * h) / 2}`).join("");
  const round = (x, y, rx, ry) => `M${x - rx} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`;
  const drawn = lines.map(trail).join("") + (oval ? round(0, 0, (SIGNS.oval[0] * w) / 2, (SIGNS.oval[1] * h) / 2) : "");
  const filled = (dot ? round((dot[0] * w) / 2, (-dot[1] * h) / 2, SIGNS.dot * w, SIGNS.dot * w) : "") + (wedge.length ? trail(wedge) + "z" : "");
  return [drawn, filled];
}

function marksPath(marks, size, bottom) {
  const step = size * SIGNS.mark_step;
  return [...marks].map((mark, n) => {
    const x = (n - (marks.length - 1) / 2) * step, half = SIGNS.mark_half * size;
    return mark === "X" ? `M${x - half} ${bottom}l${2 * half} ${-size}m${-2 * half} 0l${2 * half} ${size}` : `M${x} ${bottom}v${-size}`;
  }).join("");
}

// Measures of a symbol in points: its frame, the height of its marks, and the room that it takes from the middle of its frame.
function measuresOf({ width_pt: wide }) {
  const tall = wide / SIGNS.aspect, mark = Math.max(SIGNS.least_mark_pt, SIGNS.mark * wide), line = Math.max(SIGNS.least_line_pt, SIGNS.line * wide);
  const room = { half: wide / 2 + SIGNS.plate_pt, below: tall / 2 + SIGNS.plate_pt, above: tall / 2 + SIGNS.mark_off_pt + mark + SIGNS.mark_above_pt + SIGNS.plate_pt };
  return { wide, tall, mark, line, room };
}

// What a symbol is drawn of, with the middle of its frame at 0, 0: [tag, attributes] pairs, the plate behind it first.
function symbolShapes(troop, branch) {
  const { frame, solid, dashed } = troop.style, points = pxPerPt(), made = measuresOf(troop.sign), marks = troop.sign.marks;
  const w = made.wide * points, h = made.tall * points, line = made.line * points, mark = made.mark * points, plate = SIGNS.plate_pt * points;
  const off = SIGNS.mark_off_pt * points, span = marks.length * mark * SIGNS.mark_step, top = h / 2 + off + mark;
  const inside = solid ? COLOUR.paper : frame, [drawn, filled] = iconPaths(branch, w, h), white = { class: "plate", fill: "#FFF", "fill-opacity": SIGNS.plate_alpha };
  return [
    ["rect", { ...white, x: -w / 2 - plate, y: -h / 2 - plate, width: w + 2 * plate, height: h + 2 * plate }],
    ["rect", { ...white, x: -span / 2 - plate, y: -top - plate, width: span + 2 * plate, height: mark + off + plate }],
    ["rect", { x: -w / 2, y: -h / 2, width: w, height: h, fill: solid ? frame : COLOUR.paper, stroke: frame, "stroke-width": line, "stroke-dasharray": dashed ? SIGNS.dash_pt.map((dash) => dash * line).join(" ") : "none" }],
    ["path", { d: drawn, fill: "none", stroke: inside, "stroke-width": line * SIGNS.icon_line }],
    ...(filled ? [["path", { d: filled, fill: inside }]] : []),
    ["path", { d: marksPath(marks, mark, -h / 2 - off), fill: "none", stroke: frame, "stroke-width": Math.max(SIGNS.least_mark_line_pt * points, line * SIGNS.mark_line) }],
    ["rect", { class: "ring", x: -w / 2 - 3.5, y: -top - 3.5, width: w + 7, height: top + h / 2 + 7, rx: 3 }],
  ];
}

// A symbol as a group.
function drawSymbol(troop, branch, label) {
  const group = shape("g", {});
  group.append(...symbolShapes(troop, branch).map(([tag, attributes]) => shape(tag, attributes)));
  if (label !== undefined) {
    const text = group.appendChild(shape("text", { class: "halo isolate", fill: troop.style.text, "font-size": fontSize(troop) }));
    text.textContent = label;
  }
  return group;
}

const fontSize = (troop) => typePx(troop.sign.label_pt);
const fontOf = (troop) => "700 " + fontSize(troop) + "px";

function symbolFor(troop, alone, sheet) {
  const key = troop.id + (alone ? " alone" : "") + (sheet.lens ? " on " + sheet.number : "");
  if (drawn.has(key)) return drawn.get(key);
  const branch = branchOf(troop, 0), group = drawSymbol(troop, branch, troop.short), points = pxPerPt(), made = measuresOf(troop.sign), thin = LOOK.screen.stroke_px_per_pt;
  group.setAttribute("class", "unit"); group.setAttribute("role", "button"); group.setAttribute("tabindex", "-1");
  group.dataset.id = troop.id;
  const leader = shape("g", {}), casing = shape("line", { class: "casing", "stroke-width": SIGNS.leader_casing_pt * thin });
  const line = shape("line", { stroke: troop.style.frame, "stroke-width": SIGNS.leader_pt * thin });
  const dot = shape("circle", { r: (SIGNS.place_dot_pt * points) / 2, fill: troop.style.frame, stroke: "#FFF", "stroke-width": SIGNS.place_dot_edge_pt * points });
  leader.append(casing, line, dot);
  const symbol = { key, troop, alone, branch, group, leader, lines: [casing, line], dot, text: group.querySelector("text"), label: "", w: made.wide * points, h: made.tall * points, room: made.room, off: null, wanted: null, at: null };
  drawn.set(key, symbol);
  return symbol;
}

// Symbols to be shown with `at` in units and `spot` in pixels; symbols of a side at one spot become the largest of them and a count.
function gather(minute) {
  const [first, second] = detail();
  const chosen = symbolsAt(minute, [first.rank, second.rank], [first.lowest, second.lowest]);
  chosen.sort((a, b) => (b[0].id === chosenId) - (a[0].id === chosenId) || b[0].rank - a[0].rank || (a[0].id < b[0].id ? -1 : 1));
  const kept = [];
  const spots = chosen.map(([troop, alone]) => [troop, alone, alone ? onTheWay(troop, minute) : placeOf(troop, minute)]);
  const seen = asSeen(spots, minute), through = (lens) => (sight.side < 0 ? throughLens(lens, minute) : seen.flatMap(([troop, alone, at, age]) => seenAt(at).slice(1).filter((spot) => sheetAt(spot) === lens).map((spot) => [troop, alone, spot, age])));
  for (const [troop, alone, at, age] of [...seen, ...LENSES.flatMap(through)]) {
    const spot = at && toScreen(at);
    if (!at || !isIn(boxOf(sheetAt(at)), spot, sheetAt(at) === MAIN ? -20 : -2)) continue;
    const other = kept.find((one) => one.troop.side === troop.side && Math.hypot(one.spot[0] - spot[0], one.spot[1] - spot[1]) < TOGETHER_PX);
    if (other) { other.with.push(troop); continue; }
    kept.push(Object.assign(symbolFor(troop, alone, sheetAt(at)), { at, spot, with: [], age: age || 0 }));
  }
  return kept;
}

// The same symbols a little later: they have moved, and none has come or gone.
function follow(symbols, minute) {
  for (const symbol of symbols) {
    const sheet = sheetAt(symbol.at), here = symbol.alone ? onTheWay(symbol.troop, minute) : placeOf(symbol.troop, minute), at = here && onSheet(sheet, here);
    if (at) Object.assign(symbol, { at, spot: toScreen(at) });
  }
  return symbols;
}

// What a lens shows at a minute: [formation, alone, at], as small as its room on the screen allows at any time of the run.
function throughLens(lens, minute) {
  const [left, top, right, bottom] = boxOf(lens), budget = Math.max(Math.floor(((right - left) * (bottom - top)) / PX2_PER_SYMBOL), 1);
  if (right <= left || bottom <= top) return [];
  lens.ranks ||= new Map();
  if (!lens.ranks.has(budget)) lens.ranks.set(budget, [1, 2, 3, 4, 5].find((rank) => TICKS.every((when, tick) => tick % LENS_TICKS || lensed(lens, rank, when).length <= budget)) || 6);
  return lensed(lens, lens.ranks.get(budget), minute);
}

function lensed(lens, rank, minute) {
  return [0, 1].flatMap((side) => topsOf(side, rank, 1, tickAt(minute))).flatMap(([troop, alone]) => {
    const at = alone ? onTheWay(troop, minute) : placeOf(troop, minute), spot = at && onSheet(lens, at);
    return spot && isWithin(lens, spot) ? [[troop, alone, spot]] : [];
  });
}

// What detail there is room for at this zoom; it depends on zoom and screen alone, so that nothing flickers while time runs.
let known = { key: "" };
function detail() {
  const key = view.zoom.toFixed(2) + isPhone() + view.fit.toFixed(3);
  if (known.key !== key) {
    const shown = Math.min((WIDE * HIGH * view.fit ** 2) / USUAL_PX2, 1), room = Math.pow(view.zoom, 1.5) * (isPhone() ? 0.45 : shown);
    const ranks = [rankFor(0, 44 * room), rankFor(1, (isPhone() ? 36 : 85) * room)];
    known = { key, sides: ranks.map((rank) => ({ rank, lowest: lowestOf(rank) })) };
  }
  return known.sides;
}

function labelOf(symbol) {
  return symbol.troop.short.split(" (")[0] + (symbol.with.length ? " +" + symbol.with.length : "") + ageWords(symbol.age);
}

// The direction away from the enemies, the nearer the stronger, with y upwards.
function homeward(symbol, symbols) {
  let x = 0, y = 0;
  for (const other of symbols) {
    if (other.troop.side === symbol.troop.side) continue;
    const dx = symbol.spot[0] - other.spot[0], dy = symbol.spot[1] - other.spot[1], far = dx * dx + dy * dy + 100;
    x += dx / far; y += dy / far;
  }
  const long = Math.hypot(x, y);
  return long > 1e-4 ? [x / long, -y / long] : [0, 0];
}

// Chooses the place of each symbol: least covered, near, towards its own side, and where it is if that will do.
function arrange(symbols, taken) {
  const boxes = taken.slice(), half = OFF.place_half_pt;
  for (const { spot } of symbols) { const [x, y] = onPaper(spot); boxes.push([x - half, y - half, x + half, y + half, OFF.place]); }
  for (const symbol of symbols) {
    const at = onPaper(symbol.spot), label = textPoints(symbol.label, fontOf(symbol.troop)), room = roomOnPaper(boxOf(sheetAt(symbol.at)));
    const best = placeSymbol(boxes, at, symbol.room, label, homeward(symbol, symbols), room, symbol.wanted);
    const [dx, dy] = onScreen([best.x - at[0], best.y - at[1]]), wide = OFF.slots[best.slot].x[2]; // 0: the words begin there, -1: they end
    const [x, y] = onScreen([best.corner[0] - wide * label[0], best.corner[1]]);
    symbol.wanted = { ...best, dx, dy, left: x + wide * label[0] * pxPerPt(), base: y, text: { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": wide === 0 ? "start" : wide === -1 ? "end" : "middle" } };
  }
}

// Symbols glide to their wanted place by a share of the way.
function glideBy(symbols, ease) {
  for (const symbol of symbols) {
    const { dx: x, dy: y } = symbol.wanted, off = symbol.off || [x, y];
    symbol.off = [off[0] + (x - off[0]) * ease, off[1] + (y - off[1]) * ease];
  }
}

// Where a symbol's frame is on the screen, and where its leader meets it.
function standingOf({ spot, off, w, h }) {
  const x = spot[0] + off[0], y = spot[1] + off[1];
  return { x, y, ex: clamp(spot[0], x - w / 2, x + w / 2), ey: clamp(spot[1], y - h / 2, y + h / 2) };
}

// Brings the symbols in the document up to date: what a reader sees, points at and hears while nothing moves.
function showSymbols(symbols) {
  const chosen = chosenTroop(), seen = new Set(symbols.map((symbol) => symbol.key));
  for (const symbol of drawn.values()) {
    if (!seen.has(symbol.key) && symbol.group.parentNode) { symbol.group.remove(); symbol.leader.remove(); symbol.off = symbol.wanted = null; }
  }
  const units = $("units"), leaders = $("leaders");
  symbols.forEach((symbol, order) => {
    if (!symbol.group.parentNode) units.insertBefore(symbol.group, units.children[order] || null); // moved, it would lose the focus
    if (!symbol.leader.parentNode) leaders.append(symbol.leader);
    const { x, y, ex, ey } = standingOf(symbol), { text } = symbol.wanted;
    symbol.group.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    for (const line of symbol.lines) {
      line.setAttribute("x1", symbol.spot[0].toFixed(1)); line.setAttribute("y1", symbol.spot[1].toFixed(1));
      line.setAttribute("x2", ex.toFixed(1)); line.setAttribute("y2", ey.toFixed(1));
    }
    symbol.dot.setAttribute("cx", symbol.spot[0].toFixed(1)); symbol.dot.setAttribute("cy", symbol.spot[1].toFixed(1));
    if (symbol.text.textContent !== symbol.label) symbol.text.textContent = symbol.label;
    for (const name in text) symbol.text.setAttribute(name, text[name]);
    symbol.group.setAttribute("opacity", fadeOf(symbol.age).toFixed(2));
    symbol.group.classList.toggle("chosen", chosenId === symbol.troop.id);
    symbol.group.classList.toggle("of-chosen", chosen !== null && isBelow(symbol.troop, chosen));
  });
}

// What a screen reader says of each symbol; only worked out while nothing moves.
function nameSymbols(symbols, minute) {
  for (const symbol of symbols) {
    const { troop } = symbol, now = conditionOf(troop, minute), stands = symbol.alone ? stateOf(troop, minute) : groupState(troop, minute);
    const parts = [symbol.label + ", " + troop.group, troop.level, stands.state + (stands.why ? ": " + stands.why : "")];
    if (now.readiness >= 0) parts.splice(2, 0, "readiness " + Math.round(now.readiness * 100) + " %");
    if (symbol.with.length) parts.push("with " + symbol.with.map((other) => other.short).join(", "));
    symbol.group.setAttribute("aria-label", parts.join(", "));
    symbol.group.setAttribute("aria-pressed", String(chosenId === troop.id));
  }
}
