// Libraries as libraries.json pins them: from vendor/ beside the page, else from a public CDN. The browser
// compares the hash either way.

const CDN = "https://cdn.jsdelivr.net/npm";

export function openLibraries({ vendor }) {
  const loads = new Map();

  async function load(name) {
    const answer = await fetch("libraries.json");
    const { package: package_, version, file, integrity } = (await answer.json())[name];
    const src = vendor
      ? `vendor/${package_}-${version}.js`
      : `${CDN}/${package_}@${version}/${file}`;
    const script = Object.assign(document.createElement("script"), {
      src,
      integrity,
      crossOrigin: "anonymous",
    });
    await new Promise((done, fail) => {
      script.onload = done;
      script.onerror = () => fail(new Error(`${package_} cannot be loaded from ${new URL(src, location).host}. Check your network, then try again.`));
      document.head.append(script);
    });
    return window[name];
  }

  // The global that a library makes. What failed is tried again.
  return async (name) => {
    if (!loads.has(name)) loads.set(name, load(name));
    try {
      return await loads.get(name);
    } catch (error) {
      loads.delete(name);
      throw error;
    }
  };
}
