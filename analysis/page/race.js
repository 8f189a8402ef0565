// The race against history: its own front beside the run's, the ground between them by days early or late, and a strip for each army.
// The front of history is that of its dated places; between them it is the run's, moved by the days that the nearest of these are off.
const RACE = LOOK.race, TIES_MIN = 60;
const HAS_RACE = DATA.sheets.some((sheet) => sheet.ground.race.length);
const race = { on: false };
for (const sheet of SHEETS) {
  const { past, race: numbers } = DATA.sheets[sheet.number].ground;
  Object.assign(sheet.paths, { past: past.map((line) => new Path2D(line)), race: numbers, outside: new Map() });
}

// Everything of a sheet but a path, for filling by even and odd.
function outsideOf(sheet, number) {
  const { outside, past } = sheet.paths;
  if (!outside.has(number)) {
    const made = new Path2D(), far = 4 * Math.max(sheet.wide, sheet.high);
    made.rect(sheet.left - far, -far, sheet.wide + 2 * far, sheet.high + 2 * far);
    made.addPath(past[number]);
    outside.set(number, made);
  }
  return outside.get(number);
}

const stepAfter = (step, days) => stepAt(Math.min(DATA.steps[step] + days * MINUTES_PER_DAY, END));

// The ground that the run holds and history not yet, darker the longer before; and the reverse.
function drawRace(pen, sheet, step) {
  const { paths } = sheet, numbers = paths.race;
  if (!numbers.length) return;
  const shade = (color, clip, rule, fill) => {
    pen.save();
    pen.clip(clip, rule);
    pen.fillStyle = COLOUR.land;
    fill(0);
    pen.globalAlpha = RACE.alpha;
    pen.fillStyle = color;
    for (const days of RACE.days) fill(days);
    pen.restore();
  };
  shade(RACE.ahead, paths.taken[paths.numbers[step][0]], "evenodd", (days) => pen.fill(outsideOf(sheet, numbers[stepAfter(step, days)][0]), "evenodd"));
  const outsideRun = (days) => {
    const made = new Path2D(), far = 4 * Math.max(sheet.wide, sheet.high);
    made.rect(sheet.left - far, -far, sheet.wide + 2 * far, sheet.high + 2 * far);
    made.addPath(paths.taken[paths.numbers[stepAfter(step, days)][0]]);
    return made;
  };
  shade(RACE.behind, paths.past[numbers[step][1]], "evenodd", (days) => pen.fill(outsideRun(days), "evenodd"));
}

// History's front: a grey band between the ground held by the beginning and by the end of its windows, with a black edge.
function drawPastFront(pen, sheet, step) {
  const { paths } = sheet, numbers = paths.race;
  if (!numbers.length) return;
  const [early, late] = numbers[step];
  pen.save();
  pen.clip(paths.inner[paths.numbers[step][2]], "evenodd");
  if (early !== late) {
    pen.save();
    pen.clip(paths.past[early], "evenodd");
    pen.globalAlpha = 0.5;
    pen.fillStyle = RACE.window;
    pen.fill(outsideOf(sheet, late), "evenodd");
    pen.restore();
  }
  stroke(pen, paths.past[late], "rgba(255,255,255,.85)", pt(RACE.casing_pt));
  stroke(pen, paths.past[late], COLOUR.ink, pt(RACE.line_pt));
  pen.restore();
}

// Dated events by army: the minute of the run, history's window, and the run's error in minutes (0: in the window).
const RUNNERS = new Map();
for (const event of HISTORY) {
  if (event.army < 0 || event.run === null || event.run === undefined) continue;
  const error = event.run < 0 ? Infinity : event.run < event.early ? event.run - event.early : Math.max(event.run - event.late, 0);
  RUNNERS.set(event.army, [...(RUNNERS.get(event.army) || []), { event, error }]);
}

// How an army stands at a minute against history: minutes late by its last date that either of the two has reached; null before.
function lagOf(army, minute) {
  const reached = RUNNERS.get(army).filter(({ event }) => event.late <= minute || (event.run >= 0 && event.run <= minute));
  if (!reached.length) return null;
  const at = ({ event }) => (event.run >= 0 ? Math.min(event.run, event.late) : event.late);
  const { event, error } = reached.reduce((last, one) => (at(one) >= at(last) ? one : last));
  const done = event.run >= 0 && event.run <= minute;
  return { event, least: !done, minutes: done ? error : minute - event.late };
}

function lagWords(lag) {
  if (!lag) return "no date yet";
  if (Math.abs(lag.minutes) < TIES_MIN) return "level";
  return hoursAndDays(Math.abs(lag.minutes) / 60) + (lag.minutes < 0 ? " ahead" : " behind") + (lag.least ? " and not there" : "");
}

const raceColor = (minutes) => (Math.abs(minutes) < TIES_MIN ? COLOUR.neutral : minutes < 0 ? RACE.ahead : RACE.behind);

// The tab of the race: a row for each army with its standing now, and its dates on the time of the run.
function fillRace(minute) {
  const armies = [...RUNNERS.keys()].sort((a, b) => TROOPS[a].side - TROOPS[b].side || RUNNERS.get(b).length - RUNNERS.get(a).length || a - b);
  $("race-list").replaceChildren(...armies.map((army) => {
    const item = element("li"), lag = lagOf(army, minute), words = element("span", "lag", lagWords(lag));
    words.classList.add(!lag || Math.abs(lag.minutes) < TIES_MIN ? "hint" : lag.minutes > 0 ? "late" : "early");
    item.append(nameButton(TROOPS[army]), words, raceStrip(army, minute));
    if (lag) item.append(element("span", "where isolate", placeName(lag.event.place) + ": " + (lag.event.byDay ? dayLabel(lag.event.due) : dayAndClock(lag.event.late)) + " in history, " + (lag.event.run < 0 ? "never" : dayAndClock(lag.event.run)) + " in the run"));
    return item;
  }));
}

function raceStrip(army, minute) {
  const strip = shape("svg", { viewBox: "0 0 300 22", preserveAspectRatio: "none", "aria-hidden": "true" }), at = (when) => (300 * clamp(when, 0, END)) / END;
  strip.append(shape("path", { d: "M0 11H300", stroke: "#D9D5CC", "stroke-width": 1 }));
  for (const { event, error } of RUNNERS.get(army)) {
    const from = at(event.late), to = event.run < 0 ? 300 : at(event.run), color = error === Infinity ? RACE.behind : raceColor(error);
    strip.append(shape("path", { d: `M${from} 11H${to}`, stroke: color, "stroke-width": 3, "stroke-opacity": 0.75 }));
    strip.append(shape("path", { d: `M${from} 4V18`, stroke: COLOUR.ink, "stroke-width": 1.6 }));
    if (event.run >= 0) strip.append(shape("circle", { cx: to, cy: 11, r: 3.2, fill: color, stroke: "#FFF", "stroke-width": 0.8 }));
  }
  strip.append(shape("path", { d: `M${at(minute)} 0V22`, stroke: COLOUR.first, "stroke-width": 1.4 }));
  return strip;
}

function setRace(on) {
  race.on = on && HAS_RACE;
  $("race-on").checked = race.on;
  $("race-key").hidden = !race.on;
  now.dirty = view.changed = true;
}

function listenToRace() {
  $("tab-race").hidden = !HAS_RACE;
  $("race-on").addEventListener("change", (event) => setRace(event.target.checked));
  for (const [id, color] of [["race-ahead", RACE.ahead], ["race-behind", RACE.behind], ["race-window", RACE.window]]) $(id).style.background = color;
}
