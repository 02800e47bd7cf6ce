// node visitor.mjs '{"url", "user", "password", "film", "large", "captioned", "shot"}': visits the page of the CDN as
// a newcomer does, and prints as JSON what was met. Nothing is judged here.
//   film       a file to drop; large  one to choose, which goes in parts and cannot be played
//   captioned  the name of an asset of the user with captions
//   shot       where a picture of the page goes

import { readFile } from "node:fs/promises";

import { inBrowser, packages } from "./browser.mjs";

const { url, user, password, film, large, captioned, shot } = JSON.parse(process.argv[2]);
const axe = await readFile(packages.resolve("axe-core/axe.min.js"), "utf8");
const WIDE = { width: 1200, height: 860 };
const PHONE = { width: 360, height: 740 };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

await inBrowser({ viewport: WIDE, colorScheme: "light", reducedMotion: "reduce" }, async (page) => {
  const button = (name) => page.getByRole("button", { name, exact: true });
  const text = (locator) => locator.innerText();
  const card = (name) => page.getByRole("link", { name });
  const heading = (name) => page.getByRole("heading", { name, level: 1 });
  const focused = () => page.evaluate(() => document.activeElement.innerText || document.activeElement.ariaLabel);
  const video = page.locator("video");
  const met = { looks: {} };

  // The page in four shapes: what is too wide, what axe finds, the color behind it.
  async function look(name) {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const viewport of [PHONE, WIDE]) {
        await page.setViewportSize(viewport);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        await page.evaluate(axe);
        const found = await page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values } }), RULES);
        const faults = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
        met.looks[`${name} ${colorScheme} ${viewport.width}`] = { tooWide: wide > 0, ground, faults };
      }
    }
    await page.emulateMedia({ colorScheme: "light" });
  }

  // Every text that an element has had, from now on.
  const watch = (locator, name) =>
    locator.evaluate((node, kept) => {
      const texts = [node.textContent];
      window[kept] = texts;
      const note = () => texts.at(-1) === node.textContent || texts.push(node.textContent);
      new MutationObserver(note).observe(node, { childList: true, characterData: true, subtree: true });
    }, name);
  const watched = (name) => page.evaluate((kept) => window[kept], name);

  async function tabTo(name) {
    for (let presses = 1; presses <= 40; presses += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate((wanted) => {
        const { innerText, ariaLabel } = document.activeElement;
        return [innerText?.trim(), ariaLabel].some((one) => one?.startsWith(wanted));
      }, name)) return page.evaluate(() => document.activeElement.matches(":focus-visible"));
    }
    throw new Error(`${name} is not reached by the keyboard.`);
  }

  async function signIn() {
    // Of the sign-in page, which is not ours.
    await page.route("**/favicon.ico", (route) => route.fulfill({ status: 204 }));
    await page.goto(url);
    await button("Sign in").waitFor();
    await look("welcome");
    met.reached = [await tabTo("Skip to the content"), await tabTo("Sign in")];
    await page.keyboard.press("Enter");
    await page.getByLabel("Username").waitFor();
    await page.keyboard.type(user);
    await page.keyboard.press("Tab");
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await heading("Videos").waitFor();
    await watch(page.getByRole("status"), "news");
    met.address = page.url();
    met.signedIn = await text(page.locator("#account"));
  }

  async function drop() {
    const name = film.split("/").at(-1);
    const bytes = (await readFile(film)).toString("base64");
    const files = await page.evaluateHandle(([encoded, as]) => {
      const transfer = new DataTransfer();
      const data = Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0));
      transfer.items.add(new File([data], as, { type: "video/mp4" }));
      return transfer;
    }, [bytes, name]);
    await page.locator(".drop").dispatchEvent("drop", { dataTransfer: files });
    await page.getByRole("list", { name: "Files on their way" }).getByText(name).waitFor();
    await card(name).waitFor();
    await watch(card(name).locator(".badge"), "states");
    await card(name).getByText("Ready").waitFor();
    await card(name).locator("img").waitFor();
    met.states = await watched("states");
    met.sending = await page.locator(".sending li").count();
    await look("list");
    met.reached.push(await tabTo(name));
    await page.keyboard.press("Enter");
    await heading(name).waitFor();
    met.focusOnTitle = (await focused()) === name;
  }

  async function seek() {
    const line = page.getByRole("slider", { name: "Time" });
    await video.waitFor();
    await page.waitForFunction(() => document.querySelector("video").duration > 0);
    const { x, y, width, height } = await line.boundingBox();
    await page.mouse.move(x + width * 0.6, y + height / 2);
    await page.locator(".preview").waitFor();
    met.storyboard = await page.locator(".preview").evaluate(async (preview) => {
      const [picture, time] = preview.children;
      const image = new Image();
      image.src = picture.style.backgroundImage.slice(5, -2);
      await image.decode();
      const [left, top] = picture.style.backgroundPosition.split(" ").map((one) => -parseInt(one, 10));
      const { clientWidth, clientHeight } = picture;
      const inside = left + clientWidth <= image.width && top + clientHeight <= image.height;
      return { inside, width: clientWidth, time: time.textContent };
    });
    met.poster = await video.evaluate(async ({ poster }) => {
      const image = Object.assign(new Image(), { src: poster });
      await image.decode();
      return image.width;
    });
    await page.screenshot({ path: shot });
    await line.focus();
    await page.keyboard.press("ArrowRight");
    met.soughtTo = await video.evaluate(({ currentTime }) => currentTime);
    met.slider = await line.getAttribute("aria-valuetext");
    await page.keyboard.press("ArrowLeft");
  }

  async function watchToTheEnd() {
    await look("asset");
    const quality = page.getByLabel("Quality");
    met.sizes = await quality.locator("option").allInnerTexts();
    const least = met.sizes.at(-1);
    await quality.selectOption({ label: least });
    await video.evaluate((node) => {
      node.currentTime = 0;
      node.playbackRate = 2;
    });
    await page.getByRole("slider", { name: "Time" }).focus();
    await page.keyboard.press("k");
    await page.waitForFunction(() => document.querySelector("video").ended);
    met.played = await video.evaluate((node) => ({
      height: `${node.videoHeight}p`,
      least: "",
      frames: node.getVideoPlaybackQuality().totalVideoFrames,
      share: Array.from({ length: node.played.length }, (_, at) => node.played.end(at) - node.played.start(at))
        .reduce((sum, one) => sum + one, 0) / node.duration,
    }));
    met.played.least = least;
    met.record = await text(page.locator(".parts"));
    await page.getByText("Record as JSON").click();
    met.json = JSON.parse(await text(page.getByRole("region", { name: "Record as JSON" })));
  }

  async function processAgain() {
    const badge = page.locator(".asset .badge");
    await watch(badge, "again");
    await button("Process again").click();
    await page.waitForFunction(() => document.querySelector("video").poster.includes("/2/"));
    await badge.getByText("Ready").waitFor();
    met.again = await watched("again");
    met.attempt = await video.evaluate(({ poster }) => new URL(poster).pathname.split("/")[2]);
  }

  async function readCaptions() {
    await page.getByRole("link", { name: "All videos" }).click();
    await card(captioned).click();
    const captions = page.getByLabel("Captions");
    await captions.waitFor();
    met.captions = await captions.locator("option").allInnerTexts();
    await captions.selectOption({ index: 1 });
    await button("Play the video").click();
    const cue = await page.waitForFunction(() => {
      const showing = [...document.querySelector("video").textTracks].filter(({ mode }) => mode === "showing");
      return showing.flatMap(({ activeCues }) => [...(activeCues ?? [])])[0]?.text;
    });
    met.caption = await cue.jsonValue();
  }

  async function sendInParts() {
    await page.goBack();
    const name = large.split("/").at(-1);
    const parts = [];
    page.on("request", (sent) => sent.method() === "PUT" && parts.push(new URL(sent.url()).searchParams.get("partNumber")));
    await page.setInputFiles("#file", large);
    await card(name).getByText("Failed").waitFor();
    met.parts = parts.sort();
    await card(name).click();
    met.wrong = await text(page.locator(".errors"));
    await page.goBack();
  }

  async function erase() {
    await card(film.split("/").at(-1)).click();
    await button("Delete…").waitFor();
    await page.waitForFunction(() => !document.querySelector(".danger").disabled);
    await tabTo("Delete…");
    await page.keyboard.press("Enter");
    await look("dialog");
    met.dialog = [await focused()];
    await page.keyboard.press("Escape");
    met.dialog.push(await focused());
    await page.keyboard.press("Enter");
    await tabTo("Delete for good");
    await page.keyboard.press("Enter");
    await heading("Videos").waitFor();
    met.news = await watched("news");
    met.cards = await page.locator(".cards .name").allInnerTexts();
    await button("Sign out").click();
    await button("Sign in").waitFor();
  }

  for (const step of [signIn, drop, seek, watchToTheEnd, processAgain, readCaptions, sendInParts, erase]) {
    const began = performance.now();
    try {
      await step();
    } catch (error) {
      throw new Error(`${step.name}: ${error.message}\n${JSON.stringify(met)}`, { cause: error });
    }
    (met.seconds ??= {})[step.name] = Math.round((performance.now() - began) / 100) / 10;
  }
  return met;
});
