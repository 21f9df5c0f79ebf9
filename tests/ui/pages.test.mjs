// Every page, on a phone, a laptop and the wall, in both lights: nothing to complain of, nothing wider than the screen,
// nothing that axe objects to.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { BY_UNIT, IN_THE_HOUSE, PAGES, enter, faults, faultsOfColour, open, openBrowser, visit } from "./browser.mjs";
import { test } from "./in_time.mjs";

const PHONE = { width: 360, height: 740 };
const LAPTOP = { width: 1280, height: 800 };
const WALL = { width: 1920, height: 1080 };
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

async function assertFits(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `wider than ${page.viewportSize().width} px by ${over} px`);
}

// Opened once, then made wider and dark: what is drawn anew must fit as well.
for (const address of PAGES) {
  test(`${address} fits a phone, a laptop and a wall, and is accessible in both lights`, async () => {
    await visit(browser, address, { viewport: PHONE, colorScheme: "light" }, async (page) => {
      await assertFits(page);
      assert.deepEqual(await faults(page), []);
      await page.setViewportSize(WALL);
      await assertFits(page);
      await page.setViewportSize(LAPTOP);
      await page.emulateMedia({ colorScheme: "dark" });
      await assertFits(page);
      assert.deepEqual(await faultsOfColour(page), []);
    });
  });
}

test("the form that changes what is shown is accessible too", async () => {
  await visit(browser, BY_UNIT, { viewport: PHONE }, async (page) => {
    await page.click(".ask summary");
    assert.deepEqual(await faults(page), []);
    await assertFits(page);
  });
});

// What comes over the network while an address is opened.
async function weigh(context, addresses) {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const weights = [];
  let bytes = 0;
  await devtools.send("Network.enable");
  devtools.on("Network.loadingFinished", (event) => {
    bytes += event.encodedDataLength;
  });
  for (const address of addresses) {
    bytes = 0;
    await open(page, address);
    weights.push({ address, bytes });
  }
  await context.close();
  return weights;
}

for (const address of PAGES.slice(0, 3)) {
  test(`a first visit to ${address} takes at most 150 KB`, async () => {
    const [{ bytes }] = await weigh(await enter(browser, {}), [address]);
    assert.ok(bytes > 0 && bytes <= 150 * 1024, `${(bytes / 1024).toFixed(1)} KB`);
  });
}

test("later pages take at most 20 KB", async () => {
  const looked = [BY_UNIT, ...(PAGES.includes("/journey") ? IN_THE_HOUSE : ["/imports", "/rules"])];
  const [, ...later] = await weigh(await enter(browser, {}), looked);
  for (const { address, bytes } of later) assert.ok(bytes > 0 && bytes <= 20 * 1024, `${address}: ${(bytes / 1024).toFixed(1)} KB`);
});
