// The symbols while time runs: each is drawn once as a picture, which is then put where it belongs, frame by frame. The groups in the
// document, which are what a reader points at and hears, wait below it and take over when time stands still.
const MOVING = $("troops"), PICTURE_EDGE_PX = 6, LABEL_HALO_PX = 3, HALO_ALPHA = 0.86, DIMMED = 0.22;
const LABEL_PICTURES = new Map(), LABEL_PICTURES_AT_MOST = 600;
let isMoving = false;

// A canvas of so many pixels of the screen, drawn on with 0, 0 at a point of it.
function picture(wide, high, [x, y], paint) {
  const canvas = document.createElement("canvas"), scale = dots();
  canvas.width = Math.ceil(wide * scale); canvas.height = Math.ceil(high * scale);
  const pen = canvas.getContext("2d");
  pen.setTransform(scale, 0, 0, scale, x * scale, y * scale);
  paint(pen);
  return { canvas, x, y, wide: canvas.width / scale, high: canvas.height / scale, scale };
}

// One of `symbolShapes` on a canvas.
function paintShape(pen, [tag, given]) {
  const path = tag === "path" ? new Path2D(given.d) : new Path2D(), dashes = given["stroke-dasharray"];
  if (tag === "rect") path.rect(given.x, given.y, given.width, given.height);
  pen.globalAlpha = given["fill-opacity"] ?? 1;
  if (given.fill && given.fill !== "none") { pen.fillStyle = given.fill; pen.fill(path); }
  pen.globalAlpha = 1;
  if (!given.stroke) return;
  pen.strokeStyle = given.stroke; pen.lineWidth = given["stroke-width"];
  pen.setLineDash(dashes && dashes !== "none" ? dashes.split(" ").map(Number) : []);
  pen.stroke(path);
}

function signPicture(symbol) {
  if (symbol.picture && symbol.picture.scale === dots()) return symbol.picture;
  const shapes = symbolShapes(symbol.troop, symbol.branch), [, ring] = shapes.pop(), edge = PICTURE_EDGE_PX;
  symbol.ring = ring;
  symbol.picture = picture(ring.width + 2 * edge, ring.height + 2 * edge, [edge - ring.x, edge - ring.y], (pen) => shapes.forEach((one) => paintShape(pen, one)));
  return symbol.picture;
}

// A label with its halo; 0, 0 is where its base line begins.
function labelPicture({ troop, label }) {
  const font = fontOf(troop), key = [label, font, troop.style.text, dots()].join("|");
  if (!LABEL_PICTURES.has(key)) {
    if (LABEL_PICTURES.size > LABEL_PICTURES_AT_MOST) LABEL_PICTURES.clear();
    const size = fontSize(troop), edge = LABEL_HALO_PX;
    LABEL_PICTURES.set(key, picture(textWidth(label, font) + 2 * edge, 1.5 * size + 2 * edge, [edge, size + edge], (pen) => {
      pen.font = font + " " + FONT; pen.lineJoin = "round";
      pen.globalAlpha = HALO_ALPHA; pen.strokeStyle = "#FFF"; pen.lineWidth = LABEL_HALO_PX; pen.strokeText(label, 0, 0);
      pen.globalAlpha = 1; pen.fillStyle = troop.style.text; pen.fillText(label, 0, 0);
    }));
  }
  return LABEL_PICTURES.get(key);
}

// Draws pictures of a few symbols that have none yet: done while nothing moves, so that the first frame of a film is as short as any.
const PICTURES_AT_ONCE = 4;
function prepare(symbols) {
  for (const symbol of symbols.filter(({ picture }) => !picture).slice(0, PICTURES_AT_ONCE)) { signPicture(symbol); labelPicture(symbol); }
}

// A picture with its 0, 0 at a point, on whole dots of the screen so that it stays sharp.
function put(pen, { canvas, x, y, wide, high, scale }, atX, atY) {
  pen.drawImage(canvas, Math.round((atX - x) * scale) / scale, Math.round((atY - y) * scale) / scale, wide, high);
}

function paintLeader(pen, symbol, { ex, ey }) {
  const [x, y] = symbol.spot, thin = LOOK.screen.stroke_px_per_pt, points = pxPerPt();
  for (const [color, width] of [["#FFF", SIGNS.leader_casing_pt * thin], [symbol.troop.style.frame, SIGNS.leader_pt * thin]]) {
    pen.strokeStyle = color; pen.lineWidth = width;
    pen.beginPath(); pen.moveTo(x, y); pen.lineTo(ex, ey); pen.stroke();
  }
  pen.beginPath(); pen.arc(x, y, (SIGNS.place_dot_pt * points) / 2, 0, 2 * Math.PI);
  pen.fillStyle = symbol.troop.style.frame; pen.fill();
  pen.strokeStyle = "#FFF"; pen.lineWidth = SIGNS.place_dot_edge_pt * points; pen.stroke();
}

// The ring round what is chosen, what is below it, and what has the focus.
function paintRing(pen, symbol, x, y, chosen) {
  const isOwn = symbol.troop === chosen, has = document.activeElement === symbol.group, below = chosen !== null && isBelow(symbol.troop, chosen);
  if (!isOwn && !below && !has) return;
  const { ring } = symbol;
  pen.beginPath(); pen.roundRect(x + ring.x, y + ring.y, ring.width, ring.height, ring.rx);
  pen.strokeStyle = has && !isOwn ? COLOUR.second : "#000"; pen.lineWidth = isOwn ? 2.5 : has ? 3 : 1.4;
  pen.setLineDash(isOwn || has ? [] : [4, 2.5]); pen.stroke(); pen.setLineDash([]);
}

function paintHalo(pen, symbol, x, y) {
  pen.beginPath(); pen.arc(x, y, Math.hypot(symbol.w, symbol.h) / 2 + HALO_PX, 0, 2 * Math.PI);
  pen.globalAlpha = 0.6; pen.fillStyle = COLOUR.halo; pen.fill();
  pen.globalAlpha = 1; pen.strokeStyle = "#000"; pen.lineWidth = 2; pen.stroke();
}

// All symbols of a frame.
function paintSymbols(symbols) {
  const pen = openCanvas(MOVING), chosen = chosenTroop(), scale = dots();
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  const standing = symbols.map(standingOf), dim = ({ troop }) => (thread.on && !(chosen && (troop === chosen || isBelow(troop, chosen))) ? DIMMED : 1);
  symbols.forEach((symbol, n) => { pen.globalAlpha = thread.on ? DIMMED : 1; paintLeader(pen, symbol, standing[n]); });
  symbols.forEach((symbol, n) => {
    const { x, y } = standing[n], sign = signPicture(symbol);
    pen.globalAlpha = 1;
    if (symbol.troop === chosen) paintHalo(pen, symbol, x, y);
    paintRing(pen, symbol, x, y, chosen);
    pen.globalAlpha = dim(symbol) * fadeOf(symbol.age);
    put(pen, sign, x, y);
    put(pen, labelPicture(symbol), x + symbol.wanted.left, y + symbol.wanted.base);
  });
  pen.globalAlpha = 1;
}

// Shows the symbols as pictures while time runs, else as parts of the document.
function showOrPaint(symbols) {
  if (isMoving !== now.playing) {
    isMoving = now.playing;
    $("overlay").classList.toggle("moving", isMoving);
    if (!isMoving) openCanvas(MOVING);
  }
  if (isMoving) paintSymbols(symbols);
  else showSymbols(symbols);
}
