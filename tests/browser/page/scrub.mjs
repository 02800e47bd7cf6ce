// Shows the small pictures of a seek bar, as a player offers them at some times.

import { colorsOf } from "./picture.mjs";
import { playback } from "./playback.mjs";

const video = document.getElementById("video");
const images = new Map();

async function imageAt(url) {
  if (!images.has(url)) {
    const image = Object.assign(new Image(), { crossOrigin: "anonymous", src: url });
    images.set(url, image);
  }
  const image = images.get(url);
  await image.decode();
  return image;
}

// Of our storyboard, or of what the manifest offers.
window.scrub = async ({ player: name, format, ours, times, ...asset }) => {
  const errors = [];
  const { start } = await import(`./players/${name}.mjs`);
  const { [format]: url, storyboard } = await playback(asset);
  const player = await start(video, url, { bufferSeconds: 2, errors });
  const pictureAt = await player.pictures(ours ? storyboard : null);
  const shown = [];
  for (const seconds of times) {
    const { url, x, y, width, height } = await pictureAt(seconds);
    const image = await imageAt(url);
    const inside = x >= 0 && y >= 0 && x + width <= image.width && y + height <= image.height;
    shown.push({ seconds, width, height, inside, ...colorsOf(image, x, y, width, height) });
  }
  return { errors, shown };
};
