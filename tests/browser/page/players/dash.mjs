import "../../modules/dashjs/dist/modern/umd/dash.all.min.js";

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
  // In either order. Before the second, dash.js 5.2.1 puts its default over a choice of captions, or shows
  // the choice in its menu and loads the default (prepareTrackChange).
  const told = [events.STREAM_INITIALIZED, events.STREAM_ACTIVATED];
  const ready = told.map((event) => new Promise((done) => player.on(event, done)));
  // Captions in one file that are on their way are taken for what is chosen meanwhile (dash.js 5.2.1,
  // _appendText). Those of its own choice come by themselves.
  const arrived = new Promise((done) => {
    const isText = ({ request }) => request.mediaType === "text" && setTimeout(done, 100);
    player.on(events.FRAGMENT_LOADING_COMPLETED, isText);
  });
  player.initialize(video, url, false);
  if (drawn) player.attachTTMLRenderingDiv(drawn);
  await Promise.all(ready);
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
    async read(number) {
      if (player.getTracksFor("text").some(({ mimeType }) => mimeType === "text/vtt")) await arrived;
      player.setTextTrack(number);
    },
    reads: () => player.getCurrentTextTrackIndex(),
    pictures: async () => (seconds) =>
      new Promise((done) => {
        // None as long as it does not know them.
        const ask = () => player.provideThumbnail(seconds, (one) => (one ? done(one) : setTimeout(ask, 100)));
        ask();
      }),
  };
}
