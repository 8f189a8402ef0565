// The data of the page, and its times: minutes since the start, in the scenario's one zone.
const DATA = JSON.parse(document.getElementById("data").textContent);
const HEAD = DATA.head, END = HEAD.end;
const THE_RUN = DATA.wars ? "the median of the runs" : "this run"; // of what the page plays
const MINUTES_PER_DAY = 1440;
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const START_MS = Date.parse(HEAD.start.slice(0, 16) + ":00Z");
const MORNING = (((START_MS / 60000) % MINUTES_PER_DAY) + MINUTES_PER_DAY) % MINUTES_PER_DAY; // minutes of the first calendar day that were over at the start

const $ = (id) => document.getElementById(id);
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const thousands = (number) => Math.round(number).toString().replace(/\B(?=(\d{3})+$)/g, ",");

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function shape(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const name in attributes) made.setAttribute(name, attributes[name]);
  return made;
}

// Calendar days since midnight of the day of the start: 4.5 is noon of D+4.
const dayOf = (minute) => (minute + MORNING) / MINUTES_PER_DAY;
const minuteOf = (day) => day * MINUTES_PER_DAY - MORNING;
const dayNumber = (minute) => Math.floor(dayOf(minute) + 1e-9);

// "D+4": the calendar day, which begins with its midnight.
function dayLabel(minute) {
  const day = dayNumber(minute);
  return day < 0 ? "D\u2212" + -day : "D+" + day;
}

// "D+4 12:00".
const dayAndClock = (minute) => dayLabel(minute) + " " + dateOf(minute).clock;

function dateOf(minute) {
  const date = new Date(START_MS + Math.floor(minute + 1e-6) * 60000);
  const two = (number) => String(number).padStart(2, "0");
  const month = MONTHS[date.getUTCMonth()];
  return { day: date.getUTCDate(), month, clock: two(date.getUTCHours()) + ":" + two(date.getUTCMinutes()) };
}

function shortTime(minute) {
  const date = dateOf(minute);
  return date.day + " " + date.month.slice(0, 3) + ", " + date.clock;
}

function spokenTime(minute) {
  const date = dateOf(minute);
  return dayLabel(minute) + ", " + date.day + " " + date.month + ", " + date.clock;
}

const shortDate = (minute) => dateOf(minute).day + " " + dateOf(minute).month.slice(0, 3);

// "10 h earlier", "2 days 12 h later" or "the same hour".
function comparedWith(minutes) {
  if (Math.abs(minutes) < 60) return "the same hour";
  return hoursAndDays(Math.abs(minutes) / 60) + (minutes < 0 ? " earlier" : " later");
}

// "36 h", and from two days on "3 days 12 h": never tenths of days.
function hoursAndDays(hours) {
  const whole = Math.round(hours), rest = whole % 24;
  return whole < 48 ? whole + " h" : Math.floor(whole / 24) + " days" + (rest ? " " + rest + " h" : "");
}

// A column of the tracks, by tick: one number, numbers, or [value, times] pairs.
function unpacked(column) {
  if (column === undefined) return () => -1;
  if (!Array.isArray(column)) return () => column;
  if (!Array.isArray(column[0])) return (tick) => column[tick];
  const values = [];
  for (const [value, times] of column) for (let n = 0; n < times; n++) values.push(value);
  return (tick) => values[tick];
}

function summed(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}
