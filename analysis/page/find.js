// Search: one field over formations, places and events; slash or Ctrl-K goes there, arrows choose, Enter flies.
const FOUND_AT_MOST = { formation: 7, place: 5, event: 6 };
const folded = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const find = { items: [], at: -1 };
let entries = null;

// Everything that can be found, worked out when the field is first used: what it is called, how it is told, what it does.
function allEntries() {
  const formations = TROOPS.map((troop) => ({ kind: "formation", words: [troop.short, troop.group, troop.name, troop.id], head: troop.group, tail: troop.short + ", " + troop.level, weight: troop.rank, act: () => choose(troop.id) }));
  const places = DATA.places.map(([name, , , tier, , , id], number) => ({ kind: "place", words: [name, id], head: name, tail: "place", weight: 4 - tier, act: () => choosePlace(number) }));
  const past = HISTORY.map((event) => ({ kind: "event", words: [placeName(event.place) + ": " + event.text], head: event.text, tail: "history, " + windowText(event), weight: 0.5, act: () => goToHistory(event) }));
  const run = MILESTONES.map((at) => ({ kind: "event", words: [subjectOf(at) + " " + DATA.texts[EVENTS.s[at]]], head: (subjectOf(at) + " " + DATA.texts[EVENTS.s[at]]).trim(), tail: dayAndClock(EVENTS.m[at]), weight: 0, act: () => goToEvent(at) }));
  return [...formations, ...places, ...past, ...run].map((entry) => ({ ...entry, folded: entry.words.map(folded) }));
}

// How well words are met: 3 the whole name, 2 its beginning, 1 the beginning of each word asked for somewhere in it; 0 not at all.
function fit(entry, asked, parts) {
  let best = 0;
  for (const name of entry.folded) {
    if (name === asked) return 3;
    if (name.startsWith(asked)) best = Math.max(best, 2);
    else if (parts.every((part) => name.startsWith(part) || name.includes(" " + part) || name.includes("-" + part))) best = Math.max(best, 1);
  }
  return best;
}

function search(text) {
  const asked = folded(text.trim()), parts = asked.split(/\s+/);
  if (!asked) return [];
  entries ||= allEntries();
  const met = entries.map((entry, order) => ({ entry, order, fit: fit(entry, asked, parts) })).filter((one) => one.fit);
  met.sort((a, b) => b.fit - a.fit || b.entry.weight - a.entry.weight || a.order - b.order);
  return Object.entries(FOUND_AT_MOST).flatMap(([kind, most]) => met.filter((one) => one.entry.kind === kind).slice(0, most)).map((one) => one.entry);
}

function showFound() {
  const field = $("find-words"), list = $("found");
  find.items = search(field.value);
  find.at = find.items.length ? 0 : -1;
  list.replaceChildren(...find.items.map((entry, n) => {
    const item = element("li", entry.kind), tail = element("span", "tail isolate", entry.tail);
    item.id = "found-" + n; item.setAttribute("role", "option");
    item.append(element("span", "isolate", entry.head), tail);
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(n); });
    return item;
  }));
  if (!find.items.length && field.value.trim()) list.append(nothingFound());
  openFound(Boolean(field.value.trim()));
  markFound();
}

function nothingFound() {
  const item = element("li", "none", "No formation, place or event of this run is called so.");
  item.setAttribute("role", "option"); item.setAttribute("aria-disabled", "true"); item.setAttribute("aria-selected", "false");
  return item;
}

function openFound(on) {
  $("found").hidden = !on;
  $("find-words").setAttribute("aria-expanded", String(on));
}

function markFound() {
  find.items.forEach((_, n) => $("found-" + n).setAttribute("aria-selected", String(n === find.at)));
  if (find.at >= 0) { $("find-words").setAttribute("aria-activedescendant", "found-" + find.at); $("found-" + find.at).scrollIntoView({ block: "nearest" }); }
  else $("find-words").removeAttribute("aria-activedescendant");
}

function take(n) {
  const entry = find.items[n];
  if (!entry) return;
  $("find-words").value = "";
  $("find-words").blur();
  openFound(false);
  entry.act();
}

function onFindKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], count = find.items.length;
  if (step && count) { find.at = (find.at + step + count) % count; markFound(); }
  else if (event.key === "Enter") take(find.at);
  else if (event.key === "Escape") { $("find-words").value = ""; openFound(false); MAP.focus({ preventScroll: true }); }
  else return;
  event.preventDefault(); event.stopPropagation();
}

function openFind() {
  $("find-words").focus();
  $("find-words").select();
}

function listenToFind() {
  $("find-words").addEventListener("input", showFound);
  $("find-words").addEventListener("keydown", onFindKey);
  $("find-words").addEventListener("blur", () => openFound(false));
  $("find-words").addEventListener("focus", () => { if ($("find-words").value.trim()) showFound(); });
}
