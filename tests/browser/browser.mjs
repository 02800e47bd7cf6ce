// A headless Chromium with one page, and what it complains of. CHROMIUM is the browser, NODE_MODULES the
// folder with playwright-core.

import { createRequire } from "node:module";

export const packages = createRequire(`${process.env.NODE_MODULES}/`);
const { chromium } = packages("playwright-core");

// A busy machine is slow, also in what takes no time elsewhere.
export const TIMEOUT = Number(process.env.BROWSER_TIMEOUT_MS ?? 180_000);

// Prints what `act` answers, with the complaints, as JSON; or why it fails. Options are those of a context;
// `cdn` is the address at which distributions are found by the names that AWS gives them.
export async function inBrowser(options, act, cdn) {
  const browser = await chromium.launch({
    timeout: TIMEOUT,
    executablePath: process.env.CHROMIUM,
    // As root, Chromium runs only without.
    chromiumSandbox: process.getuid() !== 0,
    args: [
      "--autoplay-policy=no-user-gesture-required",
      // A process less that may stall, and films with it.
      "--disable-features=AudioServiceOutOfProcess",
      // Nothing but this machine is reached.
      `--host-resolver-rules=${cdn ? `MAP *.cloudfront.net ${cdn}, ` : ""}MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost`,
    ],
    // Playwright mutes by default.
    ignoreDefaultArgs: ["--mute-audio"],
  });
  const complaints = [];
  try {
    const page = await browser.newPage(options);
    page.setDefaultTimeout(TIMEOUT);
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (line) => line.type() === "error" && complaints.push(line.text()));
    page.on("response", (answer) => {
      if (answer.status() >= 400) complaints.push(`${answer.status()} ${answer.url()}`);
    });
    console.log(JSON.stringify({ ...(await act(page)), complaints }));
  } catch (error) {
    console.error([error.message, ...complaints].join("\n"));
    process.exitCode = 1;
  } finally {
    await browser.close();
  }
}
