// The ground on a canvas, sheet by sheet: sea, land, who holds it, relief, rivers, coast, borders, railways, front.
const SOIL = LOOK.ground;
// Lengths in units of the plane. What has a greatest size in points has it at the scale that the whole map has on paper.
const unitsOfKm = (km) => km / HEAD.km, unitsOfPoints = (points) => (points * MAIN.wide) / LOOK.screen.map_pt;
const crestUnits = (rank) => Math.min(unitsOfKm(SOIL.crest_km[rank - 1]), unitsOfPoints(SOIL.crest_at_most_pt));
const LAYERS = { control: true, relief: true, rivers: true, rail: true, ways: true, supply: true, names: true, history: true, troops: true };
const HAS_LAND = DATA.sheets[0].land !== "";
const asPaths = (lines) => Object.fromEntries(Object.entries(lines).map(([kind, line]) => [kind, new Path2D(line)]));
for (const sheet of SHEETS) sheet.paths = pathsOf(DATA.sheets[sheet.number]);

function pathsOf(data) {
  return {
    land: new Path2D(data.land), lakes: new Path2D(data.lakes),
    river: data.river.map(([rank, line]) => [rank, new Path2D(line)]),
    border: data.border.map(([rank, line]) => [rank, new Path2D(line)]),
    crest: data.crest.map(([rank, line]) => [rank, new Path2D(line), hachures(line, crestUnits(rank))]),
    rails: asPaths(data.rails), roads: asPaths(data.roads), ticks: railTicks(data.rails), numbers: data.ground.numbers, laid: data.ground.laid,
    ...Object.fromEntries(["taken", "fought", "inner", "arms"].map((name) => [name, data.ground[name].map((line) => new Path2D(line))])),
  };
}

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
function hachures(line, full) {
  const strokes = new Path2D();
  for (const points of pointsOf(line)) {
    stations(points, Math.min(unitsOfKm(SOIL.hachure_km), unitsOfPoints(SOIL.hachure_at_most_pt))).forEach(([x, y, dx, dy], n) => {
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

function railTicks(rails) {
  const ticks = new Path2D();
  for (const kind of ["single", "double"]) {
    for (const points of pointsOf(rails[kind])) {
      const half = unitsOfPoints(SOIL.tick_half_pt + (kind === "double" ? SOIL.double_rail_pt : SOIL.rail_pt) / 2);
      for (const [x, y, dx, dy] of stations(points, clamp(unitsOfKm(SOIL.tick_km), unitsOfPoints(SOIL.tick_at_least_pt), unitsOfPoints(SOIL.tick_at_most_pt)))) {
        ticks.moveTo(x - dy * half, y + dx * half); ticks.lineTo(x + dy * half, y - dx * half);
      }
    }
  }
  return ticks;
}

function stepAt(minute) {
  let step = DATA.steps.length - 1;
  while (step > 0 && DATA.steps[step] > minute) step--;
  return step;
}

const isPrinting = () => document.documentElement.classList.contains("printing");
const dots = () => (isPrinting() ? PRINT_DOTS : Math.min(devicePixelRatio || 1, 2));

// An empty canvas as large as the map.
function openCanvas(canvas) {
  const width = Math.round(view.width * dots()), height = Math.round(view.height * dots());
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const pen = canvas.getContext("2d");
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

// Draws on each sheet that is seen in units of the plane and inside its part of the screen; widths are then given by `px`.
let penScale = 1;
const px = (pixels) => pixels / penScale;
const pt = (points) => px(points * LOOK.screen.stroke_px_per_pt);

function onEachSheet(pen, draw) {
  for (const sheet of SHEETS) {
    const [left, top, right, bottom] = boxOf(sheet), [x, y] = toScreen([sheet.left, 0]);
    if (left >= right || top >= bottom) continue;
    penScale = view.scale * sheet.size;
    pen.save();
    pen.setTransform(dots(), 0, 0, dots(), 0, 0);
    pen.beginPath(); pen.rect(left, top, right - left, bottom - top); pen.clip();
    pen.transform(penScale, 0, 0, penScale, x - sheet.left * penScale, y);
    pen.lineJoin = "round"; pen.lineCap = "butt";
    draw(sheet);
    pen.restore();
  }
}

// `dashes` are in widths of the line, as on paper.
function stroke(pen, path, color, width, dashes = []) {
  pen.strokeStyle = color; pen.lineWidth = width;
  pen.setLineDash(dashes.map((dash) => dash * width));
  pen.stroke(path);
  pen.setLineDash([]);
}

// What does not change with time is drawn once a view and kept: `over` is sea, relief, rivers, coast and borders with a hole for
// the ground below, `rails` the roads and railways; who holds what is drawn between them.
const KEPT = { over: document.createElement("canvas"), rails: document.createElement("canvas") };

function drawGround(canvas, minute, isNewView) {
  if (isNewView) keepGround();
  const pen = openCanvas(canvas), step = stepAt(minute), lay = (kept) => { pen.setTransform(1, 0, 0, 1, 0, 0); pen.drawImage(kept, 0, 0); };
  onEachSheet(pen, (sheet) => drawHeld(pen, sheet, step));
  lay(KEPT.over);
  if (LAYERS.control) onEachSheet(pen, (sheet) => drawFronts(pen, sheet, step));
  if (LAYERS.rail) lay(KEPT.rails);
  if (DARK.matches) { pen.setTransform(1, 0, 0, 1, 0, 0); pen.fillStyle = NIGHT; pen.fillRect(0, 0, canvas.width, canvas.height); }
  for (const { room } of INSETS.length ? SHEETS : []) drawFrame(pen, room);
}

// At night the map is the same sheet of paper in less light.
const DARK = matchMedia("(prefers-color-scheme: dark)"), NIGHT = "rgba(18,22,30,.24)";

function keepGround() {
  const over = openCanvas(KEPT.over), rails = openCanvas(KEPT.rails);
  onEachSheet(over, (sheet) => drawOver(over, sheet.paths));
  if (LAYERS.rail) onEachSheet(rails, (sheet) => drawRoads(rails, sheet.paths));
}

// A line round a sheet.
function drawFrame(pen, room) {
  const [left, top] = plateToScreen(room), [right, bottom] = plateToScreen(room.slice(2));
  pen.setTransform(dots(), 0, 0, dots(), 0, 0);
  pen.strokeStyle = COLOUR.ink; pen.lineWidth = 1;
  pen.strokeRect(left, top, right - left, bottom - top);
}

// Land and the sides' ground; nothing is clipped at the coast, as the sea is laid over it.
function drawHeld(pen, sheet, step) {
  const PATHS = sheet.paths, [taken, fought] = PATHS.numbers[step], far = 4 * Math.max(sheet.wide, sheet.high);
  pen.fillStyle = COLOUR.land; pen.fillRect(sheet.left - far, -far, sheet.wide + 2 * far, sheet.high + 2 * far);
  if (!LAYERS.control) return;
  if (HAS_WARS) drawChance(pen, sheet, step);
  else {
    pen.fillStyle = LOOK.sides.second.ground; pen.fill(PATHS.fought[fought], "evenodd");
    pen.fillStyle = LOOK.sides.first.ground; pen.fill(PATHS.taken[taken], "evenodd");
  }
  if (PATHS.laid[step] >= 0) { pen.fillStyle = SOIL.laid_down; pen.fill(PATHS.arms[PATHS.laid[step]], "evenodd"); }
  if (race.on) drawRace(pen, sheet, step);
}

// Sea, relief, rivers, lakes, coast and borders.
function drawOver(pen, PATHS) {
  if (HAS_LAND) drawSea(pen, PATHS.land);
  pen.save();
  if (HAS_LAND) pen.clip(PATHS.land);
  if (LAYERS.relief) drawRelief(pen, PATHS.crest);
  if (LAYERS.rivers) {
    pen.lineCap = "round";
    for (const [rank, path] of PATHS.river) stroke(pen, path, COLOUR.river, pt(SOIL.river_pt[rank - 1]));
  }
  pen.restore();
  pen.fillStyle = COLOUR.sea; pen.fill(PATHS.lakes);
  stroke(pen, PATHS.lakes, COLOUR.coast, pt(SOIL.lake_pt));
  stroke(pen, PATHS.land, COLOUR.coast, pt(SOIL.coast_pt));
  pen.save();
  if (HAS_LAND) pen.clip(PATHS.land);
  for (const [rank, path] of PATHS.border) {
    const width = SOIL.border_pt[rank - 1];
    stroke(pen, path, "rgba(255,255,255,.6)", pt(width + SOIL.border_casing_pt));
    stroke(pen, path, COLOUR.border, pt(width), SOIL.border_dashes);
  }
  pen.restore();
}

// The fronts, on land and not along the border of the states fought over.
function drawFronts(pen, sheet, step) {
  const PATHS = sheet.paths, [taken, , inner] = PATHS.numbers[step];
  pen.save();
  if (HAS_LAND) pen.clip(PATHS.land);
  pen.save();
  pen.clip(PATHS.inner[inner], "evenodd");
  if (HAS_OTHER) drawOtherFront(pen, sheet, step);
  if (HAS_WARS) drawShareLine(pen, sheet, step);
  else {
    stroke(pen, PATHS.taken[taken], "#FFF", pt(SOIL.front_casing_pt));
    stroke(pen, PATHS.taken[taken], COLOUR.first, pt(SOIL.front_pt));
  }
  pen.restore();
  if (race.on) drawPastFront(pen, sheet, step);
  pen.restore();
}

// The sea with lines along the coast, and a hole where land is.
function drawSea(pen, land) {
  pen.save();
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = COLOUR.sea;
  pen.fillRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.restore();
  for (let n = SOIL.water_lines_km.length - 1; n >= 0; n--) {
    const wide = 2 * unitsOfKm(SOIL.water_lines_km[n]), line = pt(SOIL.water_line_pt[n]);
    stroke(pen, land, "#FFFFFF", wide + line);
    stroke(pen, land, COLOUR.sea, wide - line);
  }
  pen.globalCompositeOperation = "destination-out";
  pen.fill(land);
  pen.globalCompositeOperation = "source-over";
}

function drawRelief(pen, crests) {
  pen.save();
  pen.lineCap = "round";
  for (const [rank, path, strokes] of crests) {
    const faint = view.zoom > 3 ? 0.5 : 1; // near by, a broad tone says less
    pen.globalAlpha = SOIL.crest_alpha * faint;
    for (let tone = 1; tone <= SOIL.crest_tones; tone++) stroke(pen, path, COLOUR.relief, (crestUnits(rank) * tone) / SOIL.crest_tones);
    pen.globalAlpha = SOIL.hachure_alpha * faint;
    stroke(pen, strokes, COLOUR.hachure, pt(SOIL.hachure_pt));
  }
  pen.restore();
}

function drawRoads(pen, PATHS) {
  const kmPerPx = HEAD.km / penScale;
  if (kmPerPx < 0.8) {
    stroke(pen, PATHS.roads.road, COLOUR.road, px(1.1));
    stroke(pen, PATHS.roads.track, COLOUR.road, px(0.9), [4.4, 3.3]);
  }
  for (const kind of ["single", "double", "closed"]) stroke(pen, PATHS.rails[kind], "rgba(255,255,255,.8)", pt(SOIL.rail_casing_pt));
  stroke(pen, PATHS.rails.single, COLOUR.rail, pt(SOIL.rail_pt));
  stroke(pen, PATHS.rails.double, COLOUR.rail, pt(SOIL.double_rail_pt));
  stroke(pen, PATHS.rails.closed, COLOUR.rail, pt(SOIL.rail_pt), SOIL.closed_rail_dashes);
  if (kmPerPx < 2.4) stroke(pen, PATHS.ticks, COLOUR.rail, pt(SOIL.tick_pt));
}

function drawScale() {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 400, 500], most = isPhone() ? 90 : 120;
  const kmPerPx = kmPerPixel(sheetInView()), km = steps.filter((step) => step / kmPerPx <= most).pop() || 1, long = km / kmPerPx;
  $("rod").setAttribute("width", long);
  $("rod").replaceChildren(shape("path", { d: `M0 0V7H${long}V0` }));
  $("rod-text").textContent = km + " km";
  const low = boxOf(MAIN)[3], above = view.height - (low > 60 ? low : view.height);
  for (const [id, off] of [["scale", isPhone() ? 8 : 10], ["key-open", 40], ["key", plate.beside && !isPhone() ? 104 : 72]]) $(id).style.bottom = off + above + "px";
}
