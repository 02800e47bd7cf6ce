// Watches a film as a viewer does who jumps ahead, comes back, changes the rendition and stays to the
// end; tells what was shown and heard. Nothing is judged here.

const RATE = 2;
const BUFFER_SECONDS = 2;
const WAIT_SECONDS = 60;

const video = document.getElementById("video");

// What is shown, frame by frame: [seconds, height, color in the middle, colors of the quarters].
const frames = [];
const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 16 });
const pixels = canvas.getContext("2d", { willReadFrequently: true });
const NAMES = ["black", "blue", "lime", "cyan", "red", "magenta", "yellow", "white"];

function color(x, y) {
  const [red, green, blue] = pixels.getImageData(x, y, 1, 1).data;
  return NAMES[4 * (red > 100) + 2 * (green > 100) + (blue > 100)];
}

function look(_, { mediaTime, height }) {
  pixels.drawImage(video, 0, 0, 16, 16);
  const quarters = [color(3, 3), color(12, 3), color(3, 12), color(12, 12)];
  frames.push([mediaTime, height, color(8, 8), quarters]);
  video.requestVideoFrameCallback(look);
}

// What is heard: the loudest frequency, whenever anything is.
const heard = [];

function listen() {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
  context.createMediaElementSource(video).connect(analyser).connect(context.destination);
  const decibels = new Float32Array(analyser.frequencyBinCount);
  setInterval(() => {
    analyser.getFloatFrequencyData(decibels);
    const loudest = decibels.indexOf(Math.max(...decibels));
    if (decibels[loudest] > -50) heard.push((loudest * context.sampleRate) / analyser.fftSize);
  }, 100);
}

function until(what, holds) {
  const deadline = performance.now() + WAIT_SECONDS * 1000;
  return new Promise((done, fail) => {
    const timer = setInterval(() => {
      if (!holds() && performance.now() < deadline) return;
      clearInterval(timer);
      if (holds()) done();
      else fail(new Error(`Not after ${WAIT_SECONDS} s: ${what}. ${state()}`));
    }, 20);
  });
}

function state() {
  const { currentTime, readyState, error } = video;
  const words = { currentTime, readyState, buffered: ranges(video.buffered), error: error?.message };
  return JSON.stringify(words);
}

const ranges = (of) => Array.from({ length: of.length }, (_, n) => [of.start(n), of.end(n)]);
const canonical = (language) => Intl.getCanonicalLocales(language)[0];

async function shownAfter(what, holds) {
  const before = frames.length;
  await until(what, () => frames.slice(before).some(holds));
}

// Half a second on from a place, so that what a viewer does next meets a player that plays.
const playsAt = (seconds) =>
  shownAfter(`${seconds} s`, ([shown]) => shown >= seconds + 0.5 && shown < seconds + 5);

window.watch = async ({ player: name, url, seekSeconds, language }) => {
  const errors = [];
  const { start } = await import(`./players/${name}.mjs`);
  listen();
  video.requestVideoFrameCallback(look);
  const player = await start(video, url, { bufferSeconds: BUFFER_SECONDS, errors });
  video.playbackRate = RATE;
  await video.play();
  await playsAt(0);

  const buffered = ranges(video.buffered);
  const unbuffered = buffered.every(([from, to]) => seekSeconds < from || seekSeconds > to);
  video.currentTime = seekSeconds;
  await playsAt(seekSeconds);
  video.currentTime = 0;
  await playsAt(0);

  const languages = player.languages().map(canonical);
  if (language) {
    const before = heard.at(-1);
    player.speak(player.languages()[languages.indexOf(language)]);
    await until(`the sound in ${language}`, () => Math.abs(heard.at(-1) - before) > 100);
  }
  const offered = player.sizes();
  const before = video.videoHeight;
  const chosen = offered.map(([, height]) => height).find((height) => height !== before);
  player.choose(chosen);
  await shownAfter(`the rendition of ${chosen}`, ([, height]) => height === chosen);
  await until("the end", () => video.ended);
  return {
    errors,
    duration: video.duration,
    played: ranges(video.played),
    offered,
    switched: [before, chosen],
    unbuffered,
    languages,
    decodedFrames: video.getVideoPlaybackQuality().totalVideoFrames,
    decodedSoundBytes: video.webkitAudioDecodedByteCount,
    frames,
    heard,
  };
};
