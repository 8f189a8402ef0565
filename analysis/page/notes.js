// What a hand on the map asks for: the symbol or the event of history under it.
function symbolNear(x, y, reach) {
  let best = null, least = reach;
  for (const symbol of symbolsNow) {
    const dx = Math.max(Math.abs(symbol.spot[0] + symbol.off[0] - x) - symbol.w / 2, 0), dy = Math.max(Math.abs(symbol.spot[1] + symbol.off[1] - y) - symbol.h / 2, 0);
    if (Math.hypot(dx, dy) < least) { least = Math.hypot(dx, dy); best = symbol; }
  }
  return best;
}

function onClick(x, y, reach) {
  const symbol = symbolNear(x, y, reach), event = symbol ? null : dueNear(x, y, reach, now.minute);
  if (symbol) choose(symbol.troop.id, "map");
  else if (event) choosePlace(event.place, "map");
  else {
    const place = placeNear(x, y, reach);
    if (place >= 0) choosePlace(place, "map");
    else choose(null);
  }
}

// The place with a name on the map that is nearest to a point of the screen within reach, else the nearest of all; -1: none.
function placeNear(x, y, reach) {
  let best = -1, least = reach;
  DATA.places.forEach(([, ux, uy], number) => {
    for (const at of seenAt([ux, uy])) {
      const spot = toScreen(at), off = Math.hypot(spot[0] - x, spot[1] - y) + (namedPlaces.has(number) ? 0 : 4);
      if (off < least && isIn(boxOf(sheetAt(at)), spot)) { least = off; best = number; }
    }
  });
  return best;
}

function onHover(x, y) {
  const symbol = symbolNear(x, y, 3), event = symbol ? null : dueNear(x, y, 8, now.minute);
  if (symbol) {
    const stands = symbol.alone ? stateOf(symbol.troop, now.minute) : groupState(symbol.troop, now.minute), names = [symbol.troop, ...symbol.with].map((troop) => troop.group);
    showNote(x, y, names.slice(0, 4).join(", ") + (names.length > 4 ? " and " + (names.length - 4) + " more" : ""), stands.state + (stands.why ? ": " + stands.why : ""));
  } else if (event) showNote(x, y, ...historyNote(event));
  else $("note").hidden = true;
}

const historyNote = (event) => ["History, " + windowText(event) + " \u00b7 " + placeName(event.place), event.text + " " + comparison(event)];

function showNote(x, y, head, text) {
  const note = $("note");
  note.replaceChildren(element("b", "isolate", head), document.createElement("br"), element("span", "isolate", text));
  note.hidden = false;
  note.style.left = clamp(x + 14, 4, Math.max(view.width - note.offsetWidth - 4, 4)) + "px";
  note.style.top = clamp(y + 16, 4, Math.max(view.height - note.offsetHeight - 4, 4)) + "px";
}

