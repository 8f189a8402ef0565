// The symbols of the formations: drawn once, then moved; each stands off its place on a leader where there is room.
const ASPECT = 1.5;
const pxPerPt = () => (isPhone() ? 1.3 : 1.5);
const RADII = [0, 7, 15, 26, 40, 58, 80];
const DIRECTIONS = Array.from({ length: 8 }, (_, n) => [Math.cos((n * Math.PI) / 4), Math.sin((n * Math.PI) / 4)]);
const USUAL_PX2 = 420000; // a main map of fewer square pixels shows fewer symbols
const COST_PER_PX = 1.3, STAY = 110, WRONG_WAY = 9, TOGETHER_PX = 9;
const DIAGONALS = new Set(["rifle", "motor_rifle", "mechanized", "naval", "mountain"]);
const drawn = new Map(); // formation id (and "alone") -> its symbol
const gauge = document.createElement("canvas").getContext("2d");
const FONT = getComputedStyle(document.body).fontFamily;

function textWidth(text, font) {
  gauge.font = font + " " + FONT;
  return gauge.measureText(text).width;
}

// A headquarters shows the branch that most of its men belong to.
function branchOf(troop, tick) {
  if (troop.branch && troop.branch !== "headquarters") return troop.branch;
  const men = new Map();
  for (const fighter of fightersBelow(troop, tick)) men.set(fighter.branch, (men.get(fighter.branch) || 0) + fighter.men(tick));
  return [...men].sort((a, b) => b[1] - a[1]).map(([branch]) => branch)[0] || troop.branch;
}

function iconPath(branch, w, h) {
  const a = w / 2, b = h / 2;
  let d = "";
  if (DIAGONALS.has(branch)) d += `M${-a} ${-b}L${a} ${b}M${-a} ${b}L${a} ${-b}`;
  if (branch === "cavalry") d += `M${-a} ${b}L${a} ${-b}`;
  if (branch === "motor_rifle") d += `M0 ${-b}V${b}`;
  if (branch === "tank" || branch === "mechanized") {
    const rx = 0.3 * w, ry = 0.25 * h;
    d += `M${-rx} 0a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`;
  }
  if (branch === "fortified") d += `M${-0.62 * a} ${0.55 * b}V${-0.2 * b}H${-0.22 * a}V${-0.6 * b}H${0.22 * a}V${-0.2 * b}H${0.62 * a}V${0.55 * b}`;
  if (branch === "air") d += `M0 0L${-0.6 * a} ${0.45 * b}V${-0.45 * b}L${0.6 * a} ${0.45 * b}V${-0.45 * b}Z`;
  return d;
}

function marksPath(marks, size, bottom) {
  const step = size * 1.25;
  return [...marks].map((mark, n) => {
    const x = (n - (marks.length - 1) / 2) * step, half = 0.4 * size;
    return mark === "X" ? `M${x - half} ${bottom}l${2 * half} ${-size}m${-2 * half} 0l${2 * half} ${size}` : `M${x} ${bottom}v${-size}`;
  }).join("");
}

// A symbol as a group with the middle of its frame at 0, 0.
function drawSymbol(troop, branch, label) {
  const [frame, ink, solid, dashed] = HEAD.looks[troop.look], w = troop.size * pxPerPt(), h = w / ASPECT;
  const line = Math.max(1, 0.062 * w), mark = Math.max(3.4, 0.17 * w), span = troop.marks.length * mark * 1.25;
  const group = shape("g", {});
  const add = (tag, attributes) => group.appendChild(shape(tag, attributes));
  const icon = { fill: "none", stroke: solid ? "#FFF" : frame, "stroke-width": line * 0.9 };
  add("rect", { class: "plate", x: -w / 2 - 1.6, y: -h / 2 - 1.6, width: w + 3.2, height: h + 3.2 });
  add("rect", { class: "plate", x: -span / 2 - 1.6, y: -h / 2 - mark - 4, width: span + 3.2, height: mark + 4 });
  add("rect", { x: -w / 2, y: -h / 2, width: w, height: h, fill: solid ? frame : "#FFF", stroke: frame, "stroke-width": line, "stroke-dasharray": dashed ? "3.3 1.8" : "none" });
  add("path", { d: iconPath(branch, w, h), ...icon });
  if (branch === "artillery" || branch === "naval") add("circle", { cx: 0, cy: branch === "naval" ? 0.28 * h : 0, r: 0.085 * w, fill: icon.stroke });
  if (branch === "mountain") add("path", { d: `M${-0.15 * w} ${h / 2}L0 ${0.17 * h}L${0.15 * w} ${h / 2}z`, fill: icon.stroke });
  add("path", { d: marksPath(troop.marks, mark, -h / 2 - 2.2), fill: "none", stroke: frame, "stroke-width": Math.max(0.9, line * 0.72) });
  add("rect", { class: "ring", x: -w / 2 - 3.5, y: -h / 2 - mark - 5.5, width: w + 7, height: h + mark + 9, rx: 3 });
  if (label !== undefined) {
    const text = add("text", { class: "halo isolate", fill: ink, y: 0.36 * fontSize(troop), "font-size": fontSize(troop) });
    text.textContent = label;
  }
  return group;
}

const fontSize = (troop) => (troop.rank >= 5 ? 13.5 : troop.rank === 4 ? 12.5 : 11.5);

function symbolFor(troop, alone) {
  const key = troop.id + (alone ? " alone" : "");
  if (drawn.has(key)) return drawn.get(key);
  const look = HEAD.looks[troop.look], group = drawSymbol(troop, branchOf(troop, 0), troop.short);
  group.setAttribute("class", "unit"); group.setAttribute("role", "button"); group.setAttribute("tabindex", "0");
  group.dataset.id = troop.id;
  const leader = shape("g", {}), casing = shape("line", { class: "casing" }), line = shape("line", { stroke: look[0], "stroke-width": 1 });
  const dot = shape("circle", { r: 2.3, fill: look[0], stroke: "#FFF", "stroke-width": 0.7 });
  leader.append(casing, line, dot);
  const w = troop.size * pxPerPt(), mark = Math.max(3.4, 0.17 * w);
  const symbol = { key, troop, alone, group, leader, lines: [casing, line], dot, text: group.querySelector("text"), label: "", w, h: w / ASPECT, top: w / ASPECT / 2 + mark + 4, more: 0, off: null, wanted: null, at: null };
  drawn.set(key, symbol);
  return symbol;
}

// Symbols to be shown with `at` in units and `spot` in pixels; symbols of a side at one spot become the largest of them and a count.
function gather(minute) {
  const [first, second] = detail();
  const chosen = symbolsAt(minute, [first.rank, second.rank], [first.lowest, second.lowest]);
  chosen.sort((a, b) => b[0].rank - a[0].rank || (a[0].id < b[0].id ? -1 : 1));
  const kept = [];
  for (const [troop, alone] of chosen) {
    const at = alone ? onTheWay(troop, minute) : placeOf(troop, minute), spot = at && toScreen(at);
    if (!at || !isIn(boxOf(sheetAt(at)), spot, sheetAt(at) === MAIN ? -20 : -2)) continue;
    const other = kept.find((one) => one.troop.side === troop.side && Math.hypot(one.spot[0] - spot[0], one.spot[1] - spot[1]) < TOGETHER_PX);
    if (other) { other.with.push(troop); continue; }
    kept.push(Object.assign(symbolFor(troop, alone), { at, spot, with: [] }));
  }
  return kept;
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
  return symbol.troop.short.split(" (")[0] + (symbol.with.length ? " +" + symbol.with.length : "");
}

function overlap(boxes, l, t, r, b, room = [0, 0, view.width, view.height]) {
  let sum = 0;
  for (const box of boxes) {
    const wide = Math.min(r, box[2]) - Math.max(l, box[0]);
    if (wide <= 0) continue;
    const high = Math.min(b, box[3]) - Math.max(t, box[1]);
    if (high > 0) sum += wide * high * box[4];
  }
  sum += 40 * (Math.max(room[0] + 2 - l, 0) + Math.max(room[1] + 2 - t, 0) + Math.max(r - room[2] + 2, 0) + Math.max(b - room[3] + 2, 0));
  return sum;
}

// Away from the enemies, the nearer the stronger.
function homeward(symbol, symbols) {
  let x = 0, y = 0;
  for (const other of symbols) {
    if (other.troop.side === symbol.troop.side) continue;
    const dx = symbol.spot[0] - other.spot[0], dy = symbol.spot[1] - other.spot[1], far = dx * dx + dy * dy + 100;
    x += dx / far; y += dy / far;
  }
  const long = Math.hypot(x, y);
  return long > 1e-4 ? [x / long, y / long] : [0, 0];
}

// Chooses the place of each symbol: least covered, near, towards its own side, and where it is if that will do.
function arrange(symbols, taken) {
  const boxes = taken.slice();
  for (const { spot } of symbols) boxes.push([spot[0] - 3, spot[1] - 3, spot[0] + 3, spot[1] + 3, 0.8]);
  for (const symbol of symbols) {
    const { spot, w, h, top } = symbol, home = homeward(symbol, symbols), size = fontSize(symbol.troop);
    const label = textWidth(symbol.label, "700 " + size + "px") + 2, room = boxOf(sheetAt(symbol.at));
    let best = null, least = Infinity;
    for (const radius of RADII) {
      const reach = radius ? w / 2 + radius : 0;
      for (const [n, [dx, dy]] of radius ? DIRECTIONS.entries() : [[0, [0, 0]]]) {
        const x = spot[0] + dx * reach, y = spot[1] + dy * reach * 0.85;
        const frame = overlap(boxes, x - w / 2 - 1.5, y - top, x + w / 2 + 1.5, y + h / 2 + 1.5, room) * 2;
        if (frame > least) continue;
        for (const left of [false, true]) {
          const from = left ? x - w / 2 - 4 - label : x + w / 2 + 4;
          const stay = symbol.wanted && symbol.wanted[2] === left && symbol.wanted[3] === radius && symbol.wanted[4] === n;
          const cost = frame + overlap(boxes, from, y - size * 0.45, from + label, y + size * 0.45, room) * 1.6 + (left ? 5 : 0) - (stay ? STAY : 0)
            + COST_PER_PX * reach + (radius ? WRONG_WAY * (1 - dx * home[0] - dy * home[1]) : 12);
          if (cost < least) { least = cost; best = [x - spot[0], y - spot[1], left, radius, n, label]; }
        }
      }
    }
    symbol.wanted = best;
    const x = spot[0] + best[0], y = spot[1] + best[1], from = best[2] ? x - w / 2 - 4 - label : x + w / 2 + 4;
    boxes.push([x - w / 2 - 2, y - top, x + w / 2 + 2, y + h / 2 + 2, 1.6], [from - 1, y - size * 0.5, from + label + 1, y + size * 0.5, 1.4]);
  }
}

// Brings the symbols on the sheet up to date; `ease` is the share of the way to their wanted place that they glide now.
function showSymbols(symbols, minute, ease) {
  const tick = tickAt(minute), seen = new Set(symbols.map((symbol) => symbol.key));
  for (const symbol of drawn.values()) {
    if (!seen.has(symbol.key) && symbol.group.parentNode) { symbol.group.remove(); symbol.leader.remove(); symbol.off = symbol.wanted = null; }
  }
  const units = $("units"), leaders = $("leaders");
  symbols.forEach((symbol, order) => {
    if (!symbol.group.parentNode) {
      units.insertBefore(symbol.group, units.children[order] || null);
      leaders.append(symbol.leader);
    }
    const [x, y, left] = symbol.wanted, off = symbol.off || [x, y];
    symbol.off = [off[0] + (x - off[0]) * ease, off[1] + (y - off[1]) * ease];
    const mx = symbol.spot[0] + symbol.off[0], my = symbol.spot[1] + symbol.off[1];
    symbol.group.setAttribute("transform", `translate(${mx.toFixed(1)} ${my.toFixed(1)})`);
    const ex = clamp(symbol.spot[0], mx - symbol.w / 2, mx + symbol.w / 2), ey = clamp(symbol.spot[1], my - symbol.h / 2, my + symbol.h / 2);
    for (const line of symbol.lines) {
      line.setAttribute("x1", symbol.spot[0].toFixed(1)); line.setAttribute("y1", symbol.spot[1].toFixed(1));
      line.setAttribute("x2", ex.toFixed(1)); line.setAttribute("y2", ey.toFixed(1));
    }
    symbol.dot.setAttribute("cx", symbol.spot[0].toFixed(1)); symbol.dot.setAttribute("cy", symbol.spot[1].toFixed(1));
    if (symbol.text.textContent !== symbol.label) symbol.text.textContent = symbol.label;
    symbol.text.setAttribute("text-anchor", left ? "end" : "start");
    symbol.text.setAttribute("x", (left ? -1 : 1) * (symbol.w / 2 + 4));
    symbol.group.classList.toggle("chosen", chosenId === symbol.troop.id);
  });
}

// What a screen reader says of each symbol; only worked out while nothing moves.
function nameSymbols(symbols, minute) {
  for (const symbol of symbols) {
    const { troop } = symbol, now = conditionOf(troop, minute), stands = symbol.alone ? stateOf(troop, minute) : groupState(troop, minute);
    const parts = [troop.group, troop.level, stands.state + (stands.why ? ": " + stands.why : "")];
    if (now.readiness >= 0) parts.splice(2, 0, "readiness " + Math.round(now.readiness * 100) + " %");
    if (symbol.with.length) parts.push("with " + symbol.with.map((other) => other.short).join(", "));
    symbol.group.setAttribute("aria-label", parts.join(", "));
    symbol.group.setAttribute("aria-pressed", String(chosenId === troop.id));
  }
}

// Outlines of the same formations in another run, on a thin line from where they are in this one.
function drawGhosts(canvas, symbols, minute) {
  if (!GHOSTS.size) return;
  const pen = canvas.getContext("2d");
  onEachSheet(pen, (sheet) => drawGhostsOn(pen, sheet, symbols, tickAt(minute), minute));
}

function drawGhostsOn(pen, sheet, symbols, tick, minute) {
  for (const { troop, at } of symbols) {
    const way = GHOSTS.get((bodyOf(troop, tick) || troop).number), there = way && onTheWay(way, minute);
    if (!there || sheetAt(at) !== sheet || sheetAt(there) !== sheet) continue;
    if (Math.hypot(there[0] - at[0], there[1] - at[1]) * penScale < 8) continue; // as good as the same
    pen.globalAlpha = 0.75;
    stroke(pen, trace([at, there]), HEAD.looks[troop.look][0], px(1), [2, 3]);
    pen.strokeStyle = HEAD.looks[troop.look][0]; pen.lineWidth = px(1.3);
    const w = px(troop.size * 0.9), h = w / ASPECT;
    pen.strokeRect(there[0] - w / 2, there[1] - h / 2, w, h);
    pen.globalAlpha = 1;
  }
}
