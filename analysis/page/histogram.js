// A place in the runs: on which day it first changes hands in each, beside history's window; a tail of it can be brushed.
const HELD = new Map(HAS_WARS ? WARS.held : []);
const BARS_AT_MOST = 24, BAR_HOURS = [6, 12, 24, 48, 120, 240], PLOT = { wide: 300, high: 92, top: 8, foot: 72, never: 34 };
const firstDays = (place) => (HELD.get(place) || []).map((changes) => (changes.length ? changes[0] : Infinity));
const windowOf = (place) => { const found = WARS.windows.find(([number]) => number === place); return found ? found.slice(1) : null; };

// The bars: their edges in minutes, runs in each, and the runs that never come to it.
function barsOf(place) {
  const minutes = firstDays(place), when = minutes.filter(Number.isFinite), past = windowOf(place);
  const ends = [...when, ...(past ? past.filter((edge) => edge >= 0 && edge <= END) : [])];
  const low = Math.min(...ends), high = Math.max(...ends), width = 60 * (BAR_HOURS.find((hours) => (high - low) / (60 * hours) <= BARS_AT_MOST) || BAR_HOURS[BAR_HOURS.length - 1]);
  const first = Math.floor((low + MORNING) / width) * width - MORNING, count = Math.floor((high - first) / width) + 1, bars = Array.from({ length: count }, () => []);
  minutes.forEach((minute, run) => { if (Number.isFinite(minute)) bars[Math.floor((minute - first) / width)].push(run); });
  return { first, width, bars, never: minutes.flatMap((minute, run) => (Number.isFinite(minute) ? [] : [run])) };
}

// What stands in the card of a place under "In the runs".
function placeInRuns(number) {
  if (!HAS_WARS) return [];
  const minutes = firstDays(number), when = minutes.filter(Number.isFinite).sort(ascending), head = element("h4", "", "In " + RUNS + " runs");
  if (!when.length) return [head, element("p", "hint", "It changes hands in none of them.")];
  const [low, high] = BAND.map((share) => dayAndClock(quantile(when, share))), middle = dayAndClock(quantile(when, 0.5));
  const said = element("p", "", "Changes hands in " + when.length + ": " + (low === high ? middle : low + " to " + high + " in eight of ten, median " + middle) + "." + windowSentence(number, when));
  return [head, said, histogram(number), tailButtons(number, minutes), ...(wars.place === number && wars.brushed.size ? tellShared(number) : [])];
}

function windowSentence(number, when) {
  const past = windowOf(number);
  if (!past) return "";
  const inside = when.filter((minute) => minute >= past[0] && minute <= past[1]).length;
  return " In history's window (grey): " + inside + ".";
}

function histogram(number) {
  const { first, width, bars, never } = barsOf(number), { wide, high, top, foot } = PLOT, room = never.length ? wide - PLOT.never : wide, past = windowOf(number);
  const picture = shape("svg", { viewBox: `0 0 ${wide} ${high}`, class: "histogram", role: "img", "aria-label": barWords(number) });
  const most = Math.max(...bars.map((bar) => bar.length), never.length), each = room / bars.length, at = (minute) => clamp(((minute - first) / (width * bars.length)) * room, 0, room);
  if (past) picture.append(shape("rect", { x: at(past[0]).toFixed(1), y: 0, width: Math.max(at(past[1]) - at(past[0]), 2).toFixed(1), height: foot, class: "past-window" }));
  const put = (runs, x, wideBar, color) => {
    const tall = (count) => ((foot - top) * count) / most, marked = runs.filter((run) => wars.brushed.has(run)).length;
    picture.append(shape("rect", { x: x.toFixed(1), y: (foot - tall(runs.length)).toFixed(1), width: wideBar.toFixed(1), height: tall(runs.length).toFixed(1), fill: color, "fill-opacity": wars.brushed.size ? 0.35 : 0.85 }));
    if (marked) picture.append(shape("rect", { x: x.toFixed(1), y: (foot - tall(marked)).toFixed(1), width: wideBar.toFixed(1), height: tall(marked).toFixed(1), fill: COLOUR.ink }));
  };
  bars.forEach((runs, n) => put(runs, n * each + 0.5, Math.max(each - 1, 1), COLOUR.first));
  if (never.length) put(never, wide - PLOT.never + 8, PLOT.never - 10, COLOUR.neutral);
  picture.append(shape("path", { d: `M0 ${foot}H${room}`, stroke: COLOUR.rule }), ...barTicks(first, width, bars.length, at, never.length));
  listenToBrush(picture, number, (x) => (never.length && x > wide - PLOT.never + 4 ? Infinity : first + (clamp(x, 0, room) / room) * width * bars.length));
  return picture;
}

// Days under the bars, as many as there is room for.
function barTicks(first, width, count, at, hasNever) {
  const made = [], last = first + width * count, begin = Math.ceil(dayOf(first) - 1e-9), days = Math.floor(dayOf(last)) - begin, each = Math.max(Math.ceil((days + 1) / 7), 1);
  const write = (x, words, anchor) => { const text = shape("text", { x: x.toFixed(1), y: PLOT.high - 5, "text-anchor": anchor }); text.textContent = words; made.push(text); };
  for (let day = begin; day <= begin + days; day += each) {
    const x = at(minuteOf(day));
    made.push(shape("path", { d: `M${x.toFixed(1)} ${PLOT.foot}v4`, stroke: COLOUR.soft }));
    if (x < PLOT.wide - (hasNever ? PLOT.never + 14 : 14)) write(x, "D+" + day, x < 12 ? "start" : "middle");
  }
  if (hasNever) write(PLOT.wide, "never", "end");
  return made;
}

function barWords(number) {
  const { first, width, bars, never } = barsOf(number);
  const told = bars.map((runs, n) => (runs.length ? dayAndClock(first + n * width) + ": " + runs.length : "")).filter(Boolean);
  return "Runs by the time at which it changes hands, each from: " + told.join(", ") + (never.length ? ", never: " + never.length : "");
}

// Dragging over the bars marks the runs between; a press marks one bar's worth. It goes on while the card is drawn anew.
const dragged = { place: -1, from: 0, box: null, minuteAt: null };

function listenToBrush(picture, place, minuteAt) {
  picture.addEventListener("pointerdown", (event) => {
    const box = picture.getBoundingClientRect(), x = ((event.clientX - box.left) * PLOT.wide) / box.width;
    Object.assign(dragged, { place, from: x, box, minuteAt });
    brushTo(x);
    event.preventDefault();
  });
}
addEventListener("pointermove", (event) => { if (dragged.place >= 0) brushTo(((event.clientX - dragged.box.left) * PLOT.wide) / dragged.box.width); });
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => { dragged.place = -1; });

function brushTo(x) {
  const { bars } = barsOf(dragged.place), one = PLOT.wide / bars.length / 2, [low, high] = [Math.min(dragged.from, x), Math.max(dragged.from, x)];
  const from = dragged.minuteAt(high - low < 4 ? low - one : low), to = dragged.minuteAt(high - low < 4 && Number.isFinite(dragged.minuteAt(high)) ? high + one : high);
  const inside = firstDays(dragged.place).flatMap((minute, run) => ((minute >= from || (from === Infinity && minute === Infinity)) && minute <= to ? [run] : []));
  brush(inside, aboutTail(dragged.place, inside), inside.length ? dragged.place : -1);
}

function aboutTail(place, runs) {
  const when = runs.map((run) => firstDays(place)[run]).filter(Number.isFinite).sort(ascending);
  if (!when.length) return "in which " + placeName(place) + " never changes hands";
  const first = dayAndClock(when[0]), last = dayAndClock(when[when.length - 1]);
  return "in which " + placeName(place) + " changes hands " + (first === last ? "at " + first : "from " + first + " to " + last) + (when.length < runs.length ? " or never" : "");
}

// The tails without a hand on the picture.
function tailButtons(place, minutes) {
  const order = minutes.map((minute, run) => run).sort((a, b) => (minutes[a] === minutes[b] ? a - b : minutes[a] - minutes[b])), third = Math.max(Math.floor(RUNS / 3), 1);
  const row = element("div", "chips"), never = order.filter((run) => minutes[run] === Infinity);
  const add = (words, runs) => {
    const chip = element("button", "", words), on = wars.place === place && runs.length === wars.brushed.size && runs.every((run) => wars.brushed.has(run));
    chip.type = "button";
    chip.setAttribute("aria-pressed", String(on));
    chip.addEventListener("click", () => (on ? brush([]) : brush(runs, aboutTail(place, runs), place)));
    row.append(chip);
  };
  add("Earliest third", order.slice(0, third));
  add("Latest third", order.slice(-third));
  if (never.length && never.length < RUNS) add("Never", never);
  return row;
}
