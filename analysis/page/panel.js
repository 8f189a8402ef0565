// The column beside the map: its tabs, the table of formations and the layers.
function fillTable(minute) {
  const shown = TROOPS.filter((troop) => fights(troop, tickAt(minute))).sort((a, b) => a.side - b.side || b.rank - a.rank || (a.id < b.id ? -1 : 1));
  $("table").replaceChildren(...shown.map((troop) => {
    const row = element("tr"), cell = element("td"), now = stateOf(troop, minute), tick = tickAt(minute);
    cell.append(nameButton(troop, troop.name));
    row.append(cell, element("td", "isolate", now.state + " " + whereOf(now) + (now.why ? ": " + now.why : "")), element("td", "", troop.readiness(tick) + "\u202f%"), element("td", "", thousands(troop.men(tick))));
    return row;
  }));
}

function showTab(name) {
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const on = tab.id === "tab-" + name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    $(tab.id.slice(4)).hidden = !on;
  }
  if (name === "text") fillTable(now.minute);
  if (name === "compare") fillCompare(now.minute);
  if (name === "wars") fillWars(now.minute);
  if (name === "race") { fillRace(now.minute); if (!race.on) setRace(true); }
}

function listenToTabs() {
  const tabs = [...document.querySelectorAll("[role=tab]")].filter((tab) => !tab.hidden);
  tabs.forEach((tab, n) => {
    tab.addEventListener("click", () => showTab(tab.id.slice(4)));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const other = tabs[(n + step + tabs.length) % tabs.length];
      showTab(other.id.slice(4)); other.focus();
      event.preventDefault(); event.stopPropagation();
    });
  });
}

function makeSwitches(onChange) {
  const words = { control: "Control", relief: "Relief", rivers: "Rivers", rail: "Railways", ways: "Ways", supply: "Supply", names: "Names", history: "History", troops: "Formations", runs: "Runs" };
  for (const layer of Object.keys(LAYERS)) {
    const label = element("label"), box = element("input");
    box.type = "checkbox"; box.id = "layer-" + layer; box.checked = LAYERS[layer];
    box.addEventListener("change", () => { LAYERS[layer] = box.checked; onChange(); });
    label.append(box, words[layer]);
    $("switches").append(label);
  }
}
