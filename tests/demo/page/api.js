// The HTTP API (docs/api.md): requests with the user's token, and refusals in words.

import { send, UnreachableError } from "./network.js";

// Of what API Gateway itself answers, without a problem document.
const WORDS = {
  401: "Your session has ended. Sign in again.",
  403: "You may not do this.",
  413: "That is too large to be sent.",
  429: "There is much going on. Wait a moment, then try again.",
};
const BUSY_SECONDS = 2;
const IDLE_SECONDS = 10;
const BUSY = "The API does not answer properly at the moment. Try again.";

export class Problem extends Error {
  name = "Problem";

  constructor(status, document) {
    super(document.detail ?? WORDS[status] ?? BUSY);
    Object.assign(this, { status, code: document.code ?? "", fields: document.fields ?? {} });
  }
}

const problemOf = async (answer) =>
  new Problem(answer.status, await answer.json().catch(() => ({})));

export function openApi({ api }, session) {
  async function answerTo(method, path, { document, headers = {}, ...more } = {}) {
    const ask = (token) =>
      send("The API", api + path, {
        method,
        cache: "no-store",
        headers: {
          authorization: `Bearer ${token}`,
          ...(document && { "content-type": "application/json" }),
          ...headers,
        },
        body: document && JSON.stringify(document),
        ...more,
      });
    const token = await session.token();
    const answer = await ask(token);
    return answer.status === 401 ? ask(await session.token(token)) : answer;
  }

  async function call(method, path, more) {
    const answer = await answerTo(method, path, more);
    if (!answer.ok) throw await problemOf(answer);
    return answer.status === 204 ? {} : answer.json();
  }

  const upload = (id) => `/v1/uploads/${encodeURIComponent(id)}`;
  const asset = (id) => `/v1/assets/${encodeURIComponent(id)}`;

  // Tells what becomes of an asset as often as the API wants to be asked, or as one who awaits something;
  // ends with the signal. What may pass (a network that is gone) is told, and waited for.
  async function follow(id, { tell, awaits, waits, signal }) {
    let etag = "";
    while (!signal.aborted) {
      let seconds = BUSY_SECONDS;
      try {
        const answer = await answerTo("GET", asset(id), {
          headers: etag ? { "if-none-match": etag } : {},
          signal,
        });
        const told = Number(answer.headers.get("retry-after") ?? IDLE_SECONDS);
        seconds = told;
        if (answer.ok) {
          etag = answer.headers.get("etag");
          tell(await answer.json());
        } else if (answer.status !== 304) {
          throw await problemOf(answer);
        }
        seconds = awaits() ? BUSY_SECONDS : told;
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof UnreachableError || error.status === 429 || error.status >= 500)) throw error;
        waits(error);
      }
      await pause(seconds * 1000, signal);
    }
  }

  return {
    follow,
    list: (cursor) => call("GET", `/v1/assets?${new URLSearchParams(cursor ? { cursor } : {})}`),
    begin: (upload) => call("POST", "/v1/uploads", { document: upload }),
    parts: (id, target) => call("GET", `${upload(id)}/parts?${new URLSearchParams(target)}`),
    sign: (id, target) => call("POST", `${upload(id)}/parts`, { document: target }),
    complete: (id, target) => call("POST", `${upload(id)}/complete`, { document: target }),
    abort: (id) => call("DELETE", upload(id)),
    edit: (id, change) => call("PATCH", asset(id), { document: change }),
    reprocess: (id, profile) => call("POST", `${asset(id)}/reprocess`, { document: { profile } }),
    erase: (id) => call("DELETE", asset(id)),
    // With the cookies that `urls` take.
    grant: (id) => call("POST", `${asset(id)}/playback`),
  };
}

export function pause(milliseconds, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}
