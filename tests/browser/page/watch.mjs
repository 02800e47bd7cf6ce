// Watches a film as a viewer does who jumps ahead, comes back, changes the rendition and stays to the
// end; tells what was shown and heard. Nothing is judged here.

import { colorsOf } from "./picture.mjs";
import { playback } from "./playback.mjs";

// Until the jump the film plays slowly: what is ahead must not be there yet, however late we are.
const SLOW_RATE = 0.5;
const RATE = 2;
const BUFFER_SECONDS = 2;
const WAIT_SECONDS = 120;
const JUMP_SECONDS = 30;

const video = document.getElementById("video");
const drawn = document.getElementById("captions");
// What the player complains of.
const errors = [];

// What is shown, frame by frame: [seconds, height, colors, captions].
const frames = [];

function look(_, { mediaTime, height }) {
  frames.push([mediaTime, height, colorsOf(video), captions()]);
  note();
  video.requestVideoFrameCallback(look);
}

const showing = (which) =>
  Array.from(video.textTracks)
    .filter(({ mode }) => mode === "showing")
    .flatMap((track) => Array.from(track[which] ?? []));
const textOf = (cue) => cue.getCueAsHTML().textContent;

// Of the browser's own captions, and of those that a player draws.
const captions = () => [...showing("activeCues").map(textOf), drawn.innerText].join(" ").trim();

// When the browser is to show what, of what has a text of its own: [seconds, seconds, text].
const cues = new Map();

function note() {
  for (const cue of showing("cues")) {
    const noted = [cue.startTime, cue.endTime, textOf(cue)];
    if (noted[2]) cues.set(String(noted), noted);
  }
}

// The clock of a film that is listened to is that of the context. Without a device none can stall.
const context = new AudioContext({ sinkId: { type: "none" } });
// What is heard: the loudest frequency, whenever anything is.
const heard = [];

async function listen() {
  const analyser = new AnalyserNode(context, { fftSize: 4096, smoothingTimeConstant: 0 });
  context.createMediaElementSource(video).connect(analyser).connect(context.destination);
  const decibels = new Float32Array(analyser.frequencyBinCount);
  setInterval(() => {
    analyser.getFloatFrequencyData(decibels);
    const loudest = decibels.indexOf(Math.max(...decibels));
    if (decibels[loudest] > -50) heard.push((loudest * context.sampleRate) / analyser.fftSize);
  }, 100);
  await context.resume();
  await until("a clock of sounds", () => context.currentTime > 0);
}

function until(what, holds) {
  const deadline = performance.now() + WAIT_SECONDS * 1000;
  let moved = { at: video.currentTime, when: performance.now() };
  return new Promise((done, fail) => {
    const timer = setInterval(() => {
      const now = performance.now();
      if (video.currentTime !== moved.at) moved = { at: video.currentTime, when: now };
      if (!holds() && now < deadline) return;
      clearInterval(timer);
      if (holds()) return done();
      const stalled = plays() && now - moved.when > (WAIT_SECONDS / 2) * 1000;
      const how = stalled ? "The browser's clock stands still" : "It did not happen";
      fail(new Error(`${how}, after ${WAIT_SECONDS} s: ${what}. ${state()}`));
    }, 20);
  });
}

// Nothing is missing for it.
const plays = () =>
  video.readyState === HTMLMediaElement.HAVE_ENOUGH_DATA &&
  !(video.paused || video.ended || video.error || errors.length) &&
  video.playbackRate > 0;

function state() {
  const { currentTime, paused, playbackRate, readyState, error } = video;
  const media = { currentTime, paused, playbackRate, readyState, error: error?.message };
  const sound = { state: context.state, seconds: context.currentTime };
  const buffered = ranges(video.buffered);
  return JSON.stringify({ ...media, buffered, sound, frames: frames.length, errors });
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

const meanwhile = (act, seconds, waiting) => {
  const timer = setInterval(act, seconds * 1000);
  return waiting.finally(() => clearInterval(timer));
};

// A film that has ended meanwhile is paused, and stays so after a jump. That a player jumps, too,
// ends a wait for play(), which is no fault.
function go(seconds) {
  video.currentTime = seconds;
  if (video.paused) video.play().catch(() => {});
}

// A player that is busy may lose a jump: the viewer tries again.
function jump(seconds) {
  go(seconds);
  return meanwhile(() => go(seconds), JUMP_SECONDS, playsAt(seconds));
}

// What was chosen may come when the film is nearly over: the viewer goes back, to have all of it.
const beforeTheEnd = (waiting) =>
  meanwhile(() => {
    if (!video.ended && video.currentTime < video.duration - 2) return;
    go(0);
  }, 1, waiting);

window.watch = async ({ player: name, format, seekSeconds, language, read, ...asset }) => {
  const { start } = await import(`./players/${name}.mjs`);
  const { [format]: url } = await playback(asset);
  await listen();
  video.requestVideoFrameCallback(look);
  const player = await start(video, url, { bufferSeconds: BUFFER_SECONDS, errors, drawn });
  let number = -1;
  if (read) {
    await until("a menu of captions", () => player.texts().map(canonical).includes(read));
    number = player.texts().findIndex((one) => canonical(one) === read);
    await player.read(number);
  }
  video.playbackRate = SLOW_RATE;
  await video.play();
  await playsAt(0);

  const buffered = ranges(video.buffered);
  const unbuffered = buffered.every(([from, to]) => seekSeconds < from || seekSeconds > to);
  video.playbackRate = RATE;
  if (read) await until(`captions in ${read}`, () => player.reads() === number);
  await jump(seekSeconds);
  await jump(0);

  const languages = player.languages().map(canonical);
  if (language) {
    await until("any sound", () => heard.length > 0);
    const before = heard.at(-1);
    player.speak(player.languages()[languages.indexOf(language)]);
    const other = () => Math.abs(heard.at(-1) - before) > 100;
    await beforeTheEnd(until(`the sound in ${language}`, other));
  }
  const offered = player.sizes();
  const before = video.videoHeight;
  const chosen = offered.map(([, height]) => height).find((height) => height !== before);
  player.choose(chosen);
  const isChosen = ([, height]) => height === chosen;
  await beforeTheEnd(shownAfter(`the rendition of ${chosen}`, isChosen));
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
    cues: [...cues.values()],
    heard,
  };
};
