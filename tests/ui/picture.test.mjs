// The picture: drawn, told, saved, and never in the way.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before } from "node:test";
import { BASE, BY_MONTH, BY_UNIT, PAGES, enter, openBrowser, visit } from "./browser.mjs";
import { test } from "./in_time.mjs";

const LATE_MS = 1000;
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

test("a picture says what a sighted reader sees first", async () => {
  for (const address of PAGES.slice(0, 3)) {
    await visit(browser, address, {}, async (page) => {
      const picture = page.locator("figure.chart svg");
      assert.equal(await picture.getAttribute("role"), "img");
      assert.match((await picture.getAttribute("aria-label")) ?? "", /\p{L}{3}/u);
      assert.equal(await page.locator("figure.chart style").count(), 0);
    });
  }
});

test("each group that may be seen has its mark, each that may not an empty place", async () => {
  await visit(browser, BY_UNIT, {}, async (page) => {
    const seen = await page.locator("tbody tr:not(.hidden)").count();
    assert.equal(await page.locator("figure.chart circle title").count(), Math.min(seen, 40));
  });
});

// How far things moved while an address was opened; what is late comes after everything else was drawn.
async function movedBy(address, viewport, late) {
  const context = await enter(browser, { viewport, reducedMotion: "no-preference" });
  const page = await context.newPage();
  if (late) {
    await page.route(late, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, LATE_MS));
      await route.continue();
    });
  }
  await page.addInitScript(() => {
    globalThis.moved = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.moved += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  await page.goto(BASE + address, { waitUntil: "networkidle" });
  await page.waitForSelector("figure.chart svg");
  const moved = await page.evaluate(() => globalThis.moved);
  await context.close();
  return moved;
}

const SCREENS = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];

test("nothing moves when the picture comes", async () => {
  for (const address of PAGES.slice(0, 3)) {
    for (const viewport of SCREENS) {
      const moved = await movedBy(address, viewport);
      assert.ok(moved < 0.02, `${address} at ${viewport.width} px moved by ${moved}`);
    }
  }
});

test("nothing moves when the letters or the picture come late", async () => {
  for (const late of [/\.woff2$/, /\/chart-/]) {
    for (const viewport of SCREENS) {
      const moved = await movedBy(BY_UNIT, viewport, late);
      assert.ok(moved < 0.02, `${late} at ${viewport.width} px moved it by ${moved}`);
    }
  }
});

test("a picture is drawn again when its place changes size", async () => {
  await visit(browser, BY_MONTH, {}, async (page) => {
    await page.setViewportSize({ width: 700, height: 800 });
    await page.waitForFunction(() => document.querySelector("figure.chart svg").getAttribute("width") < 700);
    assert.equal(await page.locator("figure.chart svg").count(), 1);
  });
});

test("a picture is saved with its title, as SVG and as PNG", async () => {
  await visit(browser, BY_UNIT, { acceptDownloads: true }, async (page) => {
    const title = await page.locator("h1").innerText();
    for (const format of ["svg", "png"]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(`[data-save=${format}]`)]);
      const bytes = readFileSync(await download.path());
      assert.ok(download.suggestedFilename().endsWith(`.${format}`));
      if (format === "png") assert.equal(bytes.subarray(1, 4).toString(), "PNG");
      else assert.ok(bytes.toString().includes(title.replaceAll("&", "&amp;")));
    }
  });
});

test("the choice of dark or light is remembered", async () => {
  await visit(browser, BY_UNIT, { colorScheme: "light" }, async (page) => {
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.click(".menu summary");
    await page.click("[data-theme-choice]");
    const dark = await paper();
    assert.notEqual(dark, light);
    await page.reload();
    assert.equal(await paper(), dark);
  });
});

test("customers are filled in when they have been counted", async () => {
  await visit(browser, BY_UNIT, {}, async (page) => {
    await page.waitForFunction(() => !document.querySelector("[data-customers-from]"));
    for (const cell of await page.$$eval("td[data-customers]", (cells) => cells.map((at) => at.textContent))) {
      assert.ok(cell === "" || /\d/.test(cell), cell);
    }
  });
});
