// Sizes, times, money and states as people write them, in the language of the page.

const LANGUAGE = "en";
const KILO = 1000;
const UNITS = ["B", "kB", "MB", "GB", "TB"];
const languages = new Intl.DisplayNames(LANGUAGE, { type: "language" });
const moments = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "numeric",
  minute: "2-digit",
});
const dollars = new Intl.NumberFormat(LANGUAGE, {
  style: "currency",
  currency: "USD",
  maximumFractionDigits: 4,
});
const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto" });

const STATES = {
  PENDING: "Waiting",
  PROCESSING: "Transcoding",
  SUCCEEDED: "Ready",
  FAILED: "Failed",
  ERASING: "Being deleted",
};

export const state = (status) => STATES[status] ?? status;
export const isUnderWay = (status) => ["PENDING", "PROCESSING", "ERASING"].includes(status);

export function size(bytes) {
  let power = 0;
  let left = bytes;
  while (left >= KILO && power < UNITS.length - 1) {
    left /= KILO;
    power += 1;
  }
  return `${power === 0 ? left : left.toFixed(1)} ${UNITS[power]}`;
}

// 75.4 is 1:15; an hour more is 1:01:15.
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const [hours, minutes, rest] = [whole / 3600, (whole / 60) % 60, whole % 60].map(Math.floor);
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export const moment = (time) => moments.format(new Date(time));

// "3 minutes ago".
export function ago(time, now = Date.now()) {
  const seconds = (new Date(time) - now) / 1000;
  const steps = [["day", 86400], ["hour", 3600], ["minute", 60]];
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return "just now";
}

// Fractions of a cent count here.
export function money(low, high) {
  const [least, most] = [low, high].map((one) => dollars.format(one ?? 0));
  return least === most ? least : `${least} to ${most}`;
}

export function language(code) {
  try {
    return languages.of(code);
  } catch {
    return code;
  }
}
