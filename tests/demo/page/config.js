// What the page is told of its environment, by config.json beside it.
//
//   api        path or URL below which the API's routes are
//   signIn     {url, clientId, scopePrefix, hint}: where users sign in; the hint is said beside the button
//   profiles   names of the transcoding profiles that a video can be processed again with
//   vendor     whether the libraries lie in vendor/, beside the page
//   addresses  what to ask in place of the beginning of an address, where a browser cannot reach it

export async function readConfig() {
  const answer = await fetch("config.json", { cache: "no-store" });
  if (!answer.ok) throw new Error("config.json is not there: put the page in place with make site.");
  return { profiles: [], vendor: false, addresses: {}, ...(await answer.json()) };
}

// Where to ask for an address.
export function reachable({ addresses }, url) {
  const given = Object.keys(addresses).find((one) => url === one || url.startsWith(`${one}/`));
  return given === undefined ? url : addresses[given] + url.slice(given.length);
}
