// Under the picture: play, time line with storyboard, volume, menus, full screen.

import { element, icon } from "./elements.js";
import { openStoryboard } from "./storyboard.js";
import { clock } from "./words.js";

const PLAY = "M7 4.5v15l12-7.5z";
const PAUSE = "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z";
const LOUD = "M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11";
const MUTED = "M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5";
const FULL = "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5";
const SKIP_SECONDS = 5;
const HIDE_SECONDS = 3;

function menu(name) {
  const choice = element("select", { "aria-label": name });
  const label = element("label", { class: "menu", hidden: true }, element("span", {}, name), choice);
  return {
    label,
    // [[value, text]]; an empty one hides the menu.
    fill(options, chosen, choose) {
      const made = options.map(([value, text]) => element("option", { value }, text));
      choice.replaceChildren(...made);
      choice.value = chosen;
      choice.onchange = () => choose(choice.value);
      label.hidden = options.length === 0;
    },
  };
}

function button(label, path) {
  const made = element("button", { type: "button", class: "plain square", "aria-label": label }, icon(path));
  const show = (text, line) => {
    made.setAttribute("aria-label", text);
    made.title = text;
    made.replaceChildren(icon(line));
  };
  show(label, path);
  return [made, show];
}

export function openControls(stage, video) {
  const [play, showPlay] = button("Play", PLAY);
  const [mute, showMute] = button("Mute", LOUD);
  const [full] = button("Full screen", FULL);
  const big = element("button", { type: "button", class: "big", "aria-label": "Play the video" }, icon(PLAY));
  const line = element("input", { type: "range", min: 0, max: 0, step: 0.1, value: 0, "aria-label": "Time" });
  const volume = element("input", { type: "range", min: 0, max: 1, step: 0.05, value: 1, "aria-label": "Volume" });
  const time = element("span", { class: "time" }, "0:00 / 0:00");
  const told = element("span", { class: "told" });
  const storyboard = openStoryboard();
  const [quality, captions, sound] = ["Quality", "Captions", "Sound"].map(menu);
  const timeline = element("div", { class: "timeline" }, storyboard.preview, line);
  const bar = element(
    "div",
    { class: "controls", role: "group", "aria-label": "Controls" },
    timeline,
    element("div", { class: "left" }, play, mute, element("span", { class: "volume" }, volume), time),
    element("div", { class: "right" }, told, captions.label, sound.label, quality.label, full),
  );
  stage.append(big, bar);

  const total = () => (Number.isFinite(video.duration) ? video.duration : 0);
  const toggle = () => (video.paused ? video.play().catch(() => {}) : video.pause());
  const fill = (range) => range.style.setProperty("--share", `${(100 * range.value) / (range.max || 1)}%`);

  function showTime() {
    line.max = total();
    line.value = video.currentTime;
    line.setAttribute("aria-valuetext", `${clock(video.currentTime)} of ${clock(total())}`);
    time.textContent = `${clock(video.currentTime)} / ${clock(total())}`;
    fill(line);
  }

  function showPlaying() {
    stage.classList.toggle("playing", !video.paused);
    showPlay(video.paused ? "Play" : "Pause", video.paused ? PLAY : PAUSE);
    big.hidden = !video.paused || video.currentTime > 0;
    // A button that goes takes the focus with it.
    if (big.hidden && document.activeElement === document.body) play.focus({ preventScroll: true });
    wake();
  }

  function showVolume() {
    const isQuiet = video.muted || video.volume === 0;
    showMute(isQuiet ? "Unmute" : "Mute", isQuiet ? MUTED : LOUD);
    volume.value = isQuiet ? 0 : video.volume;
    fill(volume);
  }

  function preview(event) {
    if (total() === 0) return;
    const { left, width } = line.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - left) / width, 0), 1);
    storyboard.show(share, share * total());
  }

  function goTo(seconds) {
    video.currentTime = Math.min(Math.max(seconds, 0), total());
    showTime();
  }

  async function toggleFull() {
    if (document.fullscreenElement) return document.exitFullscreen();
    // iPhones show nothing but a video so.
    return stage.requestFullscreen ? stage.requestFullscreen() : video.webkitEnterFullscreen();
  }

  // While a film plays, controls go when nobody moves.
  let timer;
  function wake() {
    clearTimeout(timer);
    stage.classList.remove("idle");
    timer = setTimeout(() => stage.classList.toggle("idle", !video.paused), HIDE_SECONDS * 1000);
  }

  const keys = {
    k: toggle,
    " ": toggle,
    m: () => (video.muted = !video.muted),
    f: toggleFull,
    j: () => goTo(video.currentTime - SKIP_SECONDS),
    l: () => goTo(video.currentTime + SKIP_SECONDS),
  };
  function press(event) {
    wake();
    const isOurs = !event.ctrlKey && !event.metaKey && !event.altKey && event.target.tagName !== "SELECT";
    const isButton = event.key === " " && event.target.tagName === "BUTTON";
    if (!isOurs || isButton || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  }

  line.addEventListener("input", () => {
    const at = Number(line.value);
    goTo(at);
    if (total()) storyboard.show(at / total(), at);
  });
  // By the keyboard, in steps that one can see.
  line.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -SKIP_SECONDS, ArrowDown: -SKIP_SECONDS, ArrowRight: SKIP_SECONDS, ArrowUp: SKIP_SECONDS };
    if (!(event.key in step)) return;
    event.preventDefault();
    goTo(video.currentTime + step[event.key]);
    if (total()) storyboard.show(video.currentTime / total(), video.currentTime);
  });
  line.addEventListener("pointermove", preview);
  for (const name of ["pointerleave", "blur"]) line.addEventListener(name, storyboard.hide);
  volume.addEventListener("input", () => Object.assign(video, { volume: Number(volume.value), muted: false }));
  play.onclick = big.onclick = video.onclick = toggle;
  mute.onclick = keys.m;
  full.onclick = () => toggleFull()?.catch(() => {});
  for (const name of ["timeupdate", "durationchange", "seeking"]) video.addEventListener(name, showTime);
  for (const name of ["play", "pause", "ended"]) video.addEventListener(name, showPlaying);
  video.addEventListener("volumechange", showVolume);
  stage.addEventListener("keydown", press);
  for (const name of ["pointermove", "pointerdown", "focusin"]) stage.addEventListener(name, wake);
  showVolume();
  return {
    storyboard,
    quality,
    captions,
    sound,
    // What is played now.
    tell: (text) => (told.textContent = text),
    close: () => clearTimeout(timer),
  };
}
