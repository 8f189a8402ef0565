// The ways of the shown formations: covered as a stroke that grows, still planned as dashes.
const WAYS = LOOK.ways;
const ROUTES = DATA.axes.map((axis) => axis.route.map((place) => [DATA.places[place][1], DATA.places[place][2]]));

// The route cut at the point nearest to (x, y): [covered, ahead], or null if it is nowhere near.
function splitRoute(route, [x, y]) {
  let best = Infinity, piece = 0;
  for (let n = 0; n + 1 < route.length; n++) {
    const [a, b] = route[n], dx = route[n + 1][0] - a, dy = route[n + 1][1] - b;
    const share = clamp(((x - a) * dx + (y - b) * dy) / Math.max(dx * dx + dy * dy, 1e-9), 0, 1);
    const off = Math.hypot(a + share * dx - x, b + share * dy - y);
    if (off < best - 1e-6) { best = off; piece = n; }
  }
  if (route.length < 2 || best * HEAD.km > WAYS.off_route_km) return null;
  return [[...route.slice(0, piece + 1), [x, y]], [[x, y], ...route.slice(piece + 1)]];
}

function axisOf(troop, body) {
  for (const start of [troop, body]) for (let above = start; above; above = above.above) if (above.axis >= 0) return above.axis;
  return -1;
}

const lengthKm = (line) => line.reduce((sum, [x, y], n) => (n ? sum + Math.hypot(x - line[n - 1][0], y - line[n - 1][1]) : 0), 0) * HEAD.km;

function cut(line, km) {
  const kept = [line[0]];
  let left = km / HEAD.km;
  for (let n = 1; n < line.length && left > 0; n++) {
    const [x, y] = kept[kept.length - 1], dx = line[n][0] - x, dy = line[n][1] - y, long = Math.hypot(dx, dy), share = Math.min(left / Math.max(long, 1e-9), 1);
    kept.push([x + dx * share, y + dy * share]);
    left -= long;
  }
  return kept;
}

// The line with its corners cut; both ends stay.
function smoothed(line, rounds = 2) {
  for (let round = 0; round < rounds && line.length > 2; round++) {
    const made = [line[0]];
    for (let n = 0; n + 1 < line.length; n++) {
      const [x, y] = line[n], [u, v] = line[n + 1];
      if (n > 0) made.push([0.75 * x + 0.25 * u, 0.75 * y + 0.25 * v]);
      if (n + 2 < line.length) made.push([0.25 * x + 0.75 * u, 0.25 * y + 0.75 * v]);
    }
    line = [...made, line[line.length - 1]];
  }
  return line;
}

function drawWays(canvas, symbols, minute) {
  const pen = openCanvas(canvas), tick = tickAt(minute), drawn = [];
  for (const symbol of LAYERS.ways ? symbols : []) {
    const { troop } = symbol, body = bodyOf(troop, tick) || troop, axis = axisOf(troop, body), sheet = sheetAt(symbol.at);
    if (axis < 0 || (troop.side === 1 && troop.rank < 4)) continue;
    const parts = splitRoute(ROUTES[axis].map((point) => onSheet(sheet, point)).filter(Boolean), symbol.at);
    if (!parts) continue;
    const ahead = DATA.states[Math.max(body.st(tick), 0)][0] === STATE.DONE ? [] : cut(parts[1], WAYS.ahead_km);
    drawn.push([symbol, smoothed(parts[0], 3), ahead, LAYERS.supply ? bandsOf(body, smoothed(ahead), tick) : [], LAYERS.supply ? signOf(body, minute) : ""]);
  }
  onEachSheet(pen, (sheet) => {
    const here = drawn.filter(([symbol]) => sheetAt(symbol.at) === sheet);
    for (const [, , , bands] of here) drawBands(pen, bands);
    for (const [, , ahead] of here) if (lengthKm(ahead) > WAYS.shortest_km) drawAhead(pen, smoothed(ahead));
    for (const [symbol, covered] of here) if (lengthKm(covered) > WAYS.shortest_km) drawCovered(pen, covered, symbol.troop);
    for (const [symbol, , ahead, , sign] of here) if (sign) drawSign(pen, [symbol.at, ...ahead], sign);
  });
}

function trace(line) {
  const path = new Path2D();
  line.forEach(([x, y], n) => (n ? path.lineTo(x, y) : path.moveTo(x, y)));
  return path;
}

function drawAhead(pen, line) {
  stroke(pen, trace(line), "rgba(255,255,255,.7)", pt(WAYS.ahead_casing_pt));
  stroke(pen, trace(line), COLOUR.plan_ahead, pt(WAYS.ahead_pt), WAYS.ahead_dashes);
}

// Outline of a stroke that grows to its full width and ends in a head.
function drawCovered(pen, line, troop) {
  const full = pt(troop.rank >= RANK_OF_AN_ARMY ? WAYS.army_pt : WAYS.corps_pt), total = lengthKm(line) / HEAD.km, head = Math.min(WAYS.head * full, total * 0.6);
  const left = [], right = [];
  let gone = 0, direction = [1, 0];
  for (let n = 0; n < line.length; n++) {
    if (n) gone += Math.hypot(line[n][0] - line[n - 1][0], line[n][1] - line[n - 1][1]);
    if (n && gone > total - WAYS.neck * head) break;
    const [x, y] = line[Math.max(n - 1, 0)], [u, v] = line[Math.min(n + 1, line.length - 1)], long = Math.hypot(u - x, v - y) || 1;
    direction = [(u - x) / long, (v - y) / long];
    const half = (full / 2) * (WAYS.taper + (1 - WAYS.taper) * (gone / total));
    left.push([line[n][0] - direction[1] * half, line[n][1] + direction[0] * half]);
    right.unshift([line[n][0] + direction[1] * half, line[n][1] - direction[0] * half]);
  }
  const tip = line[line.length - 1], back = [(left[left.length - 1][0] + right[0][0]) / 2, (left[left.length - 1][1] + right[0][1]) / 2];
  const long = Math.hypot(tip[0] - back[0], tip[1] - back[1]) || 1;
  const dx = (tip[0] - back[0]) / long, dy = (tip[1] - back[1]) / long, wide = full * WAYS.head_half;
  const base = [tip[0] - dx * head, tip[1] - dy * head];
  const body = trace([...left, [base[0] - dy * full / 2, base[1] + dx * full / 2], [base[0] - dy * wide, base[1] + dx * wide], tip,
    [base[0] + dy * wide, base[1] - dx * wide], [base[0] + dy * full / 2, base[1] - dx * full / 2], ...right]);
  body.closePath();
  stroke(pen, body, "rgba(255,255,255,.85)", pt(2 * WAYS.casing_pt));
  pen.fillStyle = troop.style.frame;
  pen.fill(body);
}
