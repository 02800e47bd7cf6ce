// Watches a film as a viewer does who jumps ahead, comes back, changes the rendition and stays to the
// end; tells what was shown and heard. Nothing is judged here.

import { colorsOf } from "./picture.mjs";

const RATE = 2;
const BUFFER_SECONDS = 2;
const WAIT_SECONDS = 60;
const JUMP_SECONDS = 15;

const video = document.getElementById("video");
const drawn = document.getElementById("captions");
// What the player complains of.
const errors = [];

// What is shown, frame by frame: [seconds, height, colors, captions].
const frames = [];

function look(_, { mediaTime, height }) {
  frames.push([mediaTime, height, colorsOf(video), captions()]);
  video.requestVideoFrameCallback(look);
}

// Of the browser's own captions, and of those that a player draws.
function captions() {
  const tracks = Array.from(video.textTracks).filter(({ mode }) => mode === "showing");
  const cues = tracks.flatMap(({ activeCues }) => Array.from(activeCues ?? []));
  return [...cues.map((cue) => cue.getCueAsHTML().textContent), drawn.innerText].join(" ").trim();
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
  const buffered = ranges(video.buffered);
  const words = { currentTime, readyState, buffered, error: error?.message, errors };
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

// A player that is busy may lose a jump: the viewer tries again.
async function jump(seconds) {
  const timer = setInterval(() => (video.currentTime = seconds), JUMP_SECONDS * 1000);
  video.currentTime = seconds;
  await playsAt(seconds).finally(() => clearInterval(timer));
}

window.watch = async ({ player: name, url, seekSeconds, language, read }) => {
  const { start } = await import(`./players/${name}.mjs`);
  listen();
  video.requestVideoFrameCallback(look);
  const player = await start(video, url, { bufferSeconds: BUFFER_SECONDS, errors, drawn });
  if (read) player.read(player.texts().findIndex((one) => canonical(one) === read));
  video.playbackRate = RATE;
  await video.play();
  await playsAt(0);

  const buffered = ranges(video.buffered);
  const unbuffered = buffered.every(([from, to]) => seekSeconds < from || seekSeconds > to);
  await jump(seekSeconds);
  await jump(0);

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
    texts: player.texts().map(canonical),
    decodedFrames: video.getVideoPlaybackQuality().totalVideoFrames,
    decodedSoundBytes: video.webkitAudioDecodedByteCount,
    frames,
    heard,
  };
};
