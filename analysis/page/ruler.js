// The ruler under the slider: days, events of the run in the side's colour, history's in black above them.
const LETTER_PX = 7; // of a label, at most
function drawRuler() {
  const ruler = $("ruler"), width = ruler.clientWidth, at = (minute) => (9 + ((width - 18) * clamp(minute, 0, END)) / Math.max(END, 1)).toFixed(1);
  const made = [], mark = (name, minute, from, to) => made.push(shape("path", { class: name, d: `M${at(minute)} ${from}V${to}`, "stroke-width": name === "past" ? 2 : 1.2, fill: "none" }));
  for (const event of HISTORY) if (event.late >= 0 && event.late <= END) mark("past", event.late, 1, 6);
  for (const index of MILESTONES.filter((at) => EVENTS.n[at] === 1)) mark("run", EVENTS.m[index], 8, 13);
  const days = Math.ceil(dayOf(END)), each = days <= 10 ? 1 : 5, room = width / Math.max(days / each, 1) > 104;
  let free = -LETTER_PX * 9; // where the last label ends; the first may begin left of the ruler
  for (let day = 0; day <= days; day++) {
    const minute = minuteOf(day);
    if (minute < 0 && day > 0 || minute > END) continue;
    mark("tick", minute, 14, day % each ? 17 : 20);
    if (day % each || (width - 18) * (1 - minute / END) < 24) continue;
    const text = shape("text", { x: at(minute), y: 32, "text-anchor": "middle" });
    text.textContent = "D+" + day + (room && day ? " / " + shortDate(Math.max(minute, 0)) : "");
    const half = LETTER_PX * text.textContent.length / 2;
    if (+at(minute) - half < free) continue;
    free = +at(minute) + half + LETTER_PX;
    made.push(text);
  }
  if (Number.isFinite(HEAD.clean) && HEAD.clean < END) mark("clean", HEAD.clean, -22, 20);
  ruler.replaceChildren(...made);
}

