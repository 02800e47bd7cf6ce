// Posters in the list: signed addresses, asked for when a card is seen. Cookies are for the player alone: a
// browser keeps some dozens of grants at most.

import { reachable } from "./config.js";

const FOR_SECONDS = 3 * 3600;

export function openPosters({ config, api }) {
  const known = new Map();
  const waiting = new Map();
  const watcher = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      show(target).catch(() => {});
    }
  });

  async function show(frame) {
    const { assetId, revision } = waiting.get(frame);
    const key = `${assetId} ${revision}`;
    let poster = known.get(key);
    if (!poster || poster.at < Date.now() - FOR_SECONDS * 1000) {
      const { signedUrls } = await api.grant(assetId, { cookies: false });
      poster = { at: Date.now(), url: signedUrls.poster && reachable(config, signedUrls.poster) };
      known.set(key, poster);
    }
    if (!poster.url) return;
    const image = new Image();
    image.alt = "";
    image.src = poster.url;
    await image.decode();
    frame.replaceChildren(image);
  }

  // Into a frame, of an asset that is served.
  return (frame, asset) => {
    waiting.set(frame, asset);
    watcher.observe(frame);
  };
}
