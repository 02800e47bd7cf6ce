import Hls from "/modules/hls.js/dist/hls.mjs";

// A slow machine stands still with all data at hand: no fault of what is played. A hole in the data
// has a name of its own.
const STALLS = [Hls.ErrorDetails.BUFFER_STALLED_ERROR, Hls.ErrorDetails.BUFFER_NUDGE_ON_STALL];

export async function start(video, url, { bufferSeconds, errors }) {
  const hls = new Hls({ maxBufferLength: bufferSeconds, maxMaxBufferLength: bufferSeconds });
  hls.on(Hls.Events.ERROR, (_, { details, error, fatal }) => {
    if (fatal || !STALLS.includes(details)) errors.push(`${details}: ${error}`);
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
  };
}
