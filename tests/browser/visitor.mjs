// node visitor.mjs '{"url", "user", "guest", "password", "film", "captions", "large", "shot"}': visits the page of the
// CDN as a newcomer does, and prints as JSON what was met. Nothing is judged here.
//   guest  another user, of the same password
//   film   a file to drop, with captions in English; large  one to choose, which goes in parts and cannot be played
//   shot   where a picture of the page goes

import { readFile } from "node:fs/promises";

import { TIMEOUT, inBrowser } from "./browser.mjs";
import { PHONE, WIDE, observe } from "./observer.mjs";

const { url, user, guest, password, film, captions, large, shot } = JSON.parse(process.argv[2]);
const [filmName, largeName] = [film, large].map((path) => path.split("/").at(-1));

await inBrowser({ viewport: WIDE, colorScheme: "light", reducedMotion: "reduce" }, async (page) => {
  const button = (name) => page.getByRole("button", { name, exact: true });
  const text = (locator) => locator.innerText();
  const card = (name) => page.getByRole("link", { name });
  const heading = (name) => page.getByRole("heading", { name, level: 1 });
  const video = page.locator("video");
  const { looks, look, watch, watched, focused, tabTo } = observe(page);
  const met = { looks };

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
    met.address = page.url();
    met.signedIn = await text(page.locator("#account"));
  }

  // Parts that have been sent until `act` ends.
  async function partsDuring(act) {
    const parts = [];
    const note = (sent) => sent.method() === "PUT" && parts.push(new URL(sent.url()).searchParams.get("partNumber"));
    page.on("requestfinished", note);
    await act(parts);
    page.off("requestfinished", note);
    return parts.sort();
  }

  async function interrupt() {
    const last = /partNumber=5/;
    await page.route(last, () => {});
    met.parts = await partsDuring(async (parts) => {
      await page.setInputFiles("#file", large);
      while (parts.length < 4) await page.waitForEvent("requestfinished");
    });
    page.once("dialog", (dialog) => ((met.leaving = dialog.type()), dialog.accept()));
    await page.reload();
    await page.unroute(last);
    met.hint = await text(page.getByText(/^Not finished/));
  }

  // At once: a film with captions, what is refused, and again the large file.
  async function drop() {
    await watch(page.getByRole("status"), "news");
    const dropped = await Promise.all(
      [[film, filmName, "video/mp4"], [captions, `${filmName.replace(/\.\w+$/, "")}.en.srt`, ""]].map(
        async ([path, as, type]) => [(await readFile(path)).toString("base64"), as, type],
      ),
    );
    dropped.push(["aGk=", "Note.txt", "text/plain"], ["", "Empty.mp4", "video/mp4"], ["aGk=", "Alone.en.srt", ""]);
    const files = await page.evaluateHandle((given) => {
      const transfer = new DataTransfer();
      for (const [encoded, as, type] of given) {
        const data = Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0));
        transfer.items.add(new File(data.length ? [data] : [], as, { type }));
      }
      return transfer;
    }, dropped);
    const sending = page.getByRole("list", { name: "Files on their way" });
    await page.locator(".drop").dispatchEvent("drop", { dataTransfer: files });
    met.alone = await text(page.locator(".home .trouble"));
    met.sent = await text(sending.getByRole("listitem").filter({ hasText: filmName }));
    await card(filmName).waitFor();
    await watch(card(filmName).locator(".badge"), "states");
    met.partsLeft = await partsDuring(async () => {
      await page.setInputFiles("#file", large);
      await card(largeName).getByText("Failed").waitFor();
    });
    await card(filmName).getByText("Ready").waitFor();
    await card(filmName).locator("img").waitFor();
    for (const name of [filmName, largeName]) await sending.getByText(name).waitFor({ state: "detached" });
    met.states = await watched("states");
    met.sending = await sending.getByRole("listitem").allInnerTexts();
    await look("list");
    for (const name of ["Note.txt", "Empty.mp4"]) await button(`Cancel ${name}`).click();
    met.left = await sending.getByRole("listitem").count();
    await card(largeName).click();
    met.wrong = await text(page.locator(".errors"));
    await page.goBack();
    await heading("Videos").waitFor();
    met.reached.push(await tabTo(filmName));
    await page.keyboard.press("Enter");
    await heading(filmName).waitFor();
    met.focusOnTitle = (await focused()) === filmName;
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
      node.playbackRate = 3;
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

  async function readCaptions() {
    const choice = page.getByLabel("Captions");
    met.captions = await choice.locator("option").allInnerTexts();
    await choice.selectOption({ index: 1 });
    await video.evaluate((node) => ((node.currentTime = 1.5), (node.playbackRate = 1)));
    const cue = await page.waitForFunction(() => {
      const showing = [...document.querySelector("video").textTracks].filter(({ mode }) => mode === "showing");
      return showing.flatMap(({ activeCues }) => [...(activeCues ?? [])])[0]?.text;
    });
    met.caption = await cue.jsonValue();
  }

  async function choosePoster() {
    const numberOf = () => page.getByRole("img", { name: "The poster" }).evaluate(async (image) => {
      await image.decode();
      return Number(/(\d+)\.jpg$/.exec(image.src)[1]);
    });
    await video.evaluate((node) => (node.currentTime = node.duration * 0.9));
    met.posters = [await numberOf()];
    for (const [name, said] of [["Use the picture shown now", "nearest to here"], ["Let the pipeline choose", "the pipeline chooses"]]) {
      await button(name).focus();
      await page.keyboard.press("Enter");
      await page.getByText(said).waitFor();
      met.posters.push(await numberOf());
    }
    met.focusStays = await focused();
  }

  // Somebody else follows a link to what is not there, and one to the film, before and after it is public.
  async function share() {
    const context = await page.context().browser().newContext({ viewport: PHONE });
    context.setDefaultTimeout(TIMEOUT);
    const other = await context.newPage();
    const words = other.locator(".asset .words");
    const stranger = (name) => other.getByRole("button", { name, exact: true });
    await other.goto(page.url());
    await stranger("Sign in").click();
    await other.getByLabel("Username").fill(guest);
    await other.getByLabel("Password").fill(password);
    await other.keyboard.press("Enter");
    await words.getByText("not shared").waitFor();
    met.strangers = await text(words);
    await page.getByLabel("Who may watch").selectOption("public");
    await page.getByText("Send them the address").waitFor();
    await other.reload();
    await other.waitForFunction(() => document.querySelector("video")?.duration > 0);
    met.shared = await text(other.locator("h1"));
    met.sharedActions = await other.locator(".asset .actions :visible").count();
    await context.close();
  }

  async function processAgain() {
    const badge = page.locator(".asset .badge");
    await watch(badge, "again");
    await page.getByLabel("Profile").selectOption("economy");
    await button("Process again").click();
    await share();
    await page.waitForFunction(() => document.querySelector("video").poster.includes("/2/"));
    await badge.getByText("Ready").waitFor();
    met.again = await watched("again");
    met.attempt = await video.evaluate(({ poster }) => new URL(poster).pathname.split("/")[2]);
    await page.waitForFunction(() => document.querySelectorAll(".menu option").length > 0);
    met.economy = await page.getByLabel("Quality").locator("option").allInnerTexts();
    await page.getByRole("link", { name: "All videos" }).click();
    await heading("Videos").waitFor();
  }

  async function erase() {
    await card(filmName).click();
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
    await page.goBack();
    met.deleted = await text(page.locator(".words").filter({ hasText: "deleted" }));
    await button("Sign out").click();
    await button("Sign in").waitFor();
  }

  for (const step of [signIn, interrupt, drop, seek, watchToTheEnd, readCaptions, choosePoster, processAgain, erase]) {
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
