// What the API tells of an asset: source, plan and estimate, warnings, times, and the record as it is.

import { element } from "./elements.js";
import { clock, language, moment, money, size } from "./words.js";

const CHANNELS = { 1: "mono", 2: "stereo", 6: "5.1", 8: "7.1" };

// [[term, text]]; what is not known is left out.
function facts(pairs) {
  const rows = pairs
    .filter(([, text]) => text)
    .map(([term, text]) => element("div", {}, element("dt", {}, term), element("dd", {}, text)));
  return rows.length ? element("dl", {}, ...rows) : element("p", { class: "quiet" }, "Not known yet.");
}

const part = (title, ...content) => element("section", { class: "part" }, element("h2", {}, title), ...content);

const shape = ({ widthPx, heightPx }) => widthPx && heightPx && `${widthPx}x${heightPx}`;

function soundOf({ language: code, channels }) {
  const told = [code && language(code), CHANNELS[channels] ?? (channels && `${channels} channels`)];
  return told.filter(Boolean).join(", ") || "one track";
}

function source(asset) {
  const found = asset.source ?? { sounds: [] };
  return part(
    "Source",
    facts([
      ["File", size(asset.size)],
      ["Format", [found.format, asset.contentType].filter(Boolean).join(", ")],
      ["Picture", shape(found)],
      ["Length", found.durationSeconds && clock(found.durationSeconds)],
      ["Frame rate", found.frameRate && `${Number(found.frameRate.toFixed(3))} per second`],
      ["Scan", found.scanType],
      ["HDR", found.hdrFormat],
      ["Sound", found.sounds.map(soundOf).join("; ")],
      ["Captions inside", found.captionCount ? String(found.captionCount) : ""],
    ]),
  );
}

const framesOf = ({ thumbnails: { count }, poster }) =>
  poster ? `${count}; number ${poster.number} is the poster` : String(count);

function plan(asset) {
  const { estimate, served, profile } = asset;
  return part(
    "Plan and estimate",
    facts([
      ["Profile", profile],
      ["Estimate", estimate && money(estimate.lowUsd, estimate.highUsd)],
      ["Formats", served?.formats.join(", ")],
      ["Captions", asset.captions.filter(({ leftOut }) => !leftOut).map(({ language: code }) => language(code)).join(", ")],
      ["Frames", served?.thumbnails && framesOf(served)],
    ]),
    asset.renditions.length > 0 && renditions(asset.renditions),
  );
}

function renditions(made) {
  const row = (name, cells) => element("tr", {}, ...cells.map((text) => element(name, name === "th" ? { scope: "col" } : {}, text)));
  const rows = made.map((one) => row("td", [one.job, shape(one) || "sound", one.durationSeconds ? clock(one.durationSeconds) : ""]));
  return element(
    "table",
    {},
    element("caption", {}, "Made so far"),
    element("thead", {}, row("th", ["Job", "Picture", "Length"])),
    element("tbody", {}, ...rows),
  );
}

function times(asset) {
  return part(
    "History",
    facts([
      ["Uploaded", moment(asset.uploadedAt)],
      ["First seen", moment(asset.createdAt)],
      ["Last change", moment(asset.updatedAt)],
      ["Completed", asset.completedAt && moment(asset.completedAt)],
      ["Attempt", asset.served && asset.served.attempt !== asset.attempt ? `${asset.attempt}; viewers get ${asset.served.attempt}` : String(asset.attempt)],
    ]),
  );
}

// `kind` is "warnings" or "errors".
function troubles(kind, title, asset) {
  const told = asset[kind].map(({ code, message, job }) =>
    element("li", {}, message, " ", element("code", {}, [code, job].filter(Boolean).join(" · "))),
  );
  const leftOut = kind === "warnings" ? asset.captions.filter((one) => one.leftOut) : [];
  told.push(...leftOut.map((one) => element("li", {}, `No captions in ${language(one.language)}: ${one.leftOut}`)));
  return told.length > 0 && element("section", { class: `part ${kind}` }, element("h2", {}, title), element("ul", {}, ...told));
}

// `choices` is what the owner can change.
export function openRecord(choices) {
  const parts = element("div", { class: "parts" }, choices);
  const text = element("pre", { tabindex: "0", role: "region", "aria-label": "Record as JSON" });
  const whole = element("details", {}, element("summary", {}, "Record as JSON"), text);
  return {
    panel: element("div", { class: "record" }, parts, whole),
    show(asset) {
      const told = [
        troubles("errors", "What went wrong", asset),
        troubles("warnings", "Warnings", asset),
      ];
      // Moving what has the focus would take it.
      for (const one of [...parts.children]) one !== choices && one.remove();
      choices.before(...told.filter(Boolean));
      choices.after(plan(asset), source(asset), times(asset));
      text.textContent = JSON.stringify(asset, null, 2);
    },
  };
}
