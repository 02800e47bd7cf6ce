import "../../modules/shaka-player/dist/shaka-player.compiled.js";

const { shaka } = window;

export async function start(video, url, { bufferSeconds, errors }) {
  shaka.polyfill.installAll();
  const player = new shaka.Player();
  const told = ({ code, message }) => errors.push(`${code}: ${message}`);
  player.addEventListener("error", ({ detail }) => told(detail));
  player.configure({ streaming: { bufferingGoal: bufferSeconds, rebufferingGoal: 0.5 } });
  await player.attach(video);
  await player.load(url).catch(told);
  return {
    sizes: () => player.getVideoTracks().map(({ width, height }) => [width, height]),
    choose(height) {
      player.configure({ abr: { enabled: false } });
      const here = player.getVariantTracks().find((track) => track.active);
      const tracks = player.getVariantTracks().filter((track) => track.height === height);
      player.selectVariantTrack(tracks.find((track) => track.language === here.language), true);
    },
    languages: () => player.getAudioTracks().map(({ language }) => language),
    speak(language) {
      player.selectAudioTrack(player.getAudioTracks().find((track) => track.language === language));
    },
    texts: () => player.getTextTracks().map(({ language }) => language),
    read(number) {
      player.selectTextTrack(player.getTextTracks()[number]);
    },
    reads: () => player.getTextTracks().findIndex(({ active }) => active),
    async pictures(storyboard) {
      const track = storyboard
        ? await player.addThumbnailsTrack(storyboard, "text/vtt")
        : player.getImageTracks()[0];
      return async (seconds) => {
        const found = await player.getThumbnails(track.id, seconds);
        const { uris, positionX: x, positionY: y, width, height } = found;
        return { url: uris[0].replace(/#.*/, ""), x, y, width, height };
      };
    },
  };
}
