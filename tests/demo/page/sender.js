// Sends files: Uppy cuts, pauses and tries again, the API says where each piece goes (docs/api.md).

import { sendCaptions } from "./captions.js";
import { reachable } from "./config.js";
import { send } from "./network.js";
import { forget, recall, remember } from "./unfinished.js";

// As the API decides by the size that it is told.
const FORM_BYTES = 64 * 1024 * 1024;
const MIB = 1024 * 1024;
const PART_BYTES = 16 * MIB;
const MOST_PARTS = 1000;
// What the API says of members, in words for whoever chose the file.
const REFUSED = {
  filename: "This kind of file is not taken. Choose a video or a sound, such as .mp4, .mov, .mkv or .mp3.",
  language: "The language in their name is not known. Name them like film.en.srt or film.pt-BR.srt.",
  size: "The file is larger than is taken here.",
};
const EMPTY = "The file is empty. If it is still being copied, wait, then choose it again.";

// To be refused again, however often it is sent.
export const isFinal = ({ status }) => [400, 413, 422].includes(status);

export async function openSender({ config, api, library }) {
  const { Uppy, AwsS3 } = await library("Uppy");
  // What the API knows of each file that is under way: its upload's id, and key and id of a multipart upload.
  const begun = new Map();
  const isInParts = (size) => size > FORM_BYTES;

  async function sendForm({ url, fields }, file) {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append("file", file);
    const answer = await send("The storage", reachable(config, url), { method: "POST", body });
    if (!answer.ok) throw new Error(`The storage refuses it (${answer.status}). Try again.`);
  }

  async function tell(upload) {
    if (upload.size === 0) throw Object.assign(new Error(EMPTY), { status: 422 });
    try {
      return await api.begin(upload);
    } catch (error) {
      const [member] = Object.keys(error.fields ?? {}).filter((one) => one in REFUSED);
      throw member ? Object.assign(error, { message: REFUSED[member] }) : error;
    }
  }

  async function begin({ id, name, size, type, meta, data }) {
    const upload = await tell({ filename: name, size, ...(type && { contentType: type }) });
    const { multipartId } = upload.sending;
    begun.set(id, { data, uploadId: upload.uploadId, target: multipartId && { key: upload.key, multipartId } });
    for (const one of meta.captions) await sendCaptions({ tell, sendForm }, upload.uploadId, one);
    return upload;
  }

  async function formOf(file) {
    const { url, fields } = (await begin(file)).sending;
    return { method: "POST", url: reachable(config, url), fields };
  }

  async function beginParts(file) {
    const { key, sending } = await begin(file);
    const { uploadId, target } = begun.get(file.id);
    remember(file.data, { uploadId, target });
    return { key, uploadId: sending.multipartId };
  }

  // What was begun of a file before the page was loaded, if it can go on.
  async function left(data) {
    const kept = recall(data);
    const isThere = kept && (await api.parts(kept.uploadId, kept.target).then(() => true, () => false));
    return isThere ? kept : undefined;
  }

  async function add(data, captions) {
    const kept = await left(data);
    const id = uppy.addFile({ name: data.name, type: data.type, data, meta: { captions } });
    if (!kept) return;
    const { key, multipartId } = kept.target;
    begun.set(id, { ...kept, data });
    // With these, Uppy asks for the parts that are there.
    uppy.setFileState(id, { s3Multipart: { key, uploadId: multipartId } });
  }

  async function listParts({ id }) {
    const { uploadId, target } = begun.get(id);
    const { parts } = await api.parts(uploadId, target);
    return parts.map(({ partNumber, size, etag }) => ({ PartNumber: partNumber, Size: size, ETag: etag }));
  }

  async function signPart({ id }, { partNumber }) {
    const { uploadId, target } = begun.get(id);
    const { parts } = await api.sign(uploadId, { ...target, partNumbers: [partNumber] });
    return { url: reachable(config, parts[0].url) };
  }

  // The id of the asset that the upload becomes. Completed again, the API answers the same.
  async function complete(id) {
    const { uploadId, target } = begun.get(id);
    const { assetId } = await api.complete(uploadId, target ?? {});
    return assetId;
  }

  // Once S3 has it all: it makes room for a file of the same name.
  async function finish(id) {
    const assetId = await complete(id);
    forget(begun.get(id).data);
    begun.delete(id);
    return assetId;
  }

  // What was begun of a file that is not sent any more.
  async function abort(id) {
    if (!begun.has(id)) return;
    const { uploadId, data } = begun.get(id);
    begun.delete(id);
    forget(data);
    await api.abort(uploadId);
  }

  const uppy = new Uppy({ autoProceed: true });
  uppy.use(AwsS3, {
    shouldUseMultipart: ({ size }) => isInParts(size),
    getChunkSize: ({ size }) => Math.max(PART_BYTES, Math.ceil(size / MOST_PARTS / MIB) * MIB),
    getUploadParameters: formOf,
    createMultipartUpload: beginParts,
    listParts,
    signPart,
    completeMultipartUpload: async ({ id }) => (await complete(id), {}),
    abortMultipartUpload: ({ id }) => abort(id),
  });
  return {
    uppy,
    add,
    isInParts,
    finish,
    // Of a form nobody else tells the API; what is sent already stays.
    drop: (id) => abort(id).catch(() => {}),
  };
}
