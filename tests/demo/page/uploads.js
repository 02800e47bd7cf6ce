// Drop files, and see how they go to S3: Uppy sends, the API signs.

import { reachable } from "./config.js";
import { element, icon } from "./elements.js";
import { announce } from "./news.js";
import { pause } from "./api.js";
import { size } from "./words.js";

const PART_BYTES = 16 * 1024 * 1024;
const SEEN_EVERY_SECONDS = 1.5;
// What docs/limits.md lists; the API judges.
const TYPES = "video/*,audio/*,.mkv,.mka,.mxf,.ts,.m2t,.m2ts,.mts,.vob,.f4v,.ac3,.ec3,.eac3,.qt";
const ARROW = "M12 16V4m0 0L7 9m5-5 5 5M4 15v3a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-3";
const CROSS = "M6 6l12 12M18 6 6 18";

// `seen` gets the ids of assets that uploads have become.
export function openUploads({ config, api, library, seen }) {
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
  let sender = null;

  const openUppy = async () => {
    const { Uppy, AwsS3 } = await library("Uppy");
    const uppy = new Uppy({ autoProceed: true });
    // In parts, whatever the size: they are counted as they are, and a form as the most that it takes.
    uppy.use(AwsS3, {
      shouldUseMultipart: true,
      getChunkSize: () => PART_BYTES,
      signRequest: async (request) => {
        const signed = await api.sign(request);
        return { ...signed, url: reachable(config, signed.url) };
      },
    });
    uppy.on("file-added", (file) => rows.set(file.id, addRow(uppy, file)));
    uppy.on("file-removed", (file) => forget(file.id));
    uppy.on("upload-progress", (file, { bytesUploaded }) => rows.get(file.id)?.sent(bytesUploaded));
    uppy.on("upload-error", (file, error) => rows.get(file.id)?.failed(error));
    uppy.on("upload-success", (file, { uploadURL, body }) => arrived(file, body?.key ?? uploadURL));
    return uppy;
  };

  function addRow(uppy, { id, name, size: total }) {
    const bar = element("progress", { max: total || 1, value: 0, "aria-label": `${name}: sent` });
    const text = element("span", { class: "quiet" }, "Beginning");
    const hold = element("button", { type: "button", class: "plain" }, "Pause");
    const again = element("button", { type: "button", class: "plain", hidden: true }, "Try again");
    const cancel = element(
      "button",
      { type: "button", class: "plain square", "aria-label": `Cancel ${name}` },
      icon(CROSS),
    );
    hold.hidden = total <= PART_BYTES;
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

  // The key is uploads/{owner}/{uploadId}/{name}.
  async function arrived({ id }, where) {
    const row = rows.get(id);
    row?.waits();
    try {
      const [, uploadId] = /uploads\/[0-9a-f]+\/([0-9a-f-]{36})\//.exec(decodeURIComponent(where));
      let upload = await api.upload(uploadId);
      while (!upload.assetId) {
        await pause(SEEN_EVERY_SECONDS * 1000);
        upload = await api.upload(uploadId);
      }
      seen(upload.assetId);
      forget(id);
    } catch (error) {
      row?.failed(error);
    }
  }

  async function add(files) {
    trouble.textContent = "";
    try {
      sender ??= openUppy();
      const uppy = await sender;
      for (const data of files) {
        try {
          uppy.addFile({ name: data.name, type: data.type, data });
        } catch (error) {
          trouble.textContent = error.message;
        }
      }
    } catch (error) {
      sender = null;
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
