// The ground on a canvas: sea, land, who holds it, relief, rivers, coast, borders, railways, front.
const WATER_LINES_KM = [26, 16, 8];
const RIVER_PX = { 1: 1.5, 2: 1.15, 3: 0.85 };
const TONES = 9, HACHURE_KM = 6, TICK_KM = 12;
const LAYERS = { control: true, relief: true, rivers: true, rail: true, ways: true, names: true, history: true, troops: true };
const PATHS = {
  land: new Path2D(DATA.base.land), lakes: new Path2D(DATA.base.lakes),
  river: DATA.base.river.map(([rank, line]) => [rank, new Path2D(line)]),
  border: DATA.base.border.map(([rank, line]) => [rank, new Path2D(line)]),
  crest: DATA.base.crest.map(([rank, line]) => [rank, new Path2D(line), hachures(line, DATA.base.crestKm[rank])]),
  rails: Object.fromEntries(Object.entries(DATA.base.rails).map(([kind, line]) => [kind, new Path2D(line)])),
  roads: Object.fromEntries(Object.entries(DATA.base.roads).map(([kind, line]) => [kind, new Path2D(line)])),
  taken: DATA.ground.taken.map((line) => new Path2D(line)),
  fought: DATA.ground.fought.map((line) => new Path2D(line)),
  inner: DATA.ground.inner.map((line) => new Path2D(line)),
};
const HAS_LAND = DATA.base.land !== "";
PATHS.ticks = railTicks();

function pointsOf(line) {
  return line.split("M").filter(Boolean).map((part) => {
    const numbers = (part.match(/-?\d+/g) || []).map(Number), points = [];
    let x = 0, y = 0;
    for (let n = 0; n + 1 < numbers.length; n += 2) points.push([(x += numbers[n]), (y += numbers[n + 1])]);
    return points;
  });
}

// Positions each `spacing` along a line and the unit directions there.
function stations(points, spacing) {
  const found = [];
  let next = spacing / 2;
  for (let n = 1, gone = 0; n < points.length; n++) {
    const [x, y] = points[n - 1], dx = points[n][0] - x, dy = points[n][1] - y, length = Math.hypot(dx, dy);
    for (; length && next <= gone + length; next += spacing) {
      const share = (next - gone) / length;
      found.push([x + dx * share, y + dy * share, dx / length, dy / length]);
    }
    gone += length;
  }
  return found;
}

// Short strokes down both slopes of a crest, of irregular length.
function hachures(line, wideKm) {
  const strokes = new Path2D(), full = wideKm / HEAD.km;
  for (const points of pointsOf(line)) {
    stations(points, Math.max(HACHURE_KM, wideKm / 12) / HEAD.km).forEach(([x, y, dx, dy], n) => {
      for (const side of [-1, 1]) {
        const lean = 0.3 * (n % 2 ? -1 : 1), ox = -dy * side, oy = dx * side;
        const from = full * (0.05 + 0.012 * ((n * 5) % 7)), long = full * (0.1 + 0.015 * ((n * 3) % 5));
        strokes.moveTo(x + ox * from, y + oy * from);
        strokes.lineTo(x + ox * from + (ox + dx * lean) * long, y + oy * from + (oy + dy * lean) * long);
      }
    });
  }
  return strokes;
}

function railTicks() {
  const ticks = new Path2D();
  for (const kind of ["single", "double"]) {
    for (const points of pointsOf(DATA.base.rails[kind])) {
      for (const [x, y, dx, dy] of stations(points, TICK_KM / HEAD.km)) {
        const half = (kind === "double" ? 2.4 : 1.9) / HEAD.km;
        ticks.moveTo(x - dy * half, y + dx * half); ticks.lineTo(x + dy * half, y - dx * half);
      }
    }
  }
  return ticks;
}

function stepAt(minute) {
  const { minutes } = DATA.ground;
  let step = minutes.length - 1;
  while (step > 0 && minutes[step] > minute) step--;
  return step;
}

// A canvas as large as the map, with the transform of the view; widths are then given by `px`.
function openCanvas(canvas) {
  const dots = Math.min(devicePixelRatio || 1, 2), width = Math.round(view.width * dots), height = Math.round(view.height * dots);
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const pen = canvas.getContext("2d");
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, width, height);
  const scale = view.scale * dots;
  pen.setTransform(scale, 0, 0, scale, (view.width / 2 - view.x * view.scale) * dots, (view.height / 2 - view.y * view.scale) * dots);
  pen.lineJoin = "round"; pen.lineCap = "butt";
  return pen;
}

const px = (pixels) => pixels / view.scale;

function stroke(pen, path, color, width, dashes = []) {
  pen.strokeStyle = color; pen.lineWidth = width;
  pen.setLineDash(dashes.map(px));
  pen.stroke(path);
  pen.setLineDash([]);
}

function drawGround(canvas, minute) {
  const pen = openCanvas(canvas), [taken, fought, inner] = DATA.ground.numbers[stepAt(minute)];
  drawSea(pen);
  pen.save();
  if (HAS_LAND) pen.clip(PATHS.land);
  if (LAYERS.control) {
    pen.fillStyle = HEAD.tints[1]; pen.fill(PATHS.fought[fought], "evenodd");
    pen.fillStyle = HEAD.tints[0]; pen.fill(PATHS.taken[taken], "evenodd");
  }
  if (LAYERS.relief) drawRelief(pen);
  if (LAYERS.rivers) {
    pen.lineCap = "round";
    for (const [rank, path] of PATHS.river) stroke(pen, path, COLOUR.river, px(RIVER_PX[rank] || 1));
    pen.lineCap = "butt";
  }
  pen.restore();
  pen.fillStyle = COLOUR.sea; pen.fill(PATHS.lakes);
  stroke(pen, PATHS.lakes, COLOUR.coast, px(0.8));
  stroke(pen, PATHS.land, COLOUR.coast, px(1));
  pen.save();
  if (HAS_LAND) pen.clip(PATHS.land);
  for (const [rank, path] of PATHS.border) {
    const width = rank === 1 ? 1.5 : 1.05;
    stroke(pen, path, "rgba(255,255,255,.6)", px(width + 2));
    stroke(pen, path, COLOUR.border, px(width), [8, 3.5, 1.6, 3.5]);
  }
  if (LAYERS.control) {
    pen.save();
    pen.clip(PATHS.inner[inner], "evenodd");
    stroke(pen, PATHS.taken[taken], "rgba(255,255,255,.9)", px(4.6));
    stroke(pen, PATHS.taken[taken], COLOUR.first, px(2));
    pen.restore();
  }
  pen.restore();
  if (LAYERS.rail) drawRoads(pen);
}

function drawSea(pen) {
  pen.save();
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = HAS_LAND ? COLOUR.sea : COLOUR.land;
  pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.restore();
  for (const km of WATER_LINES_KM) {
    const wide = (2 * km) / HEAD.km;
    stroke(pen, PATHS.land, "#FFFFFF", wide + px(km > 20 ? 1 : 1.8));
    stroke(pen, PATHS.land, COLOUR.sea, wide - px(km > 20 ? 1 : 1.8));
  }
  pen.fillStyle = COLOUR.land; pen.fill(PATHS.land);
}

function drawRelief(pen) {
  pen.save();
  pen.lineCap = "round";
  for (const [rank, path, strokes] of PATHS.crest) {
    pen.globalAlpha = view.zoom > 3 ? 0.016 : 0.032;
    for (let tone = 1; tone <= TONES; tone++) stroke(pen, path, COLOUR.relief, ((DATA.base.crestKm[rank] / HEAD.km) * tone) / TONES);
    pen.globalAlpha = view.zoom > 3 ? 0.25 : 0.42;
    stroke(pen, strokes, COLOUR.hachure, px(0.75));
  }
  pen.restore();
}

function drawRoads(pen) {
  if (kmPerPixel() < 0.8) {
    stroke(pen, PATHS.roads.road, "#B49C78", px(1.1));
    stroke(pen, PATHS.roads.track, "#B49C78", px(0.9), [4, 3]);
  }
  for (const kind of ["single", "double", "closed"]) stroke(pen, PATHS.rails[kind], "rgba(255,255,255,.8)", px(3.2));
  stroke(pen, PATHS.rails.single, COLOUR.rail, px(1.1));
  stroke(pen, PATHS.rails.double, COLOUR.rail, px(1.9));
  stroke(pen, PATHS.rails.closed, COLOUR.rail, px(1.1), [3, 4]);
  if (kmPerPixel() < 2.4) stroke(pen, PATHS.ticks, COLOUR.rail, px(0.9));
}

function drawScale() {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 400, 500], most = isPhone() ? 90 : 120;
  const km = steps.filter((step) => step / kmPerPixel() <= most).pop() || 1, long = km / kmPerPixel();
  $("rod").setAttribute("width", long);
  $("rod").replaceChildren(shape("path", { d: `M0 0V7H${long}V0` }));
  $("rod-text").textContent = km + " km";
}
