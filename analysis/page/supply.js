// The chain of a formation that stands for fuel back to its depot: found, told on its card, and drawn on the map.
const CHAIN = LOOK.chain, CHAINS_AT_MOST = 3;
for (const troop of TROOPS) troop.chains = [];
for (const chain of DATA.chains) TROOPS[chain.f].chains.push(chain);

const chainOf = (troop, minute) => troop.chains.find((chain) => chain.m <= minute && minute < chain.u) || null;

// The chains of the formation and its fighting troops that stand for fuel now, those of most men first.
function chainsOf(troop, minute) {
  const tick = tickAt(minute), found = members(troop).map((member) => [member, chainOf(member, minute)]).filter(([member, chain]) => chain && isThere(member, tick));
  return found.sort(([a], [b]) => (b === troop) - (a === troop) || b.men(tick) - a.men(tick) || (a.id < b.id ? -1 : 1));
}

const booksOn = (chain, minute) => chain.books.filter((books) => books[0] <= minute / MINUTES_PER_DAY).pop() || chain.books[0] || null;

// The links of a chain in words, from the depot to the formation, and which of them binds.
function linksOf(chain, minute) {
  if (chain.depot < 0) return [["closed", "No way leads to it from a depot of its side"]];
  const [, wanted, loaded, onRoad, stock] = booksOn(chain, minute) || [0, -1, -1, -1, -1], whose = chain.fleet >= 0 ? TROOPS[chain.fleet].group : "";
  return [
    ["railhead", placeName(chain.depot) + (stock >= 0 ? ": " + thousands(stock) + " t there on this day, for all that it serves" : ": its depot")],
    ["lorries", whose && chain.lorries >= 0 ? thousands(chain.lorries) + " lorries of " + whose : "Lorries that nobody has counted"],
    ["road", (chain.km >= 0 ? thousands(chain.km) + " km of road" : "Road") + (chain.days >= 0 ? ", " + chain.days.toFixed(1) + " days\u2019 drive" : "")],
    ...(wanted >= 0 ? [["on_the_way", thousands(onRoad) + " t of fuel on the road to its army; " + thousands(loaded) + " of " + thousands(wanted) + " t wanted loaded on this day"]] : []),
  ];
}

function tellChains(troop, minute) {
  const found = chainsOf(troop, minute);
  if (!found.length) return [];
  const made = [element("h4", "", "Stands for fuel: back to its source")];
  for (const [member, chain] of found.slice(0, CHAINS_AT_MOST)) {
    if (member !== troop) made.push(nameButton(member, member.name));
    const list = element("ol", "chain");
    for (const [limit, words] of linksOf(chain, minute)) {
      const binds = limit === chain.limit || (limit === "road" && chain.limit === "railway"), item = element("li", binds ? "binds" : "");
      item.append(element("span", "isolate", words));
      if (binds) item.append(element("b", "", chain.why));
      list.append(item);
    }
    made.push(list);
  }
  if (found.length > CHAINS_AT_MOST) made.push(element("p", "hint", "and " + (found.length - CHAINS_AT_MOST) + " more of its formations"));
  return made;
}

// The ways of the chains of the chosen formation: a line of supply, a square at the depot, km at the middle.
function drawChains(canvas, minute) {
  const troop = BY_ID.get(chosenId), chains = troop ? chainsOf(troop, minute).map(([, chain]) => chain).filter((chain) => chain.way.length > 1) : [];
  const longest = chains.filter((chain, n) => chains.findIndex((other) => other.depot === chain.depot && other.way[other.way.length - 1] === chain.way[chain.way.length - 1]) === n);
  if (!longest.length) return;
  const pen = canvas.getContext("2d"), spots = (chain) => chain.way.map((place) => [DATA.places[place][1], DATA.places[place][2]]);
  onEachSheet(pen, (sheet) => {
    for (const chain of longest) {
      const line = spots(chain).filter((point) => sheetAt(point) === sheet);
      if (line.length < 2) continue;
      stroke(pen, trace(line), "#FFF", px(CHAIN.casing_px));
      stroke(pen, trace(line), COLOUR.supply, px(CHAIN.line_px), CHAIN.dashes);
    }
    for (const chain of longest) {
      const [x, y] = spots(chain)[0], half = px(CHAIN.depot_px / 2);
      if (sheetAt([x, y]) !== sheet) continue;
      pen.fillStyle = COLOUR.supply; pen.strokeStyle = "#FFF"; pen.lineWidth = px(1.5);
      pen.fillRect(x - half, y - half, 2 * half, 2 * half); pen.strokeRect(x - half, y - half, 2 * half, 2 * half);
    }
  });
}
