// Drop files, and see how they go to S3.

import { CAPTION_TYPES, pairs } from "./captions.js";
import { element, icon } from "./elements.js";
import { announce } from "./news.js";
import { isFinal, openSender } from "./sender.js";
import { names } from "./unfinished.js";
import { language, size } from "./words.js";

// What docs/limits.md lists; the API judges.
const TYPES = "video/*,audio/*,.mkv,.mka,.mxf,.ts,.m2t,.m2ts,.mts,.vob,.f4v,.ac3,.ec3,.eac3,.qt," + CAPTION_TYPES;
const LONELY = "has no video. Choose captions together with their video, named like film.mp4 and film.en.srt.";
const ARROW = "M12 16V4m0 0L7 9m5-5 5 5M4 15v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3";
const CROSS = "M6 6l12 12M18 6 6 18";

// `listed` ends once the list has an asset.
export function openUploads({ config, api, library, listed }) {
  const rows = new Map();
  const list = element("ul", { class: "sending", "aria-label": "Files on their way" });
  const input = element("input", { type: "file", multiple: true, accept: TYPES, id: "file" });
  const trouble = element("p", { class: "trouble", role: "alert" });
  const drop = element(
    "label",
    { class: "drop", for: "file" },
    icon(ARROW),
    element("strong", {}, "Drop videos here"),
    element("span", {}, "or choose files from this device, with captions such as film.en.srt beside film.mp4"),
    input,
  );
  const left = names().join(", ");
  const hint = element("p", { class: "quiet", hidden: !left }, `Not finished: ${left}. Choose the same file again, and it goes on where it stopped.`);
  const panel = element("section", { "aria-label": "Upload" }, drop, hint, trouble, list);
  let opening = null;

  const open = async () => {
    const sender = await openSender({ config, api, library });
    const { uppy } = sender;
    uppy.on("file-added", (file) => rows.set(file.id, addRow(sender, file)));
    uppy.on("file-removed", ({ id }) => (forget(id), sender.drop(id)));
    uppy.on("upload-progress", (file, { bytesUploaded }) => rows.get(file.id)?.sent(bytesUploaded));
    uppy.on("upload-start", (files) => files.forEach(({ id }) => rows.get(id)?.begins()));
    uppy.on("upload-error", ({ id }, error) => failed(sender, id, error));
    uppy.on("upload-success", ({ id }) => arrived(sender, id));
    return sender;
  };

  function addRow({ uppy, isInParts }, { id, name, size: total, meta }) {
    const spoken = meta.captions.map((one) => language(one.language)).join(", ");
    const bar = element("progress", { max: total || 1, value: 0, "aria-label": `${name}: sent` });
    const text = element("span", { class: "quiet" }, "Beginning");
    const hold = element("button", { type: "button", class: "plain" }, "Pause");
    const again = element("button", { type: "button", class: "plain", hidden: true }, "Try again");
    const cancel = element(
      "button",
      { type: "button", class: "plain square", "aria-label": `Cancel ${name}` },
      icon(CROSS),
    );
    hold.hidden = !isInParts(total);
    hold.onclick = () => (hold.textContent = uppy.pauseResume(id) ? "Go on" : "Pause");
    again.onclick = () => uppy.retryUpload(id);
    cancel.onclick = () => (uppy.getFile(id) ? uppy.removeFile(id) : item.remove());
    const head = element("span", { class: "name" }, name, spoken && element("small", {}, ` captions: ${spoken}`));
    const item = element("li", {}, head, text, hold, again, cancel, bar);
    list.append(item);
    return {
      item,
      name,
      begins() {
        item.classList.remove("bad");
        text.textContent = "Beginning";
        [hold.hidden, again.hidden] = [!isInParts(total), true];
      },
      sent(bytes) {
        bar.value = bytes;
        text.textContent = `${size(bytes)} of ${size(total)}`;
      },
      failed(error) {
        item.classList.add("bad");
        text.textContent = error.message;
        [hold.hidden, again.hidden, bar.hidden] = [true, isFinal(error), isFinal(error)];
        announce(`${name} was not sent. ${error.message}`);
      },
      waits() {
        bar.value = total;
        text.textContent = "Sent. The pipeline takes a look at it.";
        hold.hidden = cancel.hidden = true;
        announce(`${name} was sent.`);
      },
    };
  }

  function forget(id) {
    rows.get(id)?.item.remove();
    rows.delete(id);
  }

  // Uppy would send what failed with every file that is added.
  function failed(sender, id, error) {
    rows.get(id)?.failed(error);
    if (!isFinal(error)) return;
    rows.delete(id);
    setTimeout(() => sender.uppy.getFile(id) && sender.uppy.removeFile(id));
  }

  // S3 has it; the pipeline sees it soon.
  async function arrived(sender, id) {
    const row = rows.get(id);
    row?.waits();
    try {
      await listed(await sender.finish(id));
      sender.uppy.removeFile(id);
    } catch (error) {
      row?.failed(error);
    }
  }

  async function add(files) {
    hint.hidden = true;
    const { films, alone } = pairs(files);
    trouble.textContent = alone.map(({ name }) => `${name} ${LONELY}`).join(" ");
    try {
      opening ??= open();
      const sender = await opening;
      for (const { film: data, captions } of films) {
        try {
          await sender.add(data, captions);
        } catch (error) {
          trouble.textContent = error.message;
        }
      }
    } catch (error) {
      opening = null;
      trouble.textContent = error.message;
    }
  }

  input.onchange = () => (add([...input.files]), (input.value = ""));
  const over = (is) => (event) => {
    event.preventDefault();
    drop.classList.toggle("over", is);
  };
  drop.addEventListener("dragover", over(true));
  drop.addEventListener("dragleave", over(false));
  drop.addEventListener("drop", (event) => (over(false)(event), add([...event.dataTransfer.files])));
  // A file beside the zone would replace the page.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => rows.size > 0 && event.preventDefault());
  return panel;
}
