// node chromium.mjs '{"url": …, "call": …, "options": …}': opens a page in Chromium, calls its function
// with the options, and prints as JSON what it answers, and what the browser complained of.
// CHROMIUM is the browser, NODE_MODULES the folder with playwright-core.

import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.env.NODE_MODULES}/`)("playwright-core");
const { url, call, options } = JSON.parse(process.argv[2]);

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
  const page = await browser.newPage();
  page.setDefaultTimeout(timeout);
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
  page.on("response", (answer) => {
    if (answer.status() >= 400) complaints.push(`${answer.status()} ${answer.url()}`);
  });
  await page.goto(url);
  await page.waitForFunction((name) => window[name], call);
  const answer = await page.evaluate(([name, given]) => window[name](given), [call, options]);
  console.log(JSON.stringify({ ...answer, complaints }));
} catch (error) {
  console.error([error.message, ...complaints].join("\n"));
  process.exitCode = 1;
} finally {
  await browser.close();
}
