// Sends files: Uppy cuts, pauses and tries again, the API says where each piece goes (docs/api.md).

import { reachable } from "./config.js";

// As the API decides by the size that it is told.
const FORM_BYTES = 64 * 1024 * 1024;
const MIB = 1024 * 1024;
const PART_BYTES = 16 * MIB;
const MOST_PARTS = 1000;

export async function openSender({ config, api, library }) {
  const { Uppy, AwsS3 } = await library("Uppy");
  // What the API knows of each file that is under way: its upload's id, key and multipart upload.
  const begun = new Map();
  const isInParts = (size) => size > FORM_BYTES;

  async function begin({ id, name, size, type }) {
    const upload = await api.begin({ filename: name, size, ...(type && { contentType: type }) });
    const { multipartId } = upload.sending;
    begun.set(id, { uploadId: upload.uploadId, target: multipartId && { key: upload.key, multipartId } });
    return upload;
  }

  async function formOf(file) {
    const { url, fields } = (await begin(file)).sending;
    return { method: "POST", url: reachable(config, url), fields };
  }

  async function beginParts(file) {
    const { key, sending } = await begin(file);
    return { key, uploadId: sending.multipartId };
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
    begun.delete(id);
    return assetId;
  }

  // What was begun of a file that is not sent any more.
  async function abort(id) {
    const { uploadId } = begun.get(id) ?? {};
    begun.delete(id);
    if (uploadId) await api.abort(uploadId);
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
    isInParts,
    finish,
    // Of a form nobody else tells the API; what is sent already stays.
    drop: (id) => abort(id).catch(() => {}),
  };
}
