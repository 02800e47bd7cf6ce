// The small pictures of a time line, by our WebVTT: each cue names an area of a sheet.

import { clock } from "./words.js";
import { element } from "./elements.js";

const CUE = /^(?:(\d+):)?(\d\d):(\d\d\.\d+) --> (?:(\d+):)?(\d\d):(\d\d\.\d+)/;

const seconds = (hours, minutes, rest) => Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(rest);

// [{from, to, url, x, y, width, height}], in order.
export function cuesOf(text, base) {
  return text.split(/\r?\n\r?\n/).flatMap((block) => {
    const lines = block.trim().split(/\r?\n/);
    const at = lines.findIndex((line) => CUE.test(line));
    if (at < 0 || !lines[at + 1]) return [];
    const times = CUE.exec(lines[at]).slice(1);
    const url = new URL(lines[at + 1], base);
    const [x, y, width, height] = url.hash.replace("#xywh=", "").split(",").map(Number);
    url.hash = "";
    return [{ from: seconds(...times.slice(0, 3)), to: seconds(...times.slice(3)), url: url.href, x, y, width, height }];
  });
}

// A preview above a time line. Without a storyboard it tells the time alone.
export function openStoryboard() {
  const picture = element("span", { class: "picture" });
  const time = element("span", { class: "time" });
  const preview = element("span", { class: "preview", hidden: true, "aria-hidden": "true" }, picture, time);
  let cues = [];

  return {
    preview,
    async load(url) {
      cues = [];
      if (!url) return;
      const answer = await fetch(url);
      if (answer.ok) cues = cuesOf(await answer.text(), new URL(url, location));
    },
    // At a share of the width (0 to 1).
    show(share, at) {
      time.textContent = clock(at);
      const cue = cues.find(({ from, to }) => from <= at && at < to) ?? cues.at(-1);
      picture.hidden = !cue;
      if (cue) {
        Object.assign(picture.style, {
          width: `${cue.width}px`,
          height: `${cue.height}px`,
          backgroundImage: `url("${cue.url}")`,
          backgroundPosition: `-${cue.x}px -${cue.y}px`,
        });
      }
      preview.hidden = false;
      // Inside the player, also at its ends.
      const room = preview.parentElement.clientWidth;
      const half = preview.getBoundingClientRect().width / 2;
      preview.style.left = `${Math.min(Math.max(share * room, half), room - half)}px`;
    },
    hide() {
      preview.hidden = true;
    },
  };
}
