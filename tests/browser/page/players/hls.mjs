import Hls from "../../modules/hls.js/dist/hls.mjs";

// No faults of what is played: a slow machine stands still with all data at hand (a hole in the data
// has a name of its own), and the player gives up loading what it no longer needs.
const { BUFFER_STALLED_ERROR, BUFFER_NUDGE_ON_STALL, INTERNAL_ABORTED } = Hls.ErrorDetails;
const HARMLESS = [BUFFER_STALLED_ERROR, BUFFER_NUDGE_ON_STALL, INTERNAL_ABORTED];
// On a busy machine a playlist may take longer than 10 s. Nothing is asked for twice.
const MILLISECONDS = { maxTimeToFirstByteMs: 60_000, maxLoadTimeMs: 60_000 };
const PATIENT = { default: { ...MILLISECONDS, timeoutRetry: null, errorRetry: null } };
// A stream's first frame may be later than 0: who goes to 0 is taken there.
const START_SECONDS = 0.15;

// hls.js reads no image playlists: pages give the browser a track, and read its cues themselves.
async function picturesOfTrack(video, storyboard) {
  const element = document.createElement("track");
  Object.assign(element, { kind: "metadata", label: "thumbnails", default: true, src: storyboard });
  const loaded = new Promise((done, fail) => {
    element.onload = done;
    element.onerror = () => fail(new Error(`The track ${storyboard} does not load.`));
  });
  video.append(element);
  await loaded;
  const cues = Array.from(element.track.cues);
  return async (seconds) => {
    const { text } = cues.find((cue) => cue.startTime <= seconds && seconds < cue.endTime);
    const url = new URL(text, storyboard);
    const [x, y, width, height] = url.hash.replace("#xywh=", "").split(",").map(Number);
    url.hash = "";
    return { url: url.href, x, y, width, height };
  };
}

export async function start(video, url, { bufferSeconds, errors }) {
  const hls = new Hls({
    maxBufferLength: bufferSeconds,
    maxMaxBufferLength: bufferSeconds,
    manifestLoadPolicy: PATIENT,
    playlistLoadPolicy: PATIENT,
    fragLoadPolicy: PATIENT,
  });
  hls.on(Hls.Events.ERROR, (_, { details, error, fatal }) => {
    const isStart =
      details === Hls.ErrorDetails.BUFFER_SEEK_OVER_HOLE && video.currentTime < START_SECONDS;
    const isHarmless = !fatal && (isStart || HARMLESS.includes(details));
    if (!isHarmless) errors.push(`${details}: ${error}`);
  });
  const parsed = new Promise((done) => hls.once(Hls.Events.MANIFEST_PARSED, done));
  hls.loadSource(url);
  hls.attachMedia(video);
  await parsed;
  return {
    sizes: () => hls.levels.map(({ width, height }) => [width, height]),
    choose(height) {
      hls.nextLevel = hls.levels.findIndex((level) => level.height === height);
    },
    languages: () => hls.audioTracks.map(({ lang }) => lang),
    speak(language) {
      hls.audioTrack = hls.audioTracks.findIndex(({ lang }) => lang === language);
    },
    texts: () => hls.subtitleTracks.map(({ lang }) => lang),
    read(number) {
      hls.subtitleDisplay = true;
      hls.subtitleTrack = number;
    },
    reads: () => hls.subtitleTrack,
    pictures: (storyboard) => picturesOfTrack(video, storyboard),
  };
}
