// The list of assets: the newest first, with what becomes of each.

import { pause } from "./api.js";
import { reachable } from "./config.js";
import { element, icon } from "./elements.js";
import { announce } from "./news.js";
import { ago, isUnderWay, moment, state } from "./words.js";

const BUSY_SECONDS = 2;
const IDLE_SECONDS = 20;
// A list is some moments behind.
const EXPECT_SECONDS = 90;
const FILM = "M4 5h16v14H4zM8 5v14M16 5v14M4 9.5h4M4 14.5h4M16 9.5h4M16 14.5h4";

export function openLibrary({ config, api, failed, refreshed }) {
  // Cards by asset, in the order of the list.
  const cards = new Map();
  const expected = new Map();
  // A list goes on with them for some moments.
  const erased = new Set();
  const list = element("ul", { class: "cards" });
  const none = element(
    "div",
    { class: "empty", hidden: true },
    icon(FILM),
    element("p", {}, "No videos yet"),
    element("p", { class: "quiet" }, "What you upload is listed here, with everything that becomes of it."),
  );
  const more = element("button", { type: "button", hidden: true }, "Show more");
  const panel = element(
    "section",
    { "aria-labelledby": "videos" },
    element("h1", { id: "videos" }, "Videos"),
    none,
    list,
    more,
  );
  let cursor;
  let timer;
  let isShown = false;

  function posterOf({ poster }) {
    // In this order: what is lazy must be so before it is asked for.
    return Object.assign(new Image(), { alt: "", loading: "lazy", src: reachable(config, poster) });
  }

  function card(asset) {
    const frame = element("span", { class: "frame" }, icon(FILM));
    const name = element("span", { class: "name" });
    const badge = element("span", { class: "badge" });
    const when = element("time", { class: "quiet" });
    const bar = element("progress", { max: 100, "aria-label": "Progress" });
    const link = element(
      "a",
      { href: `#/assets/${asset.assetId}` },
      frame,
      bar,
      name,
      element("span", { class: "facts" }, badge, when),
    );
    const item = element("li", {}, link);
    let shown = {};
    function update(now) {
      name.textContent = name.title = now.filename;
      badge.textContent =
        now.status === "PROCESSING" ? `${state(now.status)} ${now.progressPercent} %` : state(now.status);
      badge.dataset.status = now.status;
      when.textContent = now.createdAt ? ago(now.createdAt) : "";
      when.title = now.createdAt ? moment(now.createdAt) : "";
      bar.hidden = !["PENDING", "PROCESSING"].includes(now.status);
      bar.value = now.progressPercent;
      if (now.poster && now.poster !== shown.poster) frame.replaceChildren(posterOf(now));
      if (shown.status && now.status !== shown.status) announce(`${now.filename}: ${state(now.status)}`);
      shown = now;
    }
    update(asset);
    return { item, update, status: () => shown.status };
  }

  // A first page, or the next one behind what is shown.
  function place(listed, isNext) {
    const assets = listed.filter(({ assetId }) => !erased.has(assetId));
    for (const asset of assets) {
      const there = cards.get(asset.assetId);
      if (there) there.update(asset);
      else cards.set(asset.assetId, card(asset));
    }
    const ids = new Set(assets.map(({ assetId }) => assetId));
    const items = assets.map(({ assetId }) => cards.get(assetId).item);
    if (isNext) return list.append(...items);
    // What left the page was erased, or is on a later one.
    for (const [id, { item }] of cards) {
      if (!ids.has(id) && !cursor) (item.remove(), cards.delete(id));
    }
    // Moving a link that has the focus would take it.
    items.forEach((item, at) => list.children[at] !== item && list.insertBefore(item, list.children[at] ?? null));
  }

  async function refresh() {
    clearTimeout(timer);
    if (!isShown) return;
    let isLost = false;
    try {
      const page = await api.list();
      if (cards.size <= page.assets.length) cursor = page.cursor;
      place(page.assets, false);
      none.hidden = cards.size > 0;
      more.hidden = !cursor;
      refreshed();
    } catch (error) {
      isLost = true;
      failed(error);
    }
    for (const [id, there] of expected) {
      if (cards.has(id)) (there(), expected.delete(id));
    }
    const isBusy = isLost || expected.size > 0 || [...cards.values()].some((one) => isUnderWay(one.status()));
    if (isShown) timer = setTimeout(refresh, (isBusy ? BUSY_SECONDS : IDLE_SECONDS) * 1000);
  }

  more.onclick = async () => {
    more.disabled = true;
    try {
      const page = await api.list(cursor);
      cursor = page.cursor;
      place(page.assets, true);
      more.hidden = !cursor;
    } catch (error) {
      failed(error);
    }
    more.disabled = false;
  };

  return {
    panel,
    // Ends once an asset is in the list, or does not come.
    async expect(id) {
      const there = new Promise((done) => expected.set(id, done));
      refresh();
      await Promise.race([there, pause(EXPECT_SECONDS * 1000)]);
      expected.delete(id);
    },
    show() {
      isShown = true;
      return refresh();
    },
    hide() {
      isShown = false;
      clearTimeout(timer);
    },
    drop(id) {
      erased.add(id);
      cards.get(id)?.item.remove();
      cards.delete(id);
    },
  };
}
