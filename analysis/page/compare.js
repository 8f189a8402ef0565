// Two runs compared: the other one's front and formations on the map, km apart by day and army, and where they part.
const PARTED_KM = 10, APART_PX = 8, BESIDE = LOOK.beside;
const HAS_OTHER = DATA.ghost !== null && DATA.ghost !== undefined;
for (const sheet of SHEETS) {
  const { other } = DATA.sheets[sheet.number];
  sheet.paths.other = other ? { numbers: other.numbers, taken: other.taken.map((line) => new Path2D(line)) } : null;
}

// Km between where a formation is in the two runs; null where it is not in both, or on other sheets.
function kmApart(troop, minute) {
  const way = GHOSTS.get(troop.number), there = way && onTheWay(way, minute), here = onTheWay(troop, minute);
  return there && here && sheetAt(there) === sheetAt(here) ? Math.hypot(there[0] - here[0], there[1] - here[1]) * HEAD.km : null;
}

// By army the mean km apart of its fighting formations, by men, at each tick.
const APART = new Map();
function apartByArmy() {
  if (APART.size || !HAS_OTHER) return APART;
  for (const troop of TROOPS) {
    if (!troop.combat) continue;
    const army = armyOf(troop);
    if (!APART.has(army)) APART.set(army, TICKS.map(() => [0, 0]));
    TICKS.forEach((minute, tick) => {
      const km = fights(troop, tick) ? kmApart(troop, minute) : null, men = Math.max(troop.men(tick), 1), sums = APART.get(army)[tick];
      if (km !== null) { sums[0] += men * km; sums[1] += men; }
    });
  }
  for (const [army, sums] of APART) APART.set(army, sums.map(([km, men]) => (men ? km / men : 0)));
  return APART;
}

// Where the runs part first, and where they are furthest apart: [tick, formation, km]; null where they never part.
function partings() {
  let first = null, most = null;
  TICKS.forEach((minute, tick) => {
    for (const troop of TROOPS) {
      const km = troop.combat && fights(troop, tick) ? kmApart(troop, minute) : null;
      if (km === null || km < PARTED_KM) continue;
      if (!first || (tick === first[0] && km > first[2])) first = [tick, troop, km];
      if (!most || km > most[2]) most = [tick, troop, km];
    }
  });
  return { first, most };
}

function drawOtherFront(pen, sheet, step) {
  const { other, inner, numbers } = sheet.paths;
  if (!other) return;
  pen.save();
  pen.clip(inner[numbers[step][2]], "evenodd");
  stroke(pen, other.taken[other.numbers[step][0]], BESIDE.color, pt(BESIDE.line_pt));
  pen.restore();
}

// The same formations in the other run: an outline with its label, on a thin line from where they are in this one.
function drawGhosts(canvas, symbols, minute) {
  if (!HAS_OTHER) return;
  const pen = canvas.getContext("2d"), tick = tickAt(minute);
  onEachSheet(pen, (sheet) => {
    for (const { troop, at } of symbols) {
      const way = GHOSTS.get((bodyOf(troop, tick) || troop).number), there = way && onTheWay(way, minute);
      if (!there || sheetAt(at) !== sheet || sheetAt(there) !== sheet) continue;
      if (Math.hypot(there[0] - at[0], there[1] - at[1]) * penScale < APART_PX) continue; // as good as the same
      drawGhost(pen, troop, at, there);
    }
  });
}

function drawGhost(pen, troop, at, there) {
  const w = px(troop.sign.width_pt * 1.1), h = w / SIGNS.aspect;
  stroke(pen, trace([at, there]), "#FFF", px(3.4));
  stroke(pen, trace([at, there]), troop.style.frame, px(1.5), [2, 2]);
  pen.fillStyle = "rgba(255,255,255,.85)"; pen.strokeStyle = troop.style.frame; pen.lineWidth = px(1.6);
  pen.fillRect(there[0] - w / 2, there[1] - h / 2, w, h); pen.strokeRect(there[0] - w / 2, there[1] - h / 2, w, h);
  pen.save();
  pen.translate(there[0], there[1]); pen.scale(px(1), px(1));
  pen.font = "600 10.5px " + FONT; pen.textAlign = "center"; pen.textBaseline = "top"; pen.lineJoin = "round";
  pen.strokeStyle = "#FFF"; pen.lineWidth = 3; pen.fillStyle = troop.style.text;
  const words = "B: " + troop.short.split(" (")[0], low = h / px(1) / 2 + 2;
  pen.strokeText(words, 0, low); pen.fillText(words, 0, low);
  pen.restore();
}

// What the tab says now: how many formations stand apart, or that none does.
function compareSentence(minute) {
  const tick = tickAt(minute), apart = TROOPS.filter((troop) => troop.combat && fights(troop, tick) && (kmApart(troop, minute) ?? 0) >= PARTED_KM);
  if (!apart.length) return "Now no fighting formation stands " + PARTED_KM + " km or more from where it stands in B.";
  const worst = apart.reduce((best, troop) => (kmApart(troop, minute) > kmApart(best, minute) ? troop : best));
  return "Now " + apart.length + " fighting formations stand " + PARTED_KM + " km or more from where they stand in B, " + worst.group + " furthest: " + Math.round(kmApart(worst, minute)) + " km.";
}

function fillCompare(minute) {
  $("compare-now").textContent = compareSentence(minute);
  const rows = [...apartByArmy()].map(([army, km]) => [army, km, Math.max(...km)]).filter(([, , most]) => most >= 1).sort((a, b) => b[2] - a[2]);
  $("compare-list").replaceChildren(...rows.map(([army, km, most]) => {
    const item = element("li"), at = km.indexOf(most), peak = element("button", "when", Math.round(most) + " km on " + dayLabel(TICKS[at]));
    peak.type = "button";
    peak.addEventListener("click", () => goToParting([at, army]));
    item.append(nameButton(army), peak, apartStrip(km, rows[0][2], minute));
    return item;
  }));
}

function apartStrip(km, most, minute) {
  const strip = shape("svg", { viewBox: "0 0 300 26", preserveAspectRatio: "none", "aria-hidden": "true" }), x = (when) => ((300 * when) / END).toFixed(1);
  const top = km.map((one, tick) => `${x(TICKS[tick])} ${(25 - (23 * one) / most).toFixed(1)}`).join("L");
  strip.append(shape("path", { d: `M0 25L${top}L${x(TICKS[TICKS.length - 1])} 25z`, fill: BESIDE.color, "fill-opacity": 0.7 }));
  strip.append(shape("path", { d: "M0 25H300", stroke: COLOUR.rule }), shape("path", { d: `M${x(minute)} 0V26`, stroke: COLOUR.first, "stroke-width": 1.4 }));
  return strip;
}

function goToParting([tick, troop]) {
  stateChanges();
  play(false);
  jump(TICKS[tick]);
  choose(troop.id);
  seeBoth(troop, TICKS[tick]);
}

// Flies so that a formation is seen where it stands in both runs.
function seeBoth(troop, minute) {
  const body = bodyOf(troop, tickAt(minute)) || troop, way = GHOSTS.get(body.number), here = onTheWay(body, minute), there = way && onTheWay(way, minute);
  if (!here || !there || sheetAt(here) !== sheetAt(there)) return;
  const apart = Math.hypot(here[0] - there[0], here[1] - there[1]) * HEAD.km, sheet = sheetAt(here);
  flyTo([(here[0] + there[0]) / 2, (here[1] + there[1]) / 2], clamp((Math.min(view.width, view.height) * HEAD.km) / (view.fit * sheet.size * Math.max(2 * apart, PLACE_KM)), 1, MOST_ZOOM));
}

function listenToCompare() {
  $("tab-compare").hidden = !HAS_OTHER;
  if (!HAS_OTHER) return;
  $("compare-names").append(element("b", "", "A "), element("span", "isolate", HEAD.name + " (filled)"), document.createElement("br"), element("b", "", "B "), element("span", "isolate", DATA.ghost.name + " (outlined, broad line)"));
  const { first, most } = partings(), buttons = [["compare-first", "First difference", first], ["compare-most", "Largest difference", most]];
  for (const [id, words, parting] of buttons) {
    $(id).disabled = !parting;
    $(id).textContent = words + (parting ? ": " + dayLabel(TICKS[parting[0]]) + ", " + parting[1].short + ", " + Math.round(parting[2]) + " km" : ": none");
    if (parting) $(id).addEventListener("click", () => goToParting(parting));
  }
  if (!first) $("compare-list").before(element("p", "hint", "No fighting formation ever stands " + PARTED_KM + " km or more from where it stands in the other run."));
}
