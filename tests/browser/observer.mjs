// What there is to see of a page: its looks, the texts that an element has had, where the focus is.

import { readFile } from "node:fs/promises";

import { packages } from "./browser.mjs";

export const WIDE = { width: 1200, height: 860 };
export const PHONE = { width: 360, height: 740 };
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const axe = await readFile(packages.resolve("axe-core/axe.min.js"), "utf8");

export function observe(page) {
  const looks = {};
  const focused = () => page.evaluate(() => document.activeElement.innerText || document.activeElement.ariaLabel);

  // The page in four shapes: what is too wide, what axe finds, the color behind it.
  async function look(name) {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      for (const viewport of [PHONE, WIDE]) {
        await page.setViewportSize(viewport);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
        if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
        const found = await page.evaluate((values) => window.axe.run({ runOnly: { type: "tag", values } }), RULES);
        const faults = found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
        looks[`${name} ${colorScheme} ${viewport.width}`] = { tooWide: wide > 0, ground, faults };
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

  return { looks, look, watch, watched, focused, tabTo };
}
