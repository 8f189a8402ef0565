// The chance of control as ground: in how many runs the first side holds a place, spread over the ground that goes with it as in
// `analysis/ground/territory.py`, in five tints; and the line behind which it holds the ground in at least so many of the runs.
const FINE = 3, PASSES = 3; // parts of a cell on the picture, and boxes that make one bell
const GRIDS = HAS_WARS ? WARS.grids.map(gridOf) : [];

function gridOf({ cells, columns, ...where }) {
  const numbers = Int16Array.from(cells.flatMap(([number, times]) => Array(times).fill(number)));
  const grid = { ...where, columns, rows: numbers.length / columns, numbers, known: new Map(), lines: new Map() };
  grid.weight = blurred(Float32Array.from(numbers, (number) => +(number >= 0)), grid);
  return grid;
}

// The share of the runs in which the first side holds each place.
function chancesAt(minute) {
  const chances = Float32Array.from(DATA.places, (place) => +(place[5] === 0));
  for (const [place, runs] of WARS.held) {
    const begins = DATA.places[place][5] === 0;
    chances[place] = runs.filter((changes) => begins !== (changes.filter((when) => when <= minute).length % 2 === 1)).length / RUNS;
  }
  return chances;
}

// Widths in cells of boxes that one after the other blur like a bell of this standard deviation.
function boxesFor(deviation) {
  const ideal = Math.sqrt((12 * deviation ** 2) / PASSES + 1), low = Math.max(Math.floor(ideal) - (Math.floor(ideal) % 2 ? 0 : 1), 1);
  const narrow = Math.round((12 * deviation ** 2 - PASSES * low * low - 4 * PASSES * low - 3 * PASSES) / (-4 * low - 4));
  return Array.from({ length: PASSES }, (_, n) => (n < narrow ? low : low + 2));
}

function blurred(field, { columns, rows, blur }) {
  let from = field;
  for (const box of boxesFor(blur)) from = boxed(boxed(from, columns, rows, 1, columns, box), rows, columns, columns, 1, box);
  return from;
}

// Means over a box along lines of `long` cells that lie `step` apart; beyond an edge its cell goes on.
function boxed(field, long, lines, step, between, box) {
  const made = new Float32Array(field.length), half = (box - 1) / 2;
  for (let line = 0; line < lines; line++) {
    const begin = line * between, at = (n) => field[begin + clamp(n, 0, long - 1) * step];
    let sum = 0;
    for (let n = -half; n <= half; n++) sum += at(n);
    for (let n = 0; n < long; n++) {
      made[begin + n * step] = sum / box;
      sum += at(n + half + 1) - at(n - half);
    }
  }
  return made;
}

// The chance of each cell of a sheet at a step of the ground; below 0 where nobody fights.
function fieldOf(grid, step) {
  const chances = chancesAt(DATA.steps[step]), sums = blurred(Float32Array.from(grid.numbers, (number) => (number < 0 ? 0 : chances[number])), grid);
  return sums.map((sum, n) => (grid.numbers[n] < 0 ? -1 : sum / Math.max(grid.weight[n], 1e-6)));
}

// Field and picture of a step, made once for steps between which no place changes hands in any run.
function chanceAt(sheet, step) {
  const grid = GRIDS[sheet.number], key = chancesAt(DATA.steps[step]).join();
  if (!grid.known.has(key)) {
    const field = fieldOf(grid, step);
    grid.known.set(key, { field, picture: pictureOf(grid, field), lines: new Map() });
  }
  return grid.known.get(key);
}

const tintOf = (chance) => WARS.edges.filter((edge) => chance >= edge).length;

// The five tints on a picture finer than the grid, between whose cells the chance goes evenly.
function pictureOf(grid, field) {
  const { columns, rows, numbers } = grid, wide = columns * FINE, picture = document.createElement("canvas"), tints = WARS.tints.map((tint) => [1, 3, 5].map((n) => parseInt(tint.slice(n, n + 2), 16)));
  picture.width = wide; picture.height = rows * FINE;
  const pen = picture.getContext("2d"), pixels = pen.createImageData(picture.width, picture.height);
  for (let v = 0; v < picture.height; v++) {
    for (let u = 0; u < wide; u++) {
      const own = Math.floor(v / FINE) * columns + Math.floor(u / FINE);
      if (numbers[own] < 0) continue;
      const [r, g, b] = tints[tintOf(between(grid, field, (u + 0.5) / FINE - 0.5, (v + 0.5) / FINE - 0.5, own))];
      pixels.data.set([r, g, b, 255], 4 * (v * wide + u));
    }
  }
  pen.putImageData(pixels, 0, 0);
  return picture;
}

// The chance between the middles of four cells; of those where nobody fights the cell's own stands in.
function between({ columns, rows }, field, x, y, own) {
  const left = Math.floor(x), low = Math.floor(y), across = x - left, up = y - low;
  const at = (column, row) => { const value = field[clamp(row, 0, rows - 1) * columns + clamp(column, 0, columns - 1)]; return value < 0 ? field[own] : value; };
  return (1 - up) * ((1 - across) * at(left, low) + across * at(left + 1, low)) + up * ((1 - across) * at(left, low + 1) + across * at(left + 1, low + 1));
}

// The line at which the field crosses a value, in cells: two ends on the edges of each square of four middles (marching squares).
function lineAt({ columns, rows }, field, value) {
  const made = new Path2D();
  for (let row = 0; row + 1 < rows; row++) {
    for (let column = 0; column + 1 < columns; column++) {
      const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([right, up]) => [column + right, row + up, field[(row + up) * columns + column + right]]);
      if (corners.some(([, , chance]) => chance < 0)) continue;
      const ends = corners.flatMap(([x, y, here], n) => {
        const [u, v, there] = corners[(n + 1) % 4];
        if (here >= value === there >= value) return [];
        const share = (value - here) / (there - here);
        return [[x + share * (u - x), y + share * (v - y)]];
      });
      for (let n = 0; n + 1 < ends.length; n += 2) { made.moveTo(...ends[n]); made.lineTo(...ends[n + 1]); }
    }
  }
  return made;
}

function shareLine(grid, known) {
  if (!known.lines.has(wars.share)) {
    const made = new Path2D();
    made.addPath(lineAt(grid, known.field, wars.share / 100), new DOMMatrix([grid.dx, 0, 0, grid.dy, grid.x, grid.y]));
    known.lines.set(wars.share, made);
  }
  return known.lines.get(wars.share);
}

function drawChance(pen, sheet, step) {
  const { x, y, dx, dy } = GRIDS[sheet.number], { picture } = chanceAt(sheet, step);
  pen.save();
  pen.translate(x - dx / 2, y - dy / 2);
  pen.scale(dx / FINE, dy / FINE);
  pen.drawImage(picture, 0, 0);
  pen.restore();
}

function drawShareLine(pen, sheet, step) {
  const line = shareLine(GRIDS[sheet.number], chanceAt(sheet, step));
  pen.lineCap = "round";
  stroke(pen, line, "#FFF", pt(SOIL.front_casing_pt));
  stroke(pen, line, COLOUR.first, pt(SOIL.front_pt));
  pen.lineCap = "butt";
}

function shareSentence(minute) {
  const chances = chancesAt(minute), held = ORDER_OF_PLACES.filter((place) => chances[place] >= wars.share / 100).length;
  return thousands(held) + " of " + thousands(ORDER_OF_PLACES.length) + " places are held by " + HEAD.sides[0] + " in at least " + wars.share + "\u202f% of the runs; the line goes round the ground that goes with them.";
}
