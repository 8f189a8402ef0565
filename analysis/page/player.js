// Time: play, slider, and what is drawn when.
const ARRANGE_EVERY_MS = 170, TRACE_EVERY_MS = 50, LABEL_EVERY_MS = 130, CLOCK_EVERY_MS = 90, SETTLE_MS = 180, CALM_MIN = 720;
const now = { minute: 0, playing: false, speed: 12, last: 0, step: -1, arranged: 0, traced: 0, told: 0, part: 0, shown: 0, dirty: true, calm: 0, unsettled: 0, reading: false };
const STOPS = [...new Set(TOLD.filter((one) => one.rank < 3 && one.minute >= 0 && one.minute <= END).map((one) => one.minute))].sort((a, b) => a - b);
let symbolsNow = [];

function goTo(minute) {
  now.minute = clamp(minute, 0, END);
  now.dirty = true;
}

function jump(minute) {
  goTo(Math.round(minute));
  for (const symbol of symbolsNow) symbol.off = null;
}

const nextStop = () => STOPS.find((stop) => stop > Math.round(now.minute));
const previousStop = () => STOPS.filter((stop) => stop < Math.round(now.minute)).pop();

function play(on) {
  if (on && now.minute >= END) goTo(0);
  now.playing = on; now.last = 0; now.calm = 0; now.dirty = true;
  $("play").textContent = on ? "Pause" : "Play";
  $("play").setAttribute("aria-pressed", String(on));
  $("card-body").setAttribute("aria-live", on ? "off" : "polite");
}

function advance(stamp) {
  const seconds = now.last ? Math.min((stamp - now.last) / 1000, 0.25) : 0;
  now.last = stamp;
  if (CALM.matches) {
    now.calm += seconds;
    if (now.calm < 1) return;
    now.calm = 0;
    goTo((Math.floor((now.minute + MORNING) / CALM_MIN) + 1) * CALM_MIN - MORNING);
  } else {
    goTo(now.minute + seconds * now.speed * 60);
  }
  if (now.minute >= END) play(false);
}

function frame(stamp) {
  requestAnimationFrame(frame);
  if (!isPrinting()) paint(stamp);
}

function paint(stamp) {
  if (now.playing) advance(stamp);
  fliesOn(stamp);
  settles(stamp);
  if (view.changed) { drawNames(); drawScale(); now.step = -1; now.arranged = 0; for (const symbol of drawn.values()) symbol.off = null; }
  if (!view.changed && !now.dirty && !now.gliding) { prepare(symbolsNow); return; }
  const step = stepAt(now.minute), fresh = view.changed || now.dirty;
  if (step !== now.step) { drawGround($("ground"), now.minute, view.changed || now.step < 0); now.step = step; }
  if (fresh) draw(stamp);
  else if (LAYERS.troops) glide();
  drawHalo(symbolsNow, now.minute);
  view.changed = now.dirty = false;
}

// A little after the last change the symbols are placed as if nothing had been there before: what is seen hangs on day and view
// alone, not on the way there.
function settles(stamp) {
  if (now.playing || view.changed || now.dirty) { now.unsettled = stamp; return; }
  if (!now.unsettled || stamp - now.unsettled < SETTLE_MS) return;
  now.unsettled = 0;
  for (const symbol of symbolsNow) symbol.wanted = null;
  arrange(symbolsNow, [...nameBoxes, ...dueBoxes]);
  now.gliding = true;
}

function draw(stamp) {
  const still = !now.playing, anew = still || view.changed || sight.side >= 0 || stamp - now.arranged > ARRANGE_EVERY_MS;
  symbolsNow = !LAYERS.troops ? [] : anew ? gather(now.minute) : follow(symbolsNow, now.minute);
  if (anew) for (const symbol of symbolsNow) symbol.label = labelOf(symbol);
  const traced = still || view.changed || stamp - now.traced > TRACE_EVERY_MS; // ways grow by less than a pixel in between
  if (traced) { drawDue(now.minute); now.traced = stamp; }
  if (still || stamp - now.arranged > ARRANGE_EVERY_MS || symbolsNow.some((symbol) => !symbol.wanted)) {
    arrange(symbolsNow, [...nameBoxes, ...dueBoxes]);
    now.arranged = stamp;
  }
  if (traced) drawUnder($("ways"));
  glide();
  if (still || stamp - now.shown > CLOCK_EVERY_MS) { showTime(); now.shown = stamp; }
  if (still) showPanel();
  else if (now.arranged !== stamp && stamp - now.told > LABEL_EVERY_MS) { showPart(); now.told = stamp; } // never both in one frame
  writeLink(stamp);
}

// What lies on the map below the symbols and moves with time.
function drawUnder(canvas) {
  drawWays(canvas, symbolsNow, now.minute);
  dimWays(canvas);
  drawChains(canvas, now.minute);
  drawGhosts(canvas, symbolsNow, now.minute);
  drawClouds(canvas, now.minute);
  drawSight(canvas, now.minute);
}

function glide() {
  glideBy(symbolsNow, CALM.matches ? 1 : 0.16);
  showOrPaint(symbolsNow);
  now.gliding = symbolsNow.some(({ off, wanted }) => Math.hypot(off[0] - wanted.dx, off[1] - wanted.dy) > 0.4);
}

function showTime() {
  const date = dateOf(now.minute);
  $("day").textContent = dayLabel(now.minute);
  $("date").textContent = date.day + " " + date.month.slice(0, 3) + ", " + date.clock;
  const slider = $("slider");
  slider.value = now.minute;
  if (!now.playing) slider.setAttribute("aria-valuetext", spokenTime(now.minute));
  const share = now.minute / Math.max(END, 1); // the middle of the thumb, which is 18 pixels wide
  slider.style.background = `linear-gradient(${COLOUR.first}, ${COLOUR.first}) 0 50% / calc(9px + ${share.toFixed(4)} * (100% - 18px)) 8px no-repeat, linear-gradient(#E9E5DC, #E9E5DC) 0 50% / 100% 8px no-repeat`;
}

function showPanel() {
  nameSymbols(symbolsNow, now.minute);
  if (!$("text").hidden) fillTable(now.minute);
  for (const part of PARTS) part();
}

// While time runs the parts of the column are filled in turn.
const showPart = () => PARTS[(now.part = (now.part + 1) % PARTS.length)]();
const PARTS = [
  () => fillCard(now.minute),
  () => { fillTicker(now.minute); tellSight(); },
  () => {
    if (!$("race").hidden) fillRace(now.minute);
    if (!$("compare").hidden) fillCompare(now.minute);
    if (!$("wars").hidden) fillWars(now.minute);
  },
];

function begin() {
  document.title = HEAD.title + " \u00b7 replay";
  $("title").textContent = HEAD.title;
  const zone = HEAD.zone ? "UTC" + (HEAD.zone > 0 ? "+" : "\u2212") + Math.abs(HEAD.zone) : "UTC";
  $("subtitle").textContent = HEAD.run.split(" \u00b7 ").slice(1, 3).join(", ") + (HEAD.changed ? " \u00b7 " + HEAD.changed : "") + " \u00b7 " + (HAS_WARS ? "their median on the map" : "one simulated run") + ", times " + zone + (HAS_OTHER ? " \u00b7 with a second run beside it" : "");
  $("credits").textContent = [HEAD.run, HEAD.projection, HEAD.credits].filter(Boolean).join(". ") + ". " + HEAD.control + "; symbols stand off their place on a leader.";
  $("slider").max = END;
  for (const [key, words] of KEYS) $("keys").append(element("dt", "", key), element("dd", "", words));
  makeSwitches(() => { now.dirty = view.changed = true; toldKey = ""; });
  makeKey();
  $("play").addEventListener("click", () => play(!now.playing));
  $("previous").addEventListener("click", () => jump(previousStop() ?? 0));
  $("next").addEventListener("click", () => jump(nextStop() ?? END));
  $("slider").addEventListener("input", (event) => goTo(+event.target.value));
  $("speed").addEventListener("change", (event) => setSpeed(+event.target.value));
  $("zoom-in").addEventListener("click", zoomIn);
  $("zoom-out").addEventListener("click", () => zoomBy(1 / 1.5));
  $("zoom-fit").addEventListener("click", showAll);
  $("card-close").addEventListener("click", () => choose(null));
  $("skip").addEventListener("click", () => $("play").focus());
  listenToKey();
  listenToRace();
  listenToCompare();
  listenToWars();
  listenToSight();
  listenToRows();
  listenToTabs();
  listenToFind();
  listenToPrint();
  $("help-open").addEventListener("click", () => $("help").showModal());
  showTab(HAS_WARS ? "wars" : HAS_OTHER ? "compare" : "events");
  DARK.addEventListener("change", () => { view.changed = true; });
  listenToPointers(onClick, onHover);
  document.addEventListener("keydown", onKey);
  addEventListener("popstate", readLink);
  measure();
  new ResizeObserver(() => { if (!isPrinting()) { measure(); drawRuler(); } }).observe(MAP);
  readLink();
  drawRuler();
  requestAnimationFrame(frame);
}

begin();
