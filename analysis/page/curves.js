// Small curves on the card of a formation: km on its axis against its plan and history, and what it had of fuel, supply and men.
const CURVE = { wide: 300, high: 84, top: 6, foot: 66 }, SPARK = { wide: 100, high: 16 };
const courses = new Map(); // number of a formation -> its axis, and what it had at each tick

// The axis on which most of its fighting men march, and at each tick their mean km on it and the condition of all; km null: none there.
function courseOf(troop) {
  if (courses.has(troop.number)) return courses.get(troop.number);
  const men = new Map();
  TICKS.forEach((minute, tick) => { for (const fighter of fightersBelow(troop, tick)) { const axis = axisOf(fighter, fighter); men.set(axis, (men.get(axis) || 0) + Math.max(fighter.men(tick), 1)); } });
  const axis = [...men].filter(([number]) => number >= 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([number]) => number)[0] ?? -1;
  const course = { axis, at: TICKS.map((minute, tick) => ({ ...conditionOf(troop, minute), km: meanKm(troop, axis, tick) })) };
  courses.set(troop.number, course);
  return course;
}

function meanKm(troop, axis, tick) {
  const on = fightersBelow(troop, tick).filter((fighter) => axisOf(fighter, fighter) === axis && fighter.axis_km(tick) >= 0), men = on.reduce((sum, one) => sum + Math.max(one.men(tick), 1), 0);
  return axis >= 0 && men ? on.reduce((sum, one) => sum + Math.max(one.men(tick), 1) * one.axis_km(tick), 0) / men : null;
}

const acrossCurve = (minute, wide) => (wide * clamp(minute, 0, END)) / Math.max(END, 1);

// A line through [minute, value] points, broken where there is no value.
function lineOf(points, x, y) {
  let open = false;
  return points.map(([minute, value]) => {
    if (value === null || value < 0) { open = false; return ""; }
    const step = (open ? "L" : "M") + x(minute).toFixed(1) + " " + y(value).toFixed(1);
    open = true;
    return step;
  }).join("");
}

// History's dates of an army on an axis: [earliest, latest, km].
function pastOn(axis, army) {
  const { route, km } = DATA.axes[axis];
  return HISTORY.flatMap((event) => {
    const stop = event.army === army ? route.indexOf(event.place) : -1;
    return stop >= 0 && event.run !== null && event.late >= 0 && event.early <= END ? [[event.early, event.late, km[stop]]] : [];
  });
}

// Km on the axis over time: the run, the days of its plan, history's dates; a press goes to the hour.
function kmCurve(troop, minute) {
  const { axis, at } = courseOf(troop);
  if (axis < 0) return [];
  const run = TICKS.map((when, tick) => [when, at[tick].km]), plan = DATA.axes[axis].steps.filter(([, , , from]) => from >= 0), past = pastOn(axis, armyOf(troop).number);
  const most = Math.max(...run.map(([, km]) => km ?? 0), ...plan.filter(([, , , from]) => from <= END).map(([km]) => km), ...past.map(([, , km]) => km), 1);
  if (!run.some(([, km]) => km > 0) && !past.length) return [];
  const { wide, high, top, foot } = CURVE, x = (when) => acrossCurve(when, wide), y = (km) => foot - ((foot - top) * Math.min(km, most)) / most, picture = shape("svg", { viewBox: `0 0 ${wide} ${high}`, class: "curve", "aria-hidden": "true" });
  const add = (tag, attributes) => picture.append(shape(tag, attributes));
  add("path", { d: `M0 ${foot}H${wide}`, stroke: COLOUR.rule });
  for (const [km, , , from, to] of plan) if (from <= END) add("path", { d: `M${x(from).toFixed(1)} ${y(km).toFixed(1)}H${Math.max(x(to), x(from) + 2).toFixed(1)}`, stroke: COLOUR.plan_ahead, "stroke-width": 5, "stroke-opacity": 0.45 });
  for (const [early, late, km] of past) add("path", { d: `M${x(early).toFixed(1)} ${y(km).toFixed(1)}H${Math.max(x(late), x(early) + 3).toFixed(1)}`, stroke: COLOUR.ink, "stroke-width": 2.6 });
  add("path", { d: lineOf(run, x, y), stroke: troop.style.frame, "stroke-width": 2, fill: "none", "stroke-linejoin": "round" });
  add("path", { d: `M${x(minute).toFixed(1)} 0V${foot}`, stroke: COLOUR.soft, "stroke-dasharray": "2 2" });
  const write = (at, words, anchor) => { const text = shape("text", { x: at, y: high - 5, "text-anchor": anchor }); text.textContent = words; picture.append(text); };
  write(0, dayLabel(0), "start"); write(wide, dayLabel(END), "end");
  const scale = shape("text", { x: 2, y: top + 6 }); scale.textContent = thousands(most) + " km"; picture.append(scale);
  goesTo(picture, wide);
  const key = ["the run" + (HAS_WARS ? "s' median" : ""), ...(plan.length ? ["its plan (broad)"] : []), ...(past.length ? ["history (black)"] : [])];
  return [element("h4", "", "Km on its axis: " + key.join(", ")), picture];
}

// A press on a picture of the time goes to the hour under it.
function goesTo(picture, wide) {
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    stateChanges();
    jump(60 * Math.round((END * clamp((event.clientX - box.left) / box.width, 0, 1)) / 60));
  });
}

// A row of the facts with a small curve of a share over time, and where it stands now.
function curveFact(list, term, shares, minute, text) {
  const bar = element("dd", "bar"), { wide, high } = SPARK, picture = shape("svg", { viewBox: `0 0 ${wide} ${high}`, preserveAspectRatio: "none", class: "spark", "aria-hidden": "true" });
  const x = (when) => acrossCurve(when, wide), y = (share) => high - 1 - (high - 2) * clamp(share, 0, 1), here = x(minute), now = shares[tickAt(minute)], low = now < LOW;
  const known = TICKS.map((when, tick) => [when, shares[tick]]).filter(([, share]) => share >= 0);
  if (known.length) picture.append(shape("path", { d: `M${x(known[0][0]).toFixed(1)} ${high}L${lineOf(known, x, y).slice(1)}V${high}z`, fill: low ? COLOUR.amber : COLOUR.neutral, "fill-opacity": 0.55 }), shape("path", { d: lineOf(known, x, y), fill: "none", stroke: COLOUR.soft, "stroke-width": 1, "vector-effect": "non-scaling-stroke" }));
  picture.append(shape("path", { d: `M${here.toFixed(1)} 0V${high}`, stroke: COLOUR.first, "stroke-width": 1.6, "vector-effect": "non-scaling-stroke" }));
  goesTo(picture, wide);
  bar.append(picture);
  list.append(element("dt", "", term), bar, element("dd", "value" + (low ? " low" : ""), text));
}
