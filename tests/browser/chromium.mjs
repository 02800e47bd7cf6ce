// node chromium.mjs '{"url": …, "steps": […]}': opens a page in Chromium, does the steps, and prints as
// JSON what the page's functions answered, and what the browser complained of. A step is
//   {"call": name, "options": …}: calls a function of the page, which exists by then or soon
//   {"file": path}: chooses a file in the page's input
//   {"network": …}: emulates one, as CDP's Network.emulateNetworkConditions takes it
//   {"reload": true}
// CHROMIUM is the browser, NODE_MODULES the folder with playwright-core.

import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.env.NODE_MODULES}/`)("playwright-core");
const { url, steps } = JSON.parse(process.argv[2]);

// A busy machine is slow, also in what takes no time elsewhere.
const timeout = 180_000;
const browser = await chromium.launch({
  timeout,
  executablePath: process.env.CHROMIUM,
  // As root, Chromium runs only without.
  chromiumSandbox: process.getuid() !== 0,
  args: [
    "--autoplay-policy=no-user-gesture-required",
    // A process less that may stall, and films with it.
    "--disable-features=AudioServiceOutOfProcess",
    // Nothing but this machine is reached.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  ],
  // Playwright mutes by default.
  ignoreDefaultArgs: ["--mute-audio"],
});
const complaints = [];
try {
  // The local account signs its certificate itself.
  const page = await browser.newPage({ ignoreHTTPSErrors: true });
  page.setDefaultTimeout(timeout);
  const devtools = await page.context().newCDPSession(page);
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
  page.on("response", (answer) => {
    if (answer.status() >= 400) complaints.push(`${answer.status()} ${answer.url()}`);
  });
  await page.goto(url);
  const answers = [];
  for (const { call, options, file, network, reload } of steps) {
    if (call) {
      await page.waitForFunction((name) => window[name], call);
      const run = ([name, given]) => window[name](given);
      answers.push(await page.evaluate(run, [call, options ?? {}]));
    }
    if (file) await page.setInputFiles("#file", file);
    if (network) await devtools.send("Network.emulateNetworkConditions", network);
    if (reload) await page.reload();
  }
  console.log(JSON.stringify({ answers, complaints }));
} catch (error) {
  console.error([error.message, ...complaints].join("\n"));
  process.exitCode = 1;
} finally {
  await browser.close();
}
