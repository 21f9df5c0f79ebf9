// Every page, on a phone, a laptop and the wall, in both lights: nothing to complain of, nothing wider than the screen,
// nothing that axe objects to.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BASE, BY_UNIT, PAGES, faults, openBrowser, visit } from "./browser.mjs";

const PHONE = { width: 360, height: 740 };
const LAPTOP = { width: 1280, height: 800 };
const WALL = { width: 1920, height: 1080 };
const SCREENS = [
  { viewport: PHONE, colorScheme: "light" },
  { viewport: LAPTOP, colorScheme: "dark" },
  { viewport: WALL, colorScheme: "light" },
];
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

for (const address of PAGES) {
  for (const screen of SCREENS) {
    test(`${address} fits ${screen.viewport.width} px and is accessible, ${screen.colorScheme}`, async () => {
      await visit(browser, address, screen, async (page) => {
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(over <= 0, `wider than the screen by ${over} px`);
        assert.deepEqual(await faults(page), []);
      });
    });
  }
}

test("the form that changes what is shown is accessible too", async () => {
  await visit(browser, BY_UNIT, { viewport: PHONE }, async (page) => {
    await page.click(".ask summary");
    assert.deepEqual(await faults(page), []);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `wider than the screen by ${over} px`);
  });
});

for (const address of PAGES.slice(0, 3)) {
  test(`a first visit to ${address} takes at most 150 KB`, async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    let bytes = 0;
    session.on("Network.loadingFinished", (event) => {
      bytes += event.encodedDataLength;
    });
    await page.goto(BASE + address, { waitUntil: "networkidle" });
    await context.close();
    assert.ok(bytes > 0 && bytes <= 150 * 1024, `${(bytes / 1024).toFixed(1)} KB`);
  });
}
