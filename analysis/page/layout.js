// Where symbols and names go so that they do not cover each other: the rules of analysis/maps/labels.py with the same numbers.
// Everything here is in points of paper with y upwards. A box is [left, bottom, right, top]; one that is taken has a weight too.
const PLACING = LOOK.placing, OFF = PLACING.symbols, ROUND = PLACING.names;
const rounded = (number) => Math.round(number * 1e6) / 1e6;
const DIRECTIONS = Array.from({ length: OFF.directions }, (_, n) => 2 * Math.PI * n / OFF.directions)
  .map((angle) => [rounded(Math.cos(angle)), rounded(Math.sin(angle))]);

// Weighted square points that a box shares with what is taken, and what it costs to stick out of the room of its sheet.
function covered(taken, [left, bottom, right, top], room) {
  let sum = 0;
  for (const box of taken) {
    const wide = Math.min(right, box[2]) - Math.max(left, box[0]);
    if (wide <= 0) continue;
    const high = Math.min(top, box[3]) - Math.max(bottom, box[1]);
    if (high > 0) sum += wide * high * box[4];
  }
  const edge = PLACING.edge_pt, beyond = (by) => Math.max(by, 0);
  const out = beyond(room[0] + edge - left) + beyond(room[1] + edge - bottom) + beyond(right - room[2] + edge) + beyond(top - room[3] + edge);
  return sum + PLACING.outside * out;
}

// Lower left corner of words in a slot, from its factors of the measures and the points at their end.
const corner = (slot, measures) => [slot.x, slot.y].map((factors) => factors.reduce((sum, factor, n) => sum + factor * (measures[n] ?? 1), 0));
const padded = ([left, bottom, right, top], [sideways, by]) => [left - sideways, bottom - by, right + sideways, top + by];

// Boxes for words of a size round a place, in the order in which they are preferred.
function nameSlots([x, y], [wide, high], off) {
  return ROUND.slots.map((slot) => {
    const [left, bottom] = corner(slot, [off, wide, high]);
    return [x + left, y + bottom, x + left + wide, y + bottom + high];
  });
}

// The best slot for words round a place, with what it covers; nothing is taken yet.
function bestSlot(taken, at, size, off, room) {
  let best = null, least = Infinity;
  nameSlots(at, size, off).forEach((slot, n) => {
    const covers = covered(taken, padded(slot, ROUND.look_pad_pt), room), cost = rounded(covers + ROUND.per_slot * n);
    if (cost < least) { least = cost; best = { slot, covers }; }
  });
  return best;
}

// The box of a town's name, which is then taken; null if it would cover too much.
function placeTownName(taken, at, size, tier, room) {
  const look = LOOK.towns[tier - 1], { slot, covers } = bestSlot(taken, at, size, look.mark_pt / 2 + ROUND.mark_off_pt, room);
  if (covers > look.dropped_over) return null;
  taken.push([...padded(slot, ROUND.take_pad_pt), ROUND.weight]);
  return slot;
}

// What is taken of the ground that a thing can cover whose corners are these when it stands so far round a point.
function within(taken, [x, y], far, corners) {
  const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => corner[axis]));
  const left = x - far + Math.min(...xs), right = x + far + Math.max(...xs), bottom = y - far + Math.min(...ys), top = y + far + Math.max(...ys);
  return taken.filter((box) => box[0] < right && box[2] > left && box[1] < top && box[3] > bottom);
}

// Where a symbol of these measures stands off its place, with its label; both are then taken. `home` is the unit vector away from
// the enemy; `stays` is the spot that it has now, which is worth something on a map that moves.
function placeSymbol(taken, at, { half, below, above }, label, home, room, stays = null) {
  const corners = OFF.slots.map((slot) => corner(slot, [half, below, ...label]));
  const frameAt = (x, y) => [x - half, y - below, x + half, y + above];
  const labelAt = (x, y, slot) => [x + corners[slot][0], y + corners[slot][1], x + corners[slot][0] + label[0], y + corners[slot][1] + label[1]];
  const near = within(taken, at, Math.max(...OFF.radii_pt), [[-half, -below], [half, above], ...corners, ...corners.map(([x, y]) => [x + label[0], y + label[1]])]);
  let best = null, least = Infinity;
  OFF.radii_pt.forEach((radius, ring) => DIRECTIONS.forEach(([dx, dy], direction) => {
    const x = at[0] + radius * dx, y = at[1] + radius * dy, most = stays ? OFF.stay : 0;
    let cost = OFF.per_pt * radius + OFF.wrong_way * (1 - dx * home[0] - dy * home[1]);
    if (cost - most >= least) return;
    cost += covered(near, frameAt(x, y), room);
    corners.forEach((_, slot) => {
      if (cost + OFF.per_slot * slot - most >= least) return;
      const stay = stays && stays.ring === ring && stays.direction === direction && stays.slot === slot ? OFF.stay : 0;
      const whole = rounded(cost + OFF.per_slot * slot + covered(near, labelAt(x, y, slot), room) - stay);
      if (whole < least) { least = whole; best = { x, y, ring, direction, slot, corner: corners[slot] }; }
    });
  }));
  taken.push([...frameAt(best.x, best.y), OFF.frame], [...padded(labelAt(best.x, best.y, best.slot), [OFF.label_pad_pt, OFF.label_pad_pt]), OFF.label]);
  return best;
}
