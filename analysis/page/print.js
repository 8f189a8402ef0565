// One printed page: the map of the minute with its key, the card, the latest events and where all of it comes from. The map is laid
// out anew for the paper and drawn with as many dots as a printer shows.
const PRINT_DOTS = 3;

function layForPrint() {
  play(false);
  document.documentElement.classList.add("printing");
  $("print-key").replaceChildren(...[...$("key").children].map((row) => row.cloneNode(true)));
  $("print-credits").textContent = $("credits").textContent;
  $("print-events").replaceChildren(...[...$("ticker").querySelectorAll("li")].slice(0, PRINTED_EVENTS).map(printedRow));
  drawAtOnce();
}

const PRINTED_EVENTS = 10;

function printedRow(item) {
  const row = item.cloneNode(true);
  for (const one of [row, ...row.querySelectorAll("[id]")]) one.removeAttribute("id");
  return row;
}

function layForScreen() {
  document.documentElement.classList.remove("printing");
  drawAtOnce();
}

// The map in the room that it now has, without waiting for the next frame.
function drawAtOnce() {
  measure();
  now.dirty = true;
  paint(performance.now());
  for (const symbol of symbolsNow) if (symbol.wanted) symbol.off = [symbol.wanted.dx, symbol.wanted.dy];
  now.dirty = true;
  paint(performance.now());
  if (isPrinting()) printAsOne(["ground", "ways", "troops"].map($));
}

// A browser records what is drawn on a canvas before a print, and what is cleared on one is cleared on the paper below it too: all
// layers go onto the lowest canvas as one picture, and the style sheet hides the others.
function printAsOne([lowest, ...others]) {
  const picture = document.createElement("canvas"), pen = picture.getContext("2d");
  picture.width = lowest.width; picture.height = lowest.height;
  for (const canvas of [lowest, ...others]) if (canvas.width) pen.drawImage(canvas, 0, 0, picture.width, picture.height);
  lowest.width = picture.width;
  lowest.getContext("2d").drawImage(picture, 0, 0);
}

function listenToPrint() {
  addEventListener("beforeprint", layForPrint);
  addEventListener("afterprint", layForScreen);
}
