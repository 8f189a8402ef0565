// What the marked runs share: which drawn numbers, skies and earlier dates set them apart from the others by more than chance would.
const TRIES = 199, TOLD_AT_MOST = 5, NEAREST = 2, SURE = 0.95;
const TRAITS = HAS_WARS ? [
  ...WARS.drawn.map(([path, about, unit, values]) => ({ kind: "drawn", words: about, title: path, values, show: (value) => value.toPrecision(3) * 1 + (unit ? " " + unit : "") })),
  ...WARS.weather.map(([name, values]) => ({ kind: "weather", words: "days of " + name.replace(/_/g, " "), title: name, values, show: (value) => String(Math.round(value * 10) / 10) })),
] : [];

// Dates of other places that most runs have before this one's median.
function earlierDates(place) {
  const own = quantile(firstDays(place).slice().sort(ascending), 0.5);
  return [...HELD.keys()].filter((other) => other !== place).flatMap((other) => {
    const values = firstDays(other), middle = quantile(values.slice().sort(ascending), 0.5);
    if (!(middle < own) || new Set(values).size < 2) return [];
    return [{ kind: "before", place: other, words: placeName(other), title: "", values, show: (value) => (Number.isFinite(value) ? dayAndClock(value) : "never") }];
  });
}

// Ranks from 1; equals share the middle of theirs.
function ranksOf(values) {
  const order = values.map((value, n) => n).sort((a, b) => (values[a] === values[b] ? 0 : values[a] < values[b] ? -1 : 1)), ranks = Array(values.length);
  for (let from = 0, to; from < order.length; from = to) {
    for (to = from; to < order.length && values[order[to]] === values[order[from]]; to++);
    for (let n = from; n < to; n++) ranks[order[n]] = (from + to + 1) / 2;
  }
  return ranks;
}

// The chance that a marked run has more of it than another one (equal ones count half).
function moreOften(ranks, chosen) {
  const sum = chosen.reduce((total, run) => total + ranks[run], 0), n = chosen.length;
  return (sum - (n * (n + 1)) / 2) / (n * (ranks.length - n));
}

// Even random numbers in 0-1, the same each time (mulberry32).
function evenNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

// How far apart the furthest of these traits is in 95 of 100 random choices of so many runs.
function farByChance(ranked, count) {
  const draw = evenNumbers(1), furthest = [], runs = Array.from({ length: RUNS }, (_, run) => run);
  for (let n = 0; n < TRIES; n++) {
    for (let at = 0; at < count; at++) { const other = at + Math.floor(draw() * (RUNS - at)); [runs[at], runs[other]] = [runs[other], runs[at]]; }
    const some = runs.slice(0, count);
    furthest.push(ranked.reduce((most, ranks) => Math.max(most, Math.abs(moreOften(ranks, some) - 0.5)), 0));
  }
  return quantile(furthest.sort(ascending), SURE);
}

// Traits by how far they set the marked runs apart, and how far chance alone sets the furthest of them.
function sharedBy(chosen, traits) {
  if (!chosen.length || chosen.length === RUNS || !traits.length) return { rows: [], limit: 0.5 };
  const ranked = traits.map(({ values }) => ranksOf(values)), limit = farByChance(ranked, chosen.length);
  const rows = traits.map((trait, n) => ({ trait, more: moreOften(ranked[n], chosen) })).map((row) => ({ ...row, far: Math.abs(row.more - 0.5) }));
  return { rows: rows.sort((a, b) => b.far - a.far), limit };
}

const sharedKnown = { key: "", made: [] };

function tellShared(place) {
  const chosen = [...wars.brushed].sort(ascending), key = place + ":" + chosen.join();
  if (sharedKnown.key !== key) Object.assign(sharedKnown, { key, found: [["Drawn for them", "numbers drawn and weather", sharedBy(chosen, TRAITS), TRAITS.length], ["Before it", "earlier dates", sharedBy(chosen, earlierDates(place)), 0]] });
  const made = [element("h4", "", "What these " + chosen.length + " runs share")];
  for (const [head, what, { rows, limit }] of sharedKnown.found) made.push(...tellTraits(head, what, rows, limit, chosen));
  return made;
}

function tellTraits(head, what, rows, limit, chosen) {
  if (!rows.length) return [];
  const sure = rows.filter(({ far }) => far > limit), list = element("ol", "shared"), shown = sure.length ? sure.slice(0, TOLD_AT_MOST) : rows.slice(0, NEAREST);
  const said = sure.length ? head + ": " + sure.length + " of " + rows.length + " " + what + " set them apart by more than chance." : head + ": none of " + rows.length + " " + what + " sets them apart by more than chance; the nearest to it:";
  for (const { trait, more } of shown) {
    const item = element("li"), middles = [true, false].map((mine) => quantile(trait.values.filter((_, run) => chosen.includes(run) === mine).sort(ascending), 0.5));
    item.append(trait.kind === "before" ? placeButton(trait.place) : element("b", "isolate", trait.words));
    if (trait.title) item.append(element("span", "compare isolate", trait.title));
    item.append(element("span", "isolate", trait.show(middles[0]) + ", in the others " + trait.show(middles[1])), element("span", "compare", (more > 0.5 ? (trait.kind === "before" ? "later" : "more") : trait.kind === "before" ? "earlier" : "less") + " in " + percent(Math.max(more, 1 - more)) + " of the pairs"));
    list.append(item);
  }
  return [element("p", "hint", said), list];
}
