// node chromium.mjs '{"url": …, "steps": […], "cdn": …}': opens a page in Chromium, does the steps, and
// prints as JSON what the page's functions answered, what the browser complained of, and the cookies it
// has. A step is
//   {"call": name, "options": …}: calls a function of the page, which exists by then or soon
//   {"file": path}: chooses a file in the page's input
//   {"network": …}: emulates one, as CDP's Network.emulateNetworkConditions takes it
//   {"reset": pattern}: the next request to such a URL loses its connection
//   {"reload": true}
//   {"open": url}: leaves the page for another one
//   {"look": true}: answers the origin of the page, and what its scripts have left on its root (data-…)

import { inBrowser } from "./browser.mjs";

const { url, steps, cdn } = JSON.parse(process.argv[2]);

// The local account signs its certificate itself.
await inBrowser({ ignoreHTTPSErrors: true }, async (page) => {
  const devtools = await page.context().newCDPSession(page);
  await page.goto(url);
  const answers = [];
  for (const { call, options, file, network, reset, reload, open, look } of steps) {
    if (call) {
      await page.waitForFunction((name) => window[name], call);
      const run = ([name, given]) => window[name](given);
      answers.push(await page.evaluate(run, [call, options ?? {}]));
    }
    if (file) await page.setInputFiles("#file", file);
    if (network) await devtools.send("Network.emulateNetworkConditions", network);
    if (reset) await page.route(reset, (route) => route.abort("connectionreset"), { times: 1 });
    if (reload) await page.reload();
    if (open) await page.goto(open);
    if (look) {
      const run = () => ({ origin: self.origin, left: { ...document.documentElement.dataset } });
      answers.push(await page.evaluate(run));
    }
  }
  return { answers, cookies: await page.context().cookies() };
}, cdn);
