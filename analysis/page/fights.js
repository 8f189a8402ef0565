// The fights of this minute: on the card of a formation its own part with those beside and against it, on that of a place both sides.
const [F_PLACE, F_TROOP, F_PART, F_BEGUN, F_ENDED, F_MEN] = [0, 1, 2, 3, 4, 5];
const FIGHTS_AT = DATA.places.map(() => []);
for (const troop of TROOPS) troop.fought = [];
for (const row of DATA.fights) {
  FIGHTS_AT[row[F_PLACE]].push(row);
  TROOPS[row[F_TROOP]].fought.push(row);
}

const isOn = (row, minute) => row[F_BEGUN] <= minute && minute < row[F_ENDED];
const fightsOn = (rows, minute) => rows.filter((row) => isOn(row, minute));

// The rows of one place now by side and capacity: [side, capacity, rows].
function partsAt(place, minute) {
  const found = new Map();
  for (const row of fightsOn(FIGHTS_AT[place], minute)) {
    const side = TROOPS[row[F_TROOP]].side, key = side * DATA.parts.length + row[F_PART];
    if (!found.has(key)) found.set(key, [side, row[F_PART], []]);
    const rows = found.get(key)[2];
    if (!rows.some((other) => other[F_TROOP] === row[F_TROOP])) rows.push(row);
  }
  return [...found].sort(([a], [b]) => a - b).map(([, part]) => part);
}

// What a capacity is, why one counts in it, and who has it there now.
function partsOf(place, minute, but = null) {
  const made = [];
  for (const [side, part, rows] of partsAt(place, minute)) {
    const others = rows.map((row) => TROOPS[row[F_TROOP]]).filter((troop) => troop !== but);
    if (!others.length) continue;
    const men = rows.reduce((sum, row) => sum + row[F_MEN], 0), told = element("p", "part isolate", HEAD.sides[side] + ", " + DATA.parts[part][0] + ": ");
    told.title = DATA.parts[part][1];
    told.append(element("span", "why", thousands(men) + " men " + DATA.parts[part][1]));
    made.push(told, chipsOf(others));
  }
  return made;
}

function placeFights(place, minute) {
  const made = partsOf(place, minute);
  return made.length ? [element("h4", "", "Fight here"), ...made] : [];
}

// The fights that a formation is in now, and where those below it fight.
function troopFights(troop, minute) {
  const made = [], own = fightsOn(troop.fought, minute), places = [...new Set(own.map((row) => row[F_PLACE]))];
  for (const place of places) {
    const rows = own.filter((row) => row[F_PLACE] === place), [first] = rows, line = element("p", "part");
    line.append(placeButton(place), element("span", "isolate", ": " + DATA.parts[rows[rows.length - 1][F_PART]].join(", ") + "; since " + dayAndClock(first[F_BEGUN]) + " with " + thousands(first[F_MEN]) + " men"));
    made.push(line, ...partsOf(place, minute, troop));
  }
  const below = new Map();
  for (const member of members(troop)) if (member !== troop) for (const row of fightsOn(member.fought, minute)) below.set(row[F_PLACE], (below.get(row[F_PLACE]) || new Set()).add(member));
  for (const [place, fighters] of [...below].filter(([at]) => !places.includes(at)).sort(([a], [b]) => a - b)) {
    const line = element("p", "part");
    line.append(placeButton(place), element("span", "", ": " + fighters.size + " of its formations"));
    made.push(line);
  }
  return made.length ? [element("h4", "", "In the fight"), ...made] : [];
}
