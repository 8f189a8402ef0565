// The runs of a sweep at once: each army as a cloud of its runs round the median, which is the symbol, and the tab that tells of it.
const WARS = DATA.wars || null, HAS_WARS = WARS !== null;
const RUNS = HAS_WARS ? WARS.runs.length : 0, ABSENT = -99999; // in x where an army is not in a run
const CLOUD = { blob_px: 8, dot_px: 1.7, blob_alpha: 0.11, dot_alpha: 0.75 }, BAND = [0.1, 0.9]; // the band holds eight runs of ten
const SHARE_STEP = 5;
const wars = { share: 50, brushed: new Set(), about: "", place: -1 };
const CLOUDS = HAS_WARS ? WARS.clouds.map((runs) => runs.map(([x, y, km]) => ({ x: summed(x), y: summed(y), km: summed(km) }))) : [];
if (HAS_WARS) LAYERS.runs = true;

// Where an army is in each run at a minute, between the two days round it: [{ run, at, km }], without those where it is not.
function cloudOf(army, minute) {
  const days = WARS.minutes;
  let day = 0;
  while (day + 1 < days.length && days[day + 1] <= minute) day++;
  const next = Math.min(day + 1, days.length - 1), gone = next > day ? clamp((minute - days[day]) / (days[next] - days[day]), 0, 1) : 0;
  return CLOUDS[army].flatMap(({ x, y, km }, run) => {
    if (x[day] === ABSENT) return [];
    const share = x[next] === ABSENT || sheetAt([x[next]]) !== sheetAt([x[day]]) ? 0 : gone, mix = (list) => list[day] + share * (list[next] - list[day]);
    return [{ run, at: [mix(x), mix(y)], km: mix(km) }];
  });
}

function quantile(sorted, share) {
  const at = share * (sorted.length - 1), low = Math.floor(at), high = Math.ceil(at);
  return low === high || sorted[low] === sorted[high] ? sorted[low] : sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

const ascending = (a, b) => a - b;

// Clouds of all armies: soft where few runs are, dense where many; the runs that are marked stand out.
function drawClouds(canvas, minute) {
  if (!HAS_WARS || !LAYERS.runs) return;
  const pen = canvas.getContext("2d");
  onEachSheet(pen, (sheet) => TROOPS.forEach((troop, army) => {
    if (!troop.combat) return;
    const seen = cloudOf(army, minute).map(({ at, run }) => ({ at: onSheet(sheet, at), run })).filter(({ at }) => at), apart = wars.brushed.size > 0;
    for (const { at } of seen) drawDisc(pen, at, CLOUD.blob_px, troop.style.frame, apart ? CLOUD.blob_alpha / 3 : CLOUD.blob_alpha);
    for (const { at } of seen) drawDisc(pen, at, CLOUD.dot_px, troop.style.frame, apart ? CLOUD.dot_alpha / 3 : CLOUD.dot_alpha);
    for (const { at, run } of seen) if (wars.brushed.has(run)) drawMarked(pen, at, troop.style.frame);
  }));
}

function drawDisc(pen, [x, y], pixels, color, alpha) {
  pen.globalAlpha = alpha;
  pen.fillStyle = color;
  pen.beginPath(); pen.arc(x, y, px(pixels), 0, 2 * Math.PI); pen.fill();
  pen.globalAlpha = 1;
}

function drawMarked(pen, at, color) {
  drawDisc(pen, at, 2 * CLOUD.dot_px + 1, COLOUR.ink, 1);
  drawDisc(pen, at, 2 * CLOUD.dot_px - 0.4, color, 1);
}

// Marks runs: by what they have in common, and at which place they were chosen. None: nothing is marked.
function brush(runs, about = "", place = -1) {
  Object.assign(wars, { brushed: new Set(runs), about, place });
  now.dirty = true;
}

// How far an army has come on its axis over the runs.
function spreadOf(army, minute) {
  const km = cloudOf(army, minute).map((one) => one.km).sort(ascending);
  if (!km.length) return null;
  const [low, high] = BAND.map((share) => quantile(km, share));
  return { km, low, high, median: quantile(km, 0.5) };
}

function spreadWords(army, minute) {
  const spread = spreadOf(army, minute);
  if (!spread || spread.high < 1) return "";
  const apart = Math.round(spread.high) > Math.round(spread.low) ? thousands(spread.low) + " to " + thousands(spread.high) + " km" : thousands(spread.high) + " km";
  return apart + ", median " + thousands(spread.median) + (spread.km.length < RUNS ? ", there in " + spread.km.length + " of " + RUNS + " runs" : "");
}

// The tab: the threshold, what is marked, and a row for each army that moves.
function fillWars(minute) {
  $("wars-said").textContent = shareSentence(minute);
  $("wars-marked").hidden = !wars.brushed.size;
  $("wars-marked-text").textContent = "Marked: " + wars.brushed.size + " of " + RUNS + " runs, " + wars.about;
  const last = WARS.minutes[WARS.minutes.length - 1];
  const rows = TROOPS.map((troop, army) => ({ troop, army, most: troop.combat ? spreadOf(army, last) : null })).filter(({ most }) => most && most.high >= 1);
  rows.sort((a, b) => a.troop.side - b.troop.side || b.most.median - a.most.median);
  $("wars-list").replaceChildren(...rows.map(({ troop, army, most }) => {
    const item = element("li");
    item.append(nameButton(troop), element("span", "lag", spreadWords(army, minute) || "has not moved"), spreadStrip(army, minute, most.km[most.km.length - 1]));
    return item;
  }));
}

// Km on the axis from left to right: the band of eight runs of ten, a tick for each run, the median.
function spreadStrip(army, minute, most) {
  const strip = shape("svg", { viewBox: "0 0 300 18", preserveAspectRatio: "none", "aria-hidden": "true" }), spread = spreadOf(army, minute), color = TROOPS[army].style.frame;
  const at = (km) => (1 + (298 * clamp(km, 0, most)) / Math.max(most, 1)).toFixed(1);
  strip.append(shape("path", { d: "M0 9H300", stroke: "#D9D5CC" }));
  if (!spread) return strip;
  strip.append(shape("path", { d: `M${at(spread.low)} 9H${at(spread.high)}`, stroke: color, "stroke-width": 8, "stroke-opacity": 0.25 }));
  for (const { km, run } of cloudOf(army, minute)) {
    const marked = wars.brushed.has(run);
    strip.append(shape("path", { d: `M${at(km)} ${marked ? 2 : 5}V${marked ? 16 : 13}`, stroke: marked ? COLOUR.ink : color, "stroke-width": marked ? 1.6 : 1, "stroke-opacity": wars.brushed.size && !marked ? 0.3 : 0.8 }));
  }
  strip.append(shape("path", { d: `M${at(spread.median)} 0V18`, stroke: color, "stroke-width": 2.6 }));
  return strip;
}

function setShare(share) {
  wars.share = clamp(Math.round(share / SHARE_STEP) * SHARE_STEP, SHARE_STEP, 100 - SHARE_STEP);
  $("wars-share").value = String(wars.share);
  $("wars-share").setAttribute("aria-valuetext", wars.share + " % of the runs");
  $("wars-share-text").textContent = wars.share + "\u202f%";
  now.dirty = view.changed = true;
}

function listenToWars() {
  $("tab-wars").hidden = !HAS_WARS;
  if (!HAS_WARS) return;
  $("wars-what").textContent = (RUNS < WARS.of ? "The first " + RUNS + " of " + WARS.of : RUNS) + " runs at once. Symbols and takings are their median; each dot of a cloud is an army in one run.";
  $("wars-side").textContent = HEAD.sides[0];
  WARS.tints.forEach((color, n) => { const swatch = element("i"); swatch.style.background = color; const row = element("span"); row.append(swatch, " " + WARS.words[n]); $("wars-key").append(row); });
  $("wars-share").addEventListener("input", (event) => setShare(+event.target.value));
  $("wars-clear").addEventListener("click", () => brush([]));
  setShare(wars.share);
}
