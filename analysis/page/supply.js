// Supply: how far a column can still go, for what it stands, and the chain of one that stands for fuel back to its depot.
const CHAIN = LOOK.chain, REACH = LOOK.reach, CHAINS_AT_MOST = 3;
const { signs: SIGNS_OF_HALTS, band_days: BAND_DAYS, fuel: FUEL_CAUSE } = DATA.vocabulary;
for (const troop of TROOPS) troop.chains = [];
for (const chain of DATA.chains) TROOPS[chain.f].chains.push(chain);

const chainOf = (troop, minute) => troop.chains.find((chain) => chain.m <= minute && minute < chain.u) || null;

// The chains of the formation and its fighting troops that stand for fuel now, those of most men first.
function chainsOf(troop, minute) {
  const tick = tickAt(minute), found = members(troop).map((member) => [member, chainOf(member, minute)]).filter(([member, chain]) => chain && isThere(member, tick));
  return found.sort(([a], [b]) => (b === troop) - (a === troop) || b.men(tick) - a.men(tick) || (a.id < b.id ? -1 : 1));
}

const booksOn = (chain, minute) => chain.books.filter((books) => books[0] <= minute / MINUTES_PER_DAY).pop() || chain.books[0] || null;

// The links of a chain in words, from the depot to the formation, and which of them binds.
function linksOf(chain, minute) {
  if (chain.depot < 0) return [["closed", "No way leads to it from a depot of its side"]];
  const [, wanted, loaded, onRoad, stock] = booksOn(chain, minute) || [0, -1, -1, -1, -1], whose = chain.fleet >= 0 ? TROOPS[chain.fleet].group : "";
  return [
    ["railhead", stock >= 0 ? "it has " + thousands(stock) + " t on this day for all that it supplies" : "its depot"],
    ["lorries", whose && chain.lorries >= 0 ? thousands(chain.lorries) + " lorries of " + whose : "Lorries that nobody has counted"],
    ["road", (chain.km >= 0 ? thousands(chain.km) + " km of road" : "Road") + (chain.days >= 0 ? ", " + hoursAndDays(chain.days * 24) + " of driving" : "")],
    ...(wanted >= 0 ? [["on_the_way", "Its army asks for " + thousands(wanted) + " t of fuel on this day; lorries load " + thousands(loaded) + " t. On the road to it are " + thousands(onRoad) + " t"]] : []),
  ];
}

// The thread from a formation that stands for fuel back to its source: each link with its number, what binds, and what it rests on.
function tellChains(troop, minute) {
  const found = chainsOf(troop, minute);
  if (!found.length) { thread.on = false; return []; }
  const follow = element("button", "plain follow", thread.on ? "Show everything again" : "Why? Follow it on the map");
  follow.type = "button";
  follow.setAttribute("aria-pressed", String(thread.on));
  follow.addEventListener("click", () => followThread(!thread.on, found.map(([, chain]) => chain)));
  const made = [element("h4", "", "Stands for fuel: back to its source"), follow];
  for (const [member, chain] of found.slice(0, CHAINS_AT_MOST)) {
    const list = element("ol", "chain");
    for (const [limit, words, place] of threadOf(member, chain, minute)) {
      const binds = limit === chain.limit || (limit === "road" && chain.limit === "railway"), item = element("li", binds ? "binds" : "");
      if (limit === "formation") item.append(nameButton(member, member.name), " ");
      if (place >= 0) item.append(placeButton(place), ": ");
      item.append(element("span", "isolate", words));
      if (binds) item.append(element("b", "", chain.why));
      item.append(...restsOn(limit));
      list.append(item);
    }
    made.push(list);
  }
  if (found.length > CHAINS_AT_MOST) made.push(element("p", "hint", "and " + (found.length - CHAINS_AT_MOST) + " more of its formations"));
  return made;
}

// The links from the formation back to its depot: [kind, words, place or -1].
function threadOf(member, chain, minute) {
  const fuel = member.fuel_fills(tickAt(minute)), links = linksOf(chain, minute).map(([limit, words]) => [limit, words, limit === "railhead" ? chain.depot : -1]);
  return [["formation", "stands with " + (fuel >= 0 ? (fuel / 10).toFixed(1) + " fills" : "next to no fuel"), -1], ...links.reverse()];
}

// What a link rests on: each number of the rules with its range, grade and source, and the command that asks what if it were another.
function restsOn(limit) {
  const numbers = DATA.evidence[limit] || [];
  if (!numbers.length) return [];
  const told = element("details", "rests");
  told.append(element("summary", "", "rests on"));
  for (const [path, about, value, unit, low, high, grade, source] of numbers) {
    const text = element("p", "isolate", about + " " + value + " " + unit + (low === null || high === null ? "" : " (" + low + " to " + high + ")") + ". Grade " + (grade || "none") + (source ? ": " + source : "") + ".");
    told.append(text);
    if (high !== null && high !== value) told.append(element("p", "isolate typed", "What if? august-storm compare " + HEAD.scenario + " " + path + "=" + high + " --page both.html"));
  }
  return [told];
}

// Dims everything but the chosen formation and its line of supply, and brings all of that line into view.
const thread = { on: false };
function followThread(on, chains = []) {
  thread.on = on;
  if (on && !$("key").hidden) $("key-open").click(); // it would lie over a corner of the line
  $("overlay").classList.toggle("dimmed", on);
  const spots = chains.flatMap((chain) => chain.way).map((place) => DATA.places[place].slice(1, 3)).filter((at) => sheetAt(at) === MAIN);
  if (on && spots.length) {
    const [xs, ys] = [0, 1].map((axis) => spots.map((at) => at[axis])), [left, right, top, low] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const [, , wide, high] = openView();
    flyTo([(left + right) / 2, (top + low) / 2], clamp(0.75 * Math.min(wide / Math.max(right - left, 1), high / Math.max(low - top, 1)) / view.fit, 1, MOST_ZOOM / 2));
  }
  now.dirty = true;
}

function dimWays(canvas) {
  if (!thread.on) return;
  const pen = canvas.getContext("2d");
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = "rgba(255,255,255,.6)";
  pen.fillRect(0, 0, canvas.width, canvas.height);
}

// The ways of the chains of the chosen formation: a line of supply, a square at the depot, km at the middle.
function drawChains(canvas, minute) {
  const troop = BY_ID.get(chosenId), chains = troop ? chainsOf(troop, minute).map(([, chain]) => chain).filter((chain) => chain.way.length > 1) : [];
  const longest = chains.filter((chain, n) => chains.findIndex((other) => other.depot === chain.depot && other.way[other.way.length - 1] === chain.way[chain.way.length - 1]) === n);
  if (!longest.length) return;
  const pen = canvas.getContext("2d"), spots = (chain) => chain.way.map((place) => [DATA.places[place][1], DATA.places[place][2]]);
  onEachSheet(pen, (sheet) => {
    for (const chain of longest) {
      const line = spots(chain).filter((point) => sheetAt(point) === sheet);
      if (line.length < 2) continue;
      stroke(pen, trace(line), "#FFF", px(CHAIN.casing_px));
      stroke(pen, trace(line), COLOUR.supply, px(CHAIN.line_px), CHAIN.dashes);
    }
    for (const chain of longest) {
      const [x, y] = spots(chain)[0], half = px(CHAIN.depot_px / 2);
      if (sheetAt([x, y]) !== sheet) continue;
      pen.fillStyle = COLOUR.supply; pen.strokeStyle = "#FFF"; pen.lineWidth = px(1.5);
      pen.fillRect(x - half, y - half, 2 * half, 2 * half); pen.strokeRect(x - half, y - half, 2 * half, 2 * half);
    }
  });
}

// The stretches of a way ahead within each number of days of march and within the fuel in hand: [number, line] pairs.
function bandsOf(body, ahead, tick) {
  if (!(body.fillKm > 0) || !(body.dayKm > 0) || ahead.length < 2) return [];
  const far = Math.max(body.fuel_fills(tick) / 10 - HEAD.haltFills, 0) * body.fillKm, edges = [0, ...BAND_DAYS].map((days) => Math.min(days * body.dayKm, far));
  return BAND_DAYS.map((_, n) => [n, stretch(ahead, edges[n], edges[n + 1])]).filter(([, line]) => line.length > 1);
}

// The part of a line between two distances along it in km; empty where there is none.
function stretch(line, begin, end) {
  const found = [];
  let gone = 0;
  for (let n = 0; n + 1 < line.length && gone < end; n++) {
    const [x, y] = line[n], dx = line[n + 1][0] - x, dy = line[n + 1][1] - y, long = Math.hypot(dx, dy) * HEAD.km;
    const at = (km) => [x + (dx * (km - gone)) / long, y + (dy * (km - gone)) / long];
    if (long > 0 && gone + long > begin && begin < end) {
      if (!found.length) found.push(at(Math.max(begin, gone)));
      found.push(at(Math.min(end, gone + long)));
    }
    gone += long;
  }
  return found;
}

function drawBands(pen, bands) {
  for (const [n, line] of [...bands].reverse()) {
    stroke(pen, trace(line), "rgba(255,255,255,.8)", pt(REACH.band_pt[n] + REACH.casing_pt));
    stroke(pen, trace(line), REACH.color, pt(REACH.band_pt[n]));
  }
}

// The letter of a column that stands for fuel, by order or on a phase line.
function signOf(body, minute) {
  if (stateOf(body, minute).state !== STATE.HALTED) return "";
  const [state, cause] = DATA.states[Math.max(body.st(tickAt(minute)), 0)];
  return SIGNS_OF_HALTS[chainOf(body, minute) ? FUEL_CAUSE : state === STATE.HALTED ? cause : ""] || "";
}

// A letter in a ring, a little ahead of the head of a way.
function drawSign(pen, way, sign) {
  const off = px(REACH.sign_off_pt * pxPerPt()), size = px(REACH.sign_pt * pxPerPt()), along = stretch(way, 0, off * HEAD.km);
  const [x, y] = along.length ? along[along.length - 1] : [way[0][0], way[0][1] - off];
  pen.beginPath(); pen.arc(x, y, size / 2, 0, 2 * Math.PI);
  pen.fillStyle = "#FFF"; pen.fill();
  pen.strokeStyle = REACH.sign_color; pen.lineWidth = px(1.4); pen.stroke();
  pen.save();
  pen.translate(x, y); pen.scale(px(1), px(1));
  pen.fillStyle = REACH.sign_color; pen.textAlign = "center"; pen.textBaseline = "middle";
  pen.font = "700 " + REACH.sign_type_pt * pxPerPt() + "px " + FONT;
  pen.fillText(sign, 0, 0.6);
  pen.restore();
}
