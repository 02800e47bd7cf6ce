import "/modules/dashjs/dist/modern/umd/dash.all.min.js";

const { dashjs } = window;

export async function start(video, url, { bufferSeconds, errors, drawn }) {
  const player = dashjs.MediaPlayer().create();
  const { events } = dashjs.MediaPlayer;
  for (const event of [events.ERROR, events.PLAYBACK_ERROR]) {
    player.on(event, ({ error }) => errors.push(`${error.code}: ${error.message}`));
  }
  player.updateSettings({
    debug: { logLevel: dashjs.Debug.LOG_LEVEL_ERROR },
    streaming: {
      buffer: {
        bufferTimeDefault: bufferSeconds,
        bufferTimeAtTopQuality: bufferSeconds,
        bufferTimeAtTopQualityLongForm: bufferSeconds,
        // It also tells how far ahead captions are laid out: at double speed half as far (dash.js
        // 5.2.1, updateTextTrackWindow), which leaves out the later half of them.
        bufferPruningInterval: 30,
      },
    },
  });
  const ready = new Promise((done) => player.on(events.STREAM_INITIALIZED, done));
  player.initialize(video, url, false);
  if (drawn) player.attachTTMLRenderingDiv(drawn);
  await ready;
  const ladder = () => player.getRepresentationsByType("video");
  return {
    sizes: () => ladder().map(({ width, height }) => [width, height]),
    choose(height) {
      player.updateSettings({ streaming: { abr: { autoSwitchBitrate: { video: false } } } });
      const { id } = ladder().find((representation) => representation.height === height);
      player.setRepresentationForTypeById("video", id, true);
    },
    languages: () => player.getTracksFor("audio").map(({ lang }) => lang),
    speak(language) {
      const tracks = player.getTracksFor("audio");
      player.setCurrentTrack(tracks.find(({ lang }) => lang === language));
    },
    texts: () => player.getTracksFor("text").map(({ lang }) => lang),
    read: (number) => player.setTextTrack(number),
    pictures: async () => (seconds) =>
      new Promise((done) => {
        player.provideThumbnail(seconds, done);
      }),
  };
}
