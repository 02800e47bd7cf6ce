// One asset: player or progress, its record, and what can be done with it.

import { openChoices } from "./choices.js";
import { reachable } from "./config.js";
import { confirm } from "./dialog.js";
import { element } from "./elements.js";
import { announce } from "./news.js";
import { openPlayer } from "./player.js";
import { openRecord } from "./record.js";
import { isUnderWay, state } from "./words.js";

const FORMATS = ["hls", "dash", "mp4"];

export function openAsset({ config, api, library, failed, worked, erased }, id) {
  const title = element("h1", { tabindex: "-1" }, "Video");
  const badge = element("span", { class: "badge" });
  const bar = element("progress", { max: 100, "aria-label": "Progress", hidden: true });
  const profile = element("select", { "aria-label": "Profile", hidden: true });
  const again = element("button", { type: "button", disabled: true }, "Process again");
  const erase = element("button", { type: "button", class: "danger", disabled: true }, "Delete…");
  const words = element("p", { class: "words" }, "Loading…");
  const stage = element("div", { class: "stage" }, words);
  const trouble = element("p", { class: "trouble", role: "alert" });
  const choices = openChoices({ edit, shareOf: () => player.share() });
  const record = openRecord(choices.panel);
  const panel = element(
    "article",
    { class: "asset" },
    element("p", {}, element("a", { href: "#/" }, "← All videos")),
    element(
      "header",
      {},
      element("div", {}, title, badge),
      element("div", { class: "actions" }, profile, again, erase),
    ),
    bar,
    stage,
    trouble,
    record.panel,
  );
  record.panel.hidden = true;
  let asset = null;
  let player = null;
  let playing = 0;
  // The attempt that somebody asked for here.
  let asked = 0;
  let following = new AbortController();

  const awaits = () => asset !== null && asset.attempt < asked;

  function show(now) {
    worked();
    // What it was before it is processed again, or edited.
    if (now.attempt < asked || now.revision < asset?.revision) return;
    if (!asset) fillProfiles(now.profile);
    const isNews = asset && now.status !== asset.status;
    asset = now;
    title.textContent = now.filename;
    document.title = `${now.filename} – Media pipeline`;
    badge.textContent = state(now.status);
    badge.dataset.status = now.status;
    bar.hidden = !["PENDING", "PROCESSING"].includes(now.status);
    bar.value = now.progressPercent;
    again.disabled = profile.disabled = isUnderWay(now.status);
    erase.disabled = now.status === "ERASING";
    record.panel.hidden = false;
    record.show(now);
    showChoices();
    words.textContent = wordsOf(now);
    if (isNews) announce(`${now.filename}: ${state(now.status)}`);
    if (now.served && now.served.attempt !== playing && !player?.isWatched()) play(now.served.attempt);
  }

  function fillProfiles(own) {
    const names = [...new Set([own, ...config.profiles])].filter(Boolean);
    profile.replaceChildren(...names.map((name) => element("option", { value: name }, `Profile: ${name}`)));
    profile.hidden = names.length < 2;
  }

  // A poster can be had with the cookies of a grant.
  function showChoices() {
    const { attempt, urls } = asset.served ?? {};
    const poster = player && attempt === playing && urls?.poster && reachable(config, urls.poster);
    if (poster) player.showPoster(poster);
    choices.show(asset, poster);
  }

  // While nothing is served.
  function wordsOf({ status, progressPercent, served }) {
    if (served) return "Loading…";
    if (status === "FAILED") return "There is nothing to play: see below what went wrong.";
    if (status === "PENDING") return "The pipeline takes a look at the file.";
    return `Transcoding: ${progressPercent} %`;
  }

  async function grant() {
    const { urls } = await api.grant(id);
    return Object.fromEntries(Object.entries(urls).map(([format, url]) => [format, reachable(config, url)]));
  }

  async function play(attempt) {
    playing = attempt;
    try {
      put(await grant());
      showChoices();
    } catch (error) {
      playing = 0;
      words.textContent = error.message;
    }
  }

  function put(urls) {
    player?.close();
    if (following.signal.aborted) return;
    if (!FORMATS.some((format) => urls[format])) return (words.textContent = "There is nothing to play.");
    const isSound = Boolean(asset?.source && !asset.source.widthPx);
    player = openPlayer({ library, grant, urls, isSound });
    stage.replaceChildren(player.panel);
  }

  // Somebody else's. If it is public it plays, and tells no more.
  async function watch() {
    try {
      const urls = await grant();
      title.textContent = "Shared video";
      document.title = "Shared video – Media pipeline";
      profile.hidden = again.hidden = erase.hidden = true;
      put(urls);
    } catch (error) {
      gone(error.status === 404 ? "There is no such video, or it is not shared with you." : error.message);
    }
  }

  function follow() {
    following.abort();
    following = new AbortController();
    api.follow(id, { tell: show, awaits, waits: failed, signal: following.signal }).catch((error) => {
      if (error.code === "ERASED") return gone("This video was deleted.");
      if (error.status === 404) return watch();
      failed(error);
    });
  }

  function gone(text) {
    player?.close();
    record.panel.hidden = bar.hidden = true;
    profile.hidden = again.hidden = erase.hidden = true;
    words.textContent = text;
    stage.replaceChildren(words);
  }

  function say(error) {
    if (error.name === "SignedOutError" || error.status === 401) return failed(error);
    trouble.textContent = error.message;
  }

  async function act(button, what) {
    trouble.textContent = "";
    button.disabled = true;
    try {
      await what();
    } catch (error) {
      say(error);
      button.disabled = false;
    }
  }

  async function edit(change, said) {
    trouble.textContent = "";
    try {
      show(await api.edit(id, change));
      announce(said);
    } catch (error) {
      say(error);
      showChoices();
    }
  }

  again.onclick = () =>
    act(again, async () => {
      const { attempt } = await api.reprocess(id, profile.value || undefined);
      asked = attempt;
      announce(`${asset.filename} is processed again: attempt ${attempt}.`);
      badge.textContent = state("PENDING");
      badge.dataset.status = "PENDING";
      follow();
    });
  erase.onclick = async () => {
    const text = "The file, its captions and all that was made of them go for good. This cannot be undone.";
    if (!(await confirm({ title: `Delete “${asset.filename}”?`, text, act: "Delete for good" }))) return;
    await act(erase, async () => {
      await api.erase(id);
      erased(id, asset.filename);
    });
  };

  follow();
  return {
    panel,
    title,
    close() {
      following.abort();
      player?.close();
    },
  };
}
