// Every page, on a phone, a laptop and the wall, in both lights: nothing to complain of, nothing wider than the screen,
// nothing that axe objects to.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { BY_UNIT, PAGES, faults, openBrowser, visit } from "./browser.mjs";

const SCREENS = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

for (const address of PAGES) {
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of SCREENS) {
      test(`${address} fits ${viewport.width} px and is accessible, ${colorScheme}`, async () => {
        await visit(browser, address, { viewport, colorScheme }, async (page) => {
          const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          assert.ok(over <= 0, `wider than the screen by ${over} px`);
          assert.deepEqual(await faults(page), []);
        });
      });
    }
  }
}

test("the form that changes what is shown is accessible too", async () => {
  await visit(browser, BY_UNIT, { viewport: SCREENS[0] }, async (page) => {
    await page.click(".ask summary");
    assert.deepEqual(await faults(page), []);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(over <= 0, `wider than the screen by ${over} px`);
  });
});

test("a first visit takes at most 150 KB", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => {
    bytes += event.encodedDataLength;
  });
  await page.goto((await import("./browser.mjs")).BASE + BY_UNIT, { waitUntil: "networkidle" });
  await context.close();
  assert.ok(bytes > 0 && bytes <= 150 * 1024, `${(bytes / 1024).toFixed(1)} KB`);
});
