// The sheets: the main map, and beside or below it the insets, each a map of its own. Positions are in units of the plane, on
// which the sheets lie far apart; the plate is what is seen, with the sheets put together and the insets made smaller.
const SHEETS = HEAD.sheets.map(([name, left, wide, high, west, north, lens], number) => (
  { number, name, left, wide, high, west, north, lens, x: 0, y: 0, size: 1, room: null }));
const MAIN = SHEETS[0], INSETS = SHEETS.slice(1), WIDE = MAIN.wide, HIGH = MAIN.high;
const LENSES = INSETS.filter((one) => one.lens); // insets that show a part of the main map once more, larger
const LENS_REACH = 1; // so many of its widths beyond its frame a lens still tells where a point of the main map would be
const LEAST = 0.2, MOST = 0.42, MOST_UPRIGHT = 0.8, GAP = 0.008, ROW_LONG = 0.6; // of the main map's width or height
const BEYOND = 0.1; // so far beyond its frame the ground of the main map is known
const plate = { wide: WIDE, high: HIGH, beside: false };

// Where a point is on a sheet: its own, or what a lens makes of one on the main map; null: nowhere near.
function onSheet(sheet, at) {
  if (sheetAt(at) === sheet) return at;
  if (!sheet.lens || sheetAt(at) !== MAIN) return null;
  const x = at[0] / WIDE, y = at[1] / WIDE, terms = [1, x, y, x * x, x * y, y * y];
  const [u, v] = sheet.lens.map((factors) => WIDE * factors.reduce((sum, factor, n) => sum + factor * terms[n], 0)), beyond = LENS_REACH * sheet.wide;
  return u < -beyond || v < -beyond || u > sheet.wide + beyond || v > sheet.high + beyond ? null : [sheet.left + u, v];
}

const isWithin = (sheet, [x, y]) => x >= sheet.left && x <= sheet.left + sheet.wide && y >= 0 && y <= sheet.high;

// A point and what is seen of it through lenses.
const seenAt = (at) => [at, ...LENSES.flatMap((sheet) => { const spot = at && sheetAt(at) === MAIN ? onSheet(sheet, at) : null; return spot && isWithin(sheet, spot) ? [spot] : []; })];

const sheetAt = ([x]) => SHEETS[clamp(Math.round(x / HEAD.apart), 0, SHEETS.length - 1)];

// The insets in a column right of the main map or in a row below it, in what a screen of this shape leaves free there: their
// places and what they make of the plate. The end of a row is left to the buttons, but on an upright phone, where it is `long`.
function column(width, height) {
  const gap = GAP * WIDE, stack = INSETS.reduce((sum, one) => sum + one.high / one.wide, 0);
  const free = clamp((width * HIGH) / height - WIDE - gap, LEAST * WIDE, MOST * WIDE);
  const wide = Math.min(free, (HIGH - gap * (INSETS.length - 1)) / stack);
  let y = 0;
  const spots = INSETS.map((one) => { const spot = { x: WIDE + gap, y, size: wide / one.wide }; y += one.high * spot.size + gap; return spot; });
  return { wide: WIDE + gap + wide, high: HIGH, beside: true, spots };
}

function row(width, height, long = ROW_LONG, most = MOST) {
  const gap = GAP * WIDE, line = INSETS.reduce((sum, one) => sum + one.wide / one.high, 0);
  const free = clamp((height * WIDE) / width - HIGH - gap, LEAST * HIGH, most * HIGH);
  const high = Math.min(free, (long * WIDE - gap * (INSETS.length - 1)) / line);
  let x = 0;
  const spots = INSETS.map((one) => { const spot = { x, y: HIGH + gap, size: high / one.high }; x += one.wide * spot.size + gap; return spot; });
  return { wide: WIDE, high: HIGH + gap + high, beside: false, spots };
}

// The plate of an upright phone: a map that is as wide as the screen, and a row as wide as the map.
const upright = (width, height) => row(width, height, 1, MOST_UPRIGHT);

// Puts the plate together so that the main map is as large as the screen allows. A sheet's `room` is its part of the plate.
function layPlate(width, height, isUpright) {
  if (!INSETS.length) return;
  const scale = (made) => Math.min(width / made.wide, height / made.high), lays = isUpright ? [upright] : [column, row];
  const chosen = lays.map((lay) => lay(width, height)).sort((a, b) => scale(b) - scale(a))[0];
  Object.assign(plate, { wide: chosen.wide, high: chosen.high, beside: chosen.beside });
  INSETS.forEach((one, n) => {
    Object.assign(one, chosen.spots[n]);
    one.room = [one.x, one.y, one.x + one.wide * one.size, one.y + one.high * one.size];
  });
  const edge = (GAP * WIDE) / 2, beyond = BEYOND * WIDE;
  MAIN.room = [-beyond, -beyond, WIDE + (plate.beside ? edge : beyond), HIGH + (plate.beside ? beyond : edge)];
}

const toPlate = ([x, y]) => {
  const { left, x: atX, y: atY, size } = sheetAt([x]);
  return [atX + (x - left) * size, atY + y * size];
};
