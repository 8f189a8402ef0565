// What is chosen, a formation or a place: it is told in the card, brought into view, opened until its own symbol is seen, and haloed.
const ACROSS_KM = { 6: 900, 5: 520, 4: 380, 3: 320, 2: 280, 1: 260 }, PLACE_KM = 320, MOST_OF_MAIN = 0.55; // km across the view by rank
const INNER = 0.1, HALO_PX = 11, CLOSER = 2.5;
let chosenId = null, chosenPlace = -1;

const chosenTroop = () => BY_ID.get(chosenId) || null;
const isBelow = (troop, above) => { for (let one = troop.above; one; one = one.above) if (one === above) return true; return false; };

// Opens the card of a formation; `from` is "map" where its symbol was pressed, which is in view then.
function choose(id, from = "") {
  settle(BY_ID.has(id) ? id : null, -1);
  if (chosenId && from !== "link") reveal(from === "map");
}

function choosePlace(number, from = "") {
  settle(null, DATA.places[number] ? number : -1);
  if (chosenPlace >= 0 && from !== "link") flyToPlace(from === "map");
}

function settle(id, place) {
  if ((id !== chosenId || place !== chosenPlace) && !now.reading) stateChanges();
  if (id !== chosenId) followThread(false);
  chosenId = id; chosenPlace = place;
  const any = id !== null || place >= 0;
  $("card").classList.toggle("open", any);
  $("card-close").hidden = !any;
  $("note").hidden = true;
  now.dirty = true;
  fillCard(now.minute);
  $("card").scrollTop = 0;
  if (any && isPhone()) scrollTo({ top: 0, behavior: CALM.matches ? "auto" : "smooth" });
}

// The part of the map that nothing lies over, as [left, top, right, bottom]: a sheet may cover its foot.
function openView() {
  const map = MAP.getBoundingClientRect(), card = $("card").getBoundingClientRect(), over = getComputedStyle($("card")).position === "fixed";
  const low = Math.min(innerHeight - Math.max(map.top, 0), over ? card.top - Math.max(map.top, 0) : Infinity, view.height);
  return [0, 0, view.width, Math.max(low, 120)];
}

// Where a formation with its troops is, and the box of its fighting troops on that sheet, in units.
function groundOf(troop, minute) {
  const at = placeOf(troop, minute) || onTheWay(troop, minute);
  if (!at) return null;
  const sheet = sheetAt(at), spots = fightersBelow(troop, tickAt(minute)).map((one) => onTheWay(one, minute)).filter((spot) => sheetAt(spot) === sheet);
  const reach = spots.map(([x, y]) => Math.hypot(x - at[0], y - at[1])).sort((a, b) => a - b);
  return { at, sheet, across: 2.4 * HEAD.km * (reach[Math.floor(0.85 * (reach.length - 1))] || 0) };
}

// Flies to the chosen formation where it is not seen well; one whose symbol was pressed only moves out from under the card.
function reveal(pressed) {
  const troop = chosenTroop(), ground = groundOf(troop, now.minute);
  if (!ground) return;
  const across = Math.max(ACROSS_KM[Math.max(troop.rank, 1)] || PLACE_KM, ground.across), wanted = zoomFor(ground.sheet, across);
  const seen = isIn(openView(), toScreen(ground.at), INNER * Math.min(view.width, view.height));
  if (pressed) { if (!seen) flyTo(ground.at, view.zoom); return; }
  if (!seen || view.zoom < 0.75 * wanted || view.zoom > CLOSER * wanted) flyTo(ground.at, clamp(view.zoom, wanted, CLOSER * wanted));
}

function flyToPlace(pressed) {
  const at = DATA.places[chosenPlace].slice(1, 3), wanted = zoomFor(sheetAt(at), PLACE_KM);
  const seen = isIn(openView(), toScreen(at), INNER * Math.min(view.width, view.height));
  if (!seen || (!pressed && view.zoom < 0.75 * wanted)) flyTo(at, pressed ? view.zoom : clamp(view.zoom, wanted, CLOSER * wanted));
}

// The zoom at which so many km lie across the view of a sheet; a small theatre is shown by about half of it.
function zoomFor(sheet, km) {
  const across = Math.min(km, MOST_OF_MAIN * sheet.wide * HEAD.km), [left, top, right, bottom] = openView();
  return clamp((Math.min(right - left, 1.4 * (bottom - top)) * HEAD.km) / (view.fit * sheet.size * across), 1, MOST_ZOOM);
}

// Flies so that a point of the plane comes to the middle of the open view.
function flyTo(at, zoom) {
  const [left, top, right, bottom] = openView(), scale = view.fit * zoom, [x, y] = toPlate(at);
  fly(x - ((left + right) / 2 - view.width / 2) / scale, y - ((top + bottom) / 2 - view.height / 2) / scale, zoom);
}

// What the plus button goes to: what is chosen, else on the whole map the weight of what moves on the main map.
function zoomIn() {
  const ground = chosenTroop() ? groundOf(chosenTroop(), now.minute) : null;
  const at = ground ? ground.at : chosenPlace >= 0 ? DATA.places[chosenPlace].slice(1, 3) : view.zoom < 1.02 ? weightOfWar(now.minute) : null;
  if (at) flyTo(at, Math.min(view.zoom * 1.7, MOST_ZOOM));
  else zoomBy(1.5);
}

// The formation on the march on the main map that is nearest to the middle of all of these, by men.
function weightOfWar(minute) {
  const tick = tickAt(minute), moving = TROOPS.filter((troop) => fights(troop, tick) && DATA.states[troop.st(tick)][0] === STATE.MARCHING)
    .map((troop) => [onTheWay(troop, minute), Math.max(troop.men(tick), 1)]).filter(([at]) => sheetAt(at) === MAIN);
  const men = moving.reduce((sum, [, one]) => sum + one, 0);
  if (!men) return null;
  const middle = [0, 1].map((axis) => moving.reduce((sum, [at, one]) => sum + at[axis] * one, 0) / men);
  const away = ([[x, y]]) => Math.hypot(x - middle[0], y - middle[1]);
  return moving.reduce((best, one) => (away(one) < away(best) ? one : best))[0];
}

// The halo of the chosen formation lies behind its symbol; that of a place, or of one that is no more, where it is.
const HALO = shape("circle", { class: "halo-ring", r: 20 });
function drawHalo(symbols, minute) {
  const own = symbols.find((symbol) => symbol.troop.id === chosenId), troop = chosenTroop();
  if (own && isMoving) { if (HALO.parentNode === $("halo")) HALO.remove(); return; } // painted with its symbol
  if (own) {
    HALO.setAttribute("r", (Math.hypot(own.w, own.h) / 2 + HALO_PX).toFixed(1));
    HALO.removeAttribute("transform");
    if (HALO.parentNode !== own.group) own.group.prepend(HALO);
    return;
  }
  const at = chosenPlace >= 0 ? DATA.places[chosenPlace].slice(1, 3) : troop && !bodyOf(troop, tickAt(minute)) ? onTheWay(troop, minute) : null;
  const spot = at && toScreen(at);
  if (!spot || !isIn(boxOf(sheetAt(at)), spot)) { HALO.remove(); return; }
  HALO.setAttribute("r", HALO_PX + 3);
  HALO.setAttribute("transform", `translate(${spot[0].toFixed(1)} ${spot[1].toFixed(1)})`);
  if (HALO.parentNode !== $("halo")) $("halo").replaceChildren(HALO);
}
