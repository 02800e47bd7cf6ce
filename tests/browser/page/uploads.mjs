// A page of a studio: it sends a file with Uppy, from the choice of the file to its end in S3. What
// breaks on the way (pauses, a reload, no network) comes from outside.

import { AwsS3, GoldenRetriever, Uppy } from "/modules/uppy-6.mjs";
import { AwsS3 as AwsS3Of5, Uppy as Uppy5 } from "/modules/uppy-5.mjs";

const WAIT_SECONDS = 120;
// S3's least.
const PART_BYTES = 5 * 1024 * 1024;

let uppy;
let tokens;
// Since the page was loaded: what was asked to be signed, parts that S3 has taken, what failed.
const asked = [];
const sent = [];
const errors = [];
let renewals = 0;
let renewAt;
let ended;
let pauseAfter = 0;

// API, token endpoint, client; tokens are the user's.
window.open_studio = async ({ version, multipart, ...studio }) => {
  tokens = studio.tokens;
  renewAt = inTime();
  const of6 = { shouldUseMultipart: multipart, getChunkSize: () => PART_BYTES };
  if (version === 6) {
    const signRequest = (request) => sign(studio, request);
    uppy = new Uppy({ autoProceed: false }).use(AwsS3, { ...of6, signRequest });
    uppy.use(GoldenRetriever);
  } else {
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    uppy = new Uppy5({ autoProceed: false });
    uppy.use(AwsS3Of5, { ...of6, endpoint: studio.api, headers });
  }
  uppy.on("s3-multipart:part-uploaded", (_, { PartNumber }) => {
    sent.push(PartNumber);
    if (sent.length === pauseAfter) uppy.pauseAll();
  });
  uppy.on("upload-success", (_, { uploadURL, body }) => (ended = { uploadURL, ...body }));
  uppy.on("upload-error", (_, error) => errors.push(String(error)));
  document.getElementById("file").onchange = ({ target }) => {
    const [data] = target.files;
    uppy.addFile({ name: data.name, type: data.type, data });
  };
};

// A page renews its token in time: it cannot read the 401 of another origin without CORS headers.
async function sign(studio, request) {
  asked.push(request);
  if (performance.now() > renewAt) await renew(studio);
  const answer = await fetch(`${studio.api}/s3/sign`, {
    method: "POST",
    headers: { authorization: `Bearer ${tokens.access_token}`, "content-type": "application/json" },
    body: JSON.stringify(request),
  });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return answer.json();
}

const inTime = () => performance.now() + (tokens.expires_in - 60) * 1000;

async function renew({ tokenUrl, clientId }) {
  const { refresh_token } = tokens;
  const form = { grant_type: "refresh_token", client_id: clientId, refresh_token };
  const answer = await fetch(tokenUrl, { method: "POST", body: new URLSearchParams(form) });
  if (!answer.ok) throw new Error(`No new token: ${answer.status} ${await answer.text()}`);
  const before = tokens.access_token;
  tokens = { ...tokens, ...(await answer.json()) };
  renewAt = inTime();
  if (tokens.access_token !== before) renewals += 1;
}

async function until(what, holds) {
  const deadline = performance.now() + WAIT_SECONDS * 1000;
  while (!holds()) {
    if (performance.now() > deadline) {
      throw new Error(`Not after ${WAIT_SECONDS} s: ${what}. ${JSON.stringify(told())}`);
    }
    await new Promise((done) => setTimeout(done, 20));
  }
}

function told() {
  const files = uppy.getFiles().map(({ name, isPaused, isGhost, error, progress }) => {
    return { name, isPaused, isGhost: Boolean(isGhost), error, sent: progress.bytesUploaded };
  });
  const calls = asked.map(({ method, uploadId, partNumber }) => {
    if (partNumber) return `part ${partNumber}`;
    if (uploadId) return { GET: "list", POST: "complete", DELETE: "abort" }[method];
    return method === "POST" ? "create" : "form";
  });
  return { calls, sent, errors, renewals, ended, files, online: navigator.onLine };
}

window.tell = async () => told();

// Begin or go on, and rest when S3 has taken so many parts since the page was loaded (0: to the end).
window.send = async ({ how, parts }) => {
  pauseAfter = parts;
  if (how === "upload") uppy.upload();
  if (how === "resume") uppy.resumeAll();
  if (how === "restore") uppy.emit("restore-confirmed");
  if (how === "retry") uppy.retryAll();
};
window.rests = async ({ parts }) => {
  await until(`${parts} parts`, () => sent.length >= parts);
  await until("a rest", () => uppy.getFiles().every(({ isPaused }) => isPaused));
  return told();
};
window.ends = async () => {
  await until("the end", () => ended);
  return told();
};
window.fails = async () => {
  await until("an error", () => errors.length > 0);
  return told();
};
window.reaches = async ({ bytes }) => {
  const [file] = uppy.getFiles();
  await until(`${bytes} bytes`, () => uppy.getFile(file.id).progress.bytesUploaded >= bytes);
  return told();
};
// The file's name and progress are back; its bytes are the user's to choose again.
window.recovers = async () => {
  await until("the file", () => uppy.getFiles().some(({ isGhost }) => isGhost));
  return told();
};
window.let_token_age = async () => {
  renewAt = 0;
};
window.cancel = async () => {
  uppy.cancelAll();
  await until("an abort", () => asked.some(({ method }) => method === "DELETE"));
  return told();
};
