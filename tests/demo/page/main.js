// The page: who is signed in, and whether it shows the list or one asset (#/assets/{id}).

import { openApi } from "./api.js";
import { openAsset } from "./asset.js";
import { readConfig } from "./config.js";
import { element } from "./elements.js";
import { openLibraries } from "./libraries.js";
import { openLibrary } from "./library.js";
import { announce } from "./news.js";
import { openSession } from "./session.js";
import { openUploads } from "./uploads.js";

const TITLE = "Media pipeline";
const main = document.getElementById("main");
const account = document.getElementById("account");

function welcome(session, { hint }, trouble = "") {
  const button = element("button", { type: "button", class: "strong" }, "Sign in");
  button.onclick = () => session.signIn();
  account.replaceChildren();
  document.title = TITLE;
  main.replaceChildren(
    element(
      "section",
      { class: "welcome" },
      element("h1", {}, "From upload to playback"),
      element(
        "p",
        { class: "lead" },
        "Drop a video. Watch it become HLS, DASH and MP4, with captions, a poster and a storyboard. Then play it, privately, from a CDN.",
      ),
      trouble && element("p", { class: "trouble", role: "alert" }, trouble),
      button,
      hint && element("p", { class: "quiet" }, hint),
    ),
  );
}

function studio(config, session) {
  const api = openApi(config, session);
  const library = openLibraries(config);
  const notice = element("p", { class: "notice", role: "alert", hidden: true });
  let asset = null;

  function failed(error) {
    if (error.name === "SignedOutError" || error.status === 401) return leave(error.message);
    notice.textContent = error.message;
    notice.hidden = false;
  }

  const worked = () => (notice.hidden = true);
  const list = openLibrary({ config, api, failed, refreshed: worked });
  const uploads = openUploads({ config, api, library, listed: list.expect });
  const home = element("div", { class: "home" }, uploads, list.panel);

  function erased(id, filename) {
    list.drop(id);
    location.hash = "#/";
    announce(`${filename} is being deleted.`);
  }

  const shown = { config, api, library, failed, worked, erased };

  // `isFirst`: nobody has gone anywhere yet, and the focus stays where a page begins.
  function route(isFirst) {
    const [, id] = /^#\/assets\/([\w-]+)$/.exec(location.hash) ?? [];
    notice.hidden = true;
    asset?.close();
    asset = id ? openAsset(shown, id) : null;
    document.title = TITLE;
    main.replaceChildren(notice, asset ? asset.panel : home);
    if (asset) list.hide();
    else list.show();
    if (isFirst) return;
    scrollTo(0, 0);
    (asset?.title ?? main).focus({ preventScroll: true });
  }

  const onHash = () => (location.hash === "" || location.hash.startsWith("#/")) && route(false);

  function leave(text) {
    removeEventListener("hashchange", onHash);
    asset?.close();
    list.hide();
    welcome(session, config.signIn, text);
  }

  const out = element("button", { type: "button", class: "plain" }, "Sign out");
  out.onclick = () => session.signOut();
  account.replaceChildren(element("span", { class: "quiet" }, session.user()), out);
  addEventListener("hashchange", onHash);
  route(true);
}

document.querySelector(".skip").onclick = (event) => {
  event.preventDefault();
  main.focus();
};

try {
  const config = await readConfig();
  const session = openSession(config);
  let trouble = "";
  try {
    await session.comeBack();
  } catch (error) {
    trouble = error.message;
  }
  if (session.isOpen()) studio(config, session);
  else welcome(session, config.signIn, trouble);
} catch (error) {
  main.replaceChildren(element("p", { class: "notice", role: "alert" }, error.message));
}
