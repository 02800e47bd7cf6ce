// Asks before what cannot be undone. The browser keeps the focus inside, and gives it back.

import { element } from "./elements.js";

export function confirm({ title, text, act }) {
  const dialog = element(
    "dialog",
    { "aria-labelledby": "ask-title", "aria-describedby": "ask-text" },
    element(
      "form",
      { method: "dialog" },
      element("h2", { id: "ask-title" }, title),
      element("p", { id: "ask-text" }, text),
      element(
        "div",
        { class: "actions" },
        element("button", { value: "no", autofocus: true }, "Cancel"),
        element("button", { value: "yes", class: "danger" }, act),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes");
    });
  });
}
