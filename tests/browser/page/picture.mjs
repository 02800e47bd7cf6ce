// What a picture shows: the names of the colors in its middle and in its quarters.

const SIDE = 16;
const NAMES = ["black", "blue", "lime", "cyan", "red", "magenta", "yellow", "white"];

const canvas = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });
const pixels = canvas.getContext("2d", { willReadFrequently: true });

function color(x, y) {
  const [red, green, blue] = pixels.getImageData(x, y, 1, 1).data;
  return NAMES[4 * (red > 100) + 2 * (green > 100) + (blue > 100)];
}

// Of an image or a video, or of a part: left, top, width, height.
export function colorsOf(source, ...part) {
  pixels.drawImage(source, ...part, 0, 0, SIDE, SIDE);
  const quarters = [color(3, 3), color(12, 3), color(3, 12), color(12, 12)];
  return { middle: color(8, 8), quarters };
}
