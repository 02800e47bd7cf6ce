// Who has signed in: authorization code with PKCE (RFC 7636) at the issuer's pages, tokens for this tab alone.

import { reachable } from "./config.js";
import { send, UnreachableError } from "./network.js";

const SCOPES = ["uploads:write", "assets:read", "assets:write"];
const TOKENS = "tokens";
const SIGNING_IN = "signing-in";
// Before its end, so that no request meets one that ends.
const EARLY_SECONDS = 60;

export class SignedOutError extends Error {
  name = "SignedOutError";
}

const home = () => new URL("index.html", location.href.replace(/[?#].*/, "")).href;

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

export function openSession(config) {
  const { url, clientId, scopePrefix } = config.signIn;
  let tokens = JSON.parse(sessionStorage.getItem(TOKENS) ?? "null");
  let renewal = null;

  function keep(fresh) {
    tokens = { ...tokens, ...fresh, endsAt: Date.now() + fresh.expires_in * 1000 };
    sessionStorage.setItem(TOKENS, JSON.stringify(tokens));
  }

  function drop() {
    tokens = null;
    sessionStorage.removeItem(TOKENS);
  }

  async function ask(form) {
    const body = new URLSearchParams({ client_id: clientId, ...form });
    const answer = await send("The sign-in service", `${reachable(config, url)}/oauth2/token`, { method: "POST", body });
    if (answer.ok) return keep(await answer.json());
    if (answer.status >= 500) throw new UnreachableError("Signing in does not work at the moment. Try again.");
    drop();
    throw new SignedOutError("Your session has ended. Sign in again.");
  }

  async function signIn() {
    const [state, verifier] = [random(), random()];
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
    sessionStorage.setItem(SIGNING_IN, JSON.stringify({ state, verifier, then: location.hash }));
    const query = new URLSearchParams({
      response_type: "code",
      client_id: clientId,
      redirect_uri: home(),
      scope: ["openid", "email", ...SCOPES.map((scope) => scopePrefix + scope)].join(" "),
      state,
      code_challenge: base64url(new Uint8Array(digest)),
      code_challenge_method: "S256",
    });
    location.assign(`${reachable(config, url)}/oauth2/authorize?${query}`);
  }

  // Comes back from the issuer's pages, if that is where we come from.
  async function comeBack() {
    const told = new URLSearchParams(location.search);
    const begun = JSON.parse(sessionStorage.getItem(SIGNING_IN) ?? "null");
    if (!told.has("code") && !told.has("error")) return;
    sessionStorage.removeItem(SIGNING_IN);
    history.replaceState(null, "", home() + (begun?.then ?? ""));
    if (told.has("error")) {
      throw new Error(`You were not signed in: ${told.get("error_description") ?? told.get("error")}`);
    }
    // A link that somebody else made, or one that was used before.
    if (begun?.state !== told.get("state")) return;
    await ask({
      grant_type: "authorization_code",
      code: told.get("code"),
      redirect_uri: home(),
      code_verifier: begun.verifier,
    });
  }

  function renew() {
    const form = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    renewal ??= ask(form).finally(() => (renewal = null));
    return renewal;
  }

  // A token that is good for a while. `refused`: one that the API did not take.
  async function token(refused) {
    if (!tokens) throw new SignedOutError("Sign in first.");
    const isOld = Date.now() > tokens.endsAt - EARLY_SECONDS * 1000;
    if (isOld || tokens.access_token === refused) await renew();
    return tokens.access_token;
  }

  function signOut() {
    drop();
    sessionStorage.clear();
    const query = new URLSearchParams({ client_id: clientId, logout_uri: home() });
    location.assign(`${reachable(config, url)}/logout?${query}`);
  }

  return { signIn, comeBack, token, signOut, isOpen: () => tokens !== null, user: () => emailOf(tokens) };
}

// The issuer has told us; nothing depends on it.
function emailOf(tokens) {
  try {
    const [, claims] = tokens.id_token.split(".");
    return JSON.parse(atob(claims.replace(/-/g, "+").replace(/_/g, "/"))).email ?? "";
  } catch {
    return "";
  }
}
