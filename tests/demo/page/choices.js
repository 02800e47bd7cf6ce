// What an owner decides of a video: who may watch it, and which of its pictures is the poster.

import { element } from "./elements.js";

const AUDIENCES = { private: "You alone", public: "Everybody who signs in" };

// `edit` saves a change; `shareOf` tells where the film stands, from 0 to 1.
export function openChoices({ edit, shareOf }) {
  const options = Object.entries(AUDIENCES).map(([value, text]) => element("option", { value }, text));
  const audience = element("select", { id: "audience" }, ...options);
  const hint = element("p", { class: "quiet" }, "Send them the address of this page.");
  const picture = element("img", { alt: "The poster" });
  const take = element("button", { type: "button" }, "Use the picture shown now");
  const leave = element("button", { type: "button" }, "Let the pipeline choose");
  const poster = element("div", { class: "poster" }, picture, element("div", { class: "actions" }, take, leave));
  const panel = element(
    "section",
    { class: "part choices" },
    element("h2", {}, "For viewers"),
    element("label", { for: "audience" }, "Who may watch"),
    audience,
    hint,
    poster,
  );
  let count = 0;

  const save = (change, said) => async () => {
    const controls = [audience, take, leave];
    const focused = document.activeElement;
    for (const one of controls) one.disabled = true;
    await edit(change(), said);
    for (const one of controls) one.disabled = false;
    if (document.activeElement === document.body) (focused.hidden ? take : focused).focus({ preventScroll: true });
  };
  audience.onchange = save(() => ({ visibility: audience.value }), "Saved: who may watch.");
  take.onclick = save(
    () => ({ poster: Math.min(Math.round(shareOf() * count), count - 1) }),
    "Saved: the poster is the captured picture nearest to here.",
  );
  leave.onclick = save(() => ({ poster: null }), "Saved: the pipeline chooses the poster.");

  return {
    panel,
    // `posterUrl` is where the poster can be had now, if at all.
    show({ visibility, served }, posterUrl) {
      audience.value = visibility;
      hint.hidden = visibility !== "public";
      count = served?.thumbnails?.count ?? 0;
      poster.hidden = !posterUrl || count === 0;
      if (poster.hidden) return;
      if (picture.src !== posterUrl) picture.src = posterUrl;
      leave.hidden = !served.poster?.chosen;
    },
  };
}
