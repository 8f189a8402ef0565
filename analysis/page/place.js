// The card of a place: who holds it, who took it and when, what history knows of it, and what happened there.
const AT_A_PLACE_AT_MOST = 12;
const TAKINGS = DATA.places.map(() => []);
for (const taking of DATA.takings) TAKINGS[taking[0]].push(taking);

const holderOf = (place, minute) => { const last = TAKINGS[place].filter(([, when]) => when <= minute).pop(); return last ? last[2] : DATA.places[place][5]; };

function placeCard(number, minute) {
  const [name, , , , population] = DATA.places[number], facts = element("dl", "facts"), holder = holderOf(number, minute);
  fact(facts, "Held by", holder >= 0 ? HEAD.sides[holder] : "nobody");
  for (const [, when, , by] of TAKINGS[number]) takingFact(facts, when, by, minute);
  const stand = TROOPS.filter((troop) => fights(troop, tickAt(minute)) && stateOf(troop, minute).place === number && stateOf(troop, minute).state !== STATE.MARCHING);
  const dated = HISTORY.filter((event) => event.place === number), made = [element("h3", "isolate", name)];
  made.push(element("p", "who", population ? "about " + thousands(population) + " people" : "a place of the network"), facts);
  made.push(...placeInRuns(number));
  if (stand.length) made.push(element("h4", "", "Stand here"), chipsOf(stand));
  made.push(...placeFights(number, minute));
  if (dated.length) made.push(element("h4", "", "In history"), listOf(dated.map((event) => historyItem(event, true))));
  const here = EVENTS.p.map((place, at) => at).filter((at) => EVENTS.p[at] === number && EVENTS.n[at] && EVENTS.m[at] <= minute).slice(-AT_A_PLACE_AT_MOST).reverse();
  if (here.length) made.push(element("h4", "", "In " + THE_RUN), listOf(here.map((at) => runItem(at, minute))));
  return made;
}

function takingFact(facts, when, by, minute) {
  const told = element("dd", "isolate");
  told.append(jumpButton(when, spokenTime(when)), by >= 0 ? " by " : "");
  if (by >= 0) told.append(nameButton(TROOPS[by]));
  facts.append(element("dt", "", when <= minute ? "Taken" : "Will be taken"), told);
}

function listOf(items) {
  const list = element("ol", "latest");
  list.append(...items);
  return list;
}

function jumpButton(minute, words) {
  const button = element("button", "name jump", words);
  button.type = "button";
  button.addEventListener("click", () => { stateChanges(); jump(minute); });
  return button;
}
