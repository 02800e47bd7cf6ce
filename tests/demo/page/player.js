// The player: hls.js where the browser has Media Source Extensions, else what it plays by itself. Its menus
// are the browser's own, which every keyboard, phone and screen reader knows.

import { openControls } from "./controls.js";
import { element } from "./elements.js";
import { language } from "./words.js";

const HLS = "application/vnd.apple.mpegurl";
const AUTO = "-1";
const TRIES = 3;

// Plays a grant's `urls`; `grant` gets another one when it is over.
export function openPlayer({ library, grant, urls, isSound }) {
  const video = element("video", { playsinline: true, preload: "metadata", tabindex: "-1" });
  const stage = element("div", { class: "player", role: "region", "aria-label": "Player" }, video);
  const controls = openControls(stage, video);
  const trouble = element("p", { class: "trouble", role: "alert" });
  let hls = null;

  async function open(now) {
    if (now.poster) video.poster = now.poster;
    controls.storyboard.load(now.storyboard).catch(() => {});
    stage.classList.toggle("sound", isSound);
    if (!now.hls) return (video.src = now.mp4);
    const Hls = await library("Hls");
    if (Hls.isSupported()) return openHls(Hls, now.hls);
    if (video.canPlayType(HLS)) return (video.src = now.hls);
    return (video.src = now.mp4);
  }

  function openHls(Hls, url) {
    hls = new Hls();
    hls.on(Hls.Events.MANIFEST_PARSED, () => fillMenus(Hls));
    hls.on(Hls.Events.LEVEL_SWITCHED, () => controls.tell(playing()));
    hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, () => fillCaptions());
    hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, () => fillSounds());
    let tries = 0;
    hls.on(Hls.Events.ERROR, async (_, { fatal, type, response, details }) => {
      if (!fatal) return;
      const isMedia = type === Hls.ErrorTypes.MEDIA_ERROR;
      // A grant ends while a page stays open.
      const isRefused = response?.code === 403;
      if ((isMedia || isRefused) && tries++ < TRIES) {
        if (isMedia) return hls.recoverMediaError();
        await grant().catch(say);
        return hls.levels.length ? hls.startLoad() : hls.loadSource(url);
      }
      say(new Error(`The video cannot be loaded (${details}). Load the page again.`));
    });
    hls.loadSource(url);
    hls.attachMedia(video);
  }

  const playing = () => {
    const { height } = hls.levels[hls.currentLevel] ?? {};
    return height ? `${height}p` : "";
  };

  function fillMenus() {
    const sizes = hls.levels
      .map(({ height, bitrate }, level) => [String(level), `${height}p`, height, bitrate])
      .sort((one, other) => other[2] - one[2] || other[3] - one[3]);
    controls.quality.fill([[AUTO, "Auto"], ...sizes], AUTO, (level) => (hls.currentLevel = Number(level)));
    fillCaptions();
    fillSounds();
  }

  function fillCaptions() {
    const tracks = hls.subtitleTracks.map(({ lang, name }, track) => [
      String(track),
      lang ? language(lang) : name,
    ]);
    controls.captions.fill(tracks.length ? [[AUTO, "Off"], ...tracks] : [], String(hls.subtitleTrack), (track) => {
      hls.subtitleDisplay = track !== AUTO;
      hls.subtitleTrack = Number(track);
    });
  }

  function fillSounds() {
    const tracks = hls.audioTracks.map(({ lang, name }, track) => [String(track), lang ? language(lang) : name]);
    controls.sound.fill(tracks.length > 1 ? tracks : [], String(hls.audioTrack), (track) => {
      hls.audioTrack = Number(track);
    });
  }

  function say({ message }) {
    trouble.textContent = message;
  }

  video.addEventListener("error", () => say(new Error("This browser cannot play the video. Try another one.")));
  open(urls).catch(say);
  return {
    panel: element("div", {}, stage, trouble),
    isWatched: () => !video.paused && !video.ended,
    share: () => (video.duration ? video.currentTime / video.duration : 0),
    showPoster: (url) => (video.poster = url),
    close() {
      controls.close();
      hls?.destroy();
      video.removeAttribute("src");
      video.load();
    },
  };
}
