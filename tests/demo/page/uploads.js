// Drop files, and see how they go to S3.

import { element, icon } from "./elements.js";
import { announce } from "./news.js";
import { openSender } from "./sender.js";
import { size } from "./words.js";

// What docs/limits.md lists; the API judges.
const TYPES = "video/*,audio/*,.mkv,.mka,.mxf,.ts,.m2t,.m2ts,.mts,.vob,.f4v,.ac3,.ec3,.eac3,.qt";
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
    element("span", {}, "or choose files from this device"),
    input,
  );
  const panel = element("section", { "aria-label": "Upload" }, drop, trouble, list);
  let opening = null;

  const open = async () => {
    const sender = await openSender({ config, api, library });
    const { uppy } = sender;
    uppy.on("file-added", (file) => rows.set(file.id, addRow(sender, file)));
    uppy.on("file-removed", ({ id }) => (forget(id), sender.drop(id)));
    uppy.on("upload-progress", (file, { bytesUploaded }) => rows.get(file.id)?.sent(bytesUploaded));
    uppy.on("upload-error", (file, error) => rows.get(file.id)?.failed(error));
    uppy.on("upload-success", ({ id }) => arrived(sender, id));
    return uppy;
  };

  function addRow({ uppy, isInParts }, { id, name, size: total }) {
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
    again.onclick = () => ((again.hidden = true), item.classList.remove("bad"), uppy.retryUpload(id));
    cancel.onclick = () => uppy.removeFile(id);
    const head = element("span", { class: "name" }, name);
    const item = element("li", {}, head, text, hold, again, cancel, bar);
    list.append(item);
    return {
      item,
      name,
      sent(bytes) {
        bar.value = bytes;
        text.textContent = `${size(bytes)} of ${size(total)}`;
      },
      failed({ message }) {
        item.classList.add("bad");
        text.textContent = message;
        [hold.hidden, again.hidden] = [true, false];
        announce(`${name} was not sent. ${message}`);
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
    trouble.textContent = "";
    try {
      opening ??= open();
      const uppy = await opening;
      for (const data of files) {
        try {
          uppy.addFile({ name: data.name, type: data.type, data });
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
