// As one side saw it: formations where its headquarters believe them, the fainter the older the report; where belief and truth part
// by more than a day's march a dotted line leads to the truth.
const SIGHT = DATA.beliefs ? DATA.beliefs.map((one) => ({ troops: timed(one.troops), places: timed(one.places) })) : null, FADES_DAYS = 5, FAINTEST = 0.35, OLD_H = 24;
const sight = { side: -1, parted: [], known: 0, asked: 0 };

// Rows [heard, true, place or side, men] from their differences.
function timed(lists) {
  return Object.fromEntries(Object.entries(lists).map(([number, rows]) => {
    let minute = 0;
    return [number, rows.map(([late, step, what = -1, men = -1]) => { minute += step; return [minute + late, minute, what, men]; })];
  }));
}

const lastHeard = (rows, minute) => { let found = null; for (const row of rows || []) { if (row[0] > minute) break; found = row; } return found; };
const believedOf = (troop, minute) => (SIGHT && sight.side >= 0 ? lastHeard(SIGHT[sight.side].troops[troop.number], minute) : null);

// What is believed of a formation with its troops: of the one in the middle of its men, else the newest of any of them.
function believedOfGroup(troop, alone, minute) {
  const tick = tickAt(minute), body = alone ? troop : bodyOf(troop, tick) || troop, own = believedOf(body, minute);
  if (own && troop.side === sight.side) return { row: own, of: body };
  const all = (alone ? [troop] : fightersBelow(troop, tick)).map((of) => ({ row: believedOf(of, minute), of })).filter(({ row }) => row);
  return all.length ? all.reduce((best, one) => (one.row[1] > best.row[1] ? one : best)) : null;
}

// The symbols of the truth put where one side believes them; those of which it knows nothing are left out.
function asSeen(spots, minute) {
  if (sight.side < 0) return spots;
  sight.parted = []; sight.asked = 0; sight.known = 0;
  return spots.flatMap(([troop, alone, at]) => {
    const found = believedOfGroup(troop, alone, minute), isEnemy = troop.side !== sight.side;
    if (at && isEnemy) sight.asked++;
    if (!found) return [];
    if (at && isEnemy) sight.known++;
    const { row, of } = found, truth = onTheWay(of, minute), here = row[2] >= 0 ? DATA.places[row[2]].slice(1, 3) : onTheWay(of, row[1]), [x, y] = here;
    const apart = truth && sheetAt(truth) === sheetAt(here) ? Math.hypot(truth[0] - x, truth[1] - y) * HEAD.km : 0;
    if (apart > of.march) sight.parted.push({ troop, here, truth, apart });
    return [[troop, alone, here, ageOf(of, row, minute)]];
  });
}

// How old a belief is: of an enemy since it was true; of own troops, who are silent while nothing changes, since it is no longer true.
function ageOf(of, row, minute) {
  if (row[2] >= 0) return minute - row[1];
  const rows = SIGHT[sight.side].troops[of.number], next = rows[rows.indexOf(row) + 1];
  return next && next[1] <= minute ? minute - row[1] : 0;
}

const fadeOf = (age) => (sight.side < 0 || !age ? 1 : clamp(1 - (age / MINUTES_PER_DAY / FADES_DAYS) * (1 - FAINTEST), FAINTEST, 1));
const ageWords = (age) => (sight.side >= 0 && age >= 60 * OLD_H ? ", " + hoursAndDays(age / 60) + " old" : "");

// Places whose holder the side believes to be another than it is: [place, believed side].
function wrongHolders(minute) {
  return DATA.places.flatMap(([, , , , , first], place) => {
    const heard = lastHeard(SIGHT[sight.side].places[place], minute), believed = heard ? heard[2] : first;
    return believed === holderOf(place, minute) ? [] : [[place, believed]];
  });
}

function drawSight(canvas, minute) {
  if (sight.side < 0) return;
  const pen = canvas.getContext("2d"), wrong = wrongHolders(minute);
  onEachSheet(pen, (sheet) => {
    for (const { here, truth, troop } of sight.parted) {
      if (sheetAt(here) !== sheet) continue;
      stroke(pen, trace([here, truth]), "#FFF", px(3.6));
      stroke(pen, trace([here, truth]), troop.style.frame, px(1.6), [1, 2.5]);
      drawDisc(pen, truth, 4.4, "#FFF", 1); drawDisc(pen, truth, 3, troop.style.frame, 1);
    }
    for (const [place, believed] of wrong) {
      const at = DATA.places[place].slice(1, 3);
      if (sheetAt(at) !== sheet) continue;
      pen.beginPath(); pen.arc(at[0], at[1], px(6), 0, 2 * Math.PI);
      pen.strokeStyle = "#FFF"; pen.lineWidth = px(4.2); pen.stroke();
      pen.strokeStyle = believed === 0 ? LOOK.sides.first.frame : LOOK.sides.second.frame; pen.lineWidth = px(2); pen.stroke();
    }
  });
  sight.wrong = wrong.length;
}

function tellSight() {
  if (!SIGHT) return;
  const words = ["Enemy symbols known: " + sight.known + " of " + sight.asked, "symbols more than a day\u2019s march from where it believes them: " + sight.parted.length, "places not in the hands that it believes: " + (sight.wrong || 0)];
  $("sight-said").textContent = sight.side < 0 ? "" : words.join("; ") + ".";
  $("sight-key").hidden = sight.side < 0;
}

function beliefFact(facts, troop, minute) {
  const row = believedOf(troop, minute);
  if (sight.side < 0) return;
  fact(facts, "Believed", row ? (row[2] >= 0 ? "at " + placeName(row[2]) + ", " + thousands(row[3]) + " men; " : "where it was; ") + "true " + dayAndClock(row[1]) + ", heard " + dayAndClock(row[0]) : "nothing is known of it");
}

function setSight(side) {
  sight.side = SIGHT && (side === 0 || side === 1) ? side : -1;
  sight.parted = [];
  $("sight").value = String(sight.side);
  now.dirty = view.changed = true;
}

function listenToSight() {
  $("sight-row").hidden = !SIGHT;
  if (!SIGHT) return;
  for (const [value, words] of [[-1, "As it was"], ...HEAD.sides.slice(0, 2).map((name, side) => [side, "As " + name + " saw it"])]) {
    const option = element("option", "", words);
    option.value = String(value);
    $("sight").append(option);
  }
  $("sight").addEventListener("change", (event) => setSight(+event.target.value));
}
