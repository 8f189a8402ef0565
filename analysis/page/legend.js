// The key of the map, made from the marks themselves.
function makeKey() {
  const line = (color, width, dashes) => shape("path", { d: "M1 7H29", stroke: color, "stroke-width": width, "stroke-dasharray": dashes || "none", fill: "none" });
  const rows = HEAD.sides.slice(0, 2).map((name, side) => {
    const troop = TROOPS.find((one) => one.side === side && one.rank === 3) || TROOPS.find((one) => one.side === side);
    return [troop ? sample(troop) : line(side ? COLOUR.second : COLOUR.first, 2), name];
  });
  const bands = shape("g", {});
  REACH.band_pt.forEach((width, n) => bands.append(shape("path", { d: `M${1 + 9.4 * n} 7h9.4`, stroke: REACH.color, "stroke-width": 1.4 * width, fill: "none" })));
  const halt = shape("g", {}), letter = shape("text", { x: 15, y: 10.4, "text-anchor": "middle", "font-size": 9.5, "font-weight": 700 });
  letter.textContent = "F";
  halt.append(shape("circle", { cx: 15, cy: 7, r: 6, fill: "#FFF", stroke: REACH.sign_color, "stroke-width": 1.2 }), letter);
  rows.push([line(COLOUR.plan_ahead, 1.5, "6 3.4"), "way still planned"], [bands, "fuel in hand for 1, 3, 5 days"], [halt, "stands for fuel, O by order, P phase line"], [shape("circle", { cx: 15, cy: 7, r: 4.6, fill: "#000", stroke: "#FFF" }), "an event of history falls due"]);
  if (DATA.sheets.some((sheet) => sheet.ground.arms.length)) rows.push([shape("rect", { x: 3, y: 1, width: 24, height: 12, fill: SOIL.laid_down }), "ground whose holders have laid down arms"]);
  if (HAS_WARS) {
    const cloud = shape("g", { fill: COLOUR.first });
    for (const x of [6, 11, 14, 17, 24]) cloud.append(shape("circle", { cx: x, cy: 7, r: 6, "fill-opacity": 0.15 }), shape("circle", { cx: x, cy: 7, r: CLOUD.dot_px }));
    rows.splice(2, rows.length - 3, [cloud, "an army in each run; the symbol is their median"]);
  }
  for (const [mark, words] of rows) {
    const row = element("div", ""), picture = shape("svg", { viewBox: "0 0 30 14" });
    picture.append(mark);
    row.append(picture, element("span", "isolate", words));
    $("key").append(row);
  }
}

function sample(troop) {
  const made = shape("g", { transform: "translate(15 9)" });
  made.append(drawSymbol({ ...troop, sign: { ...troop.sign, width_pt: 11, marks: "" } }, troop.branch));
  return made;
}


// The key is open where there is room for it; its button opens and closes it.
function listenToKey() {
  const roomy = matchMedia("(min-width: 1200px) and (min-height: 700px)"), show = (on) => {
    $("key").hidden = !on;
    $("key-open").setAttribute("aria-expanded", String(on));
    view.changed = true;
  };
  $("key-open").addEventListener("click", () => show($("key").hidden));
  roomy.addEventListener("change", () => show(roomy.matches));
  show(roomy.matches);
}
