// The whole figures page by keyboard alone.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { BY_UNIT, openBrowser, visit } from "./browser.mjs";
import { test } from "./in_time.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const focused = (page, what) => page.evaluate((name) => document.activeElement?.[name] ?? "", what);

async function tabTo(page, selector) {
  for (let presses = 0; presses < 200; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  assert.fail(`no way by Tab to ${selector}`);
}

test("the first Tab offers to skip to the content, and does", async () => {
  await visit(browser, BY_UNIT, {}, async (page) => {
    await page.keyboard.press("Tab");
    assert.equal(await focused(page, "className"), "skip");
    const box = await page.locator(".skip").boundingBox();
    assert.ok(box && box.y >= 0, "it is seen");
    await page.keyboard.press("Enter");
    assert.equal(await focused(page, "id"), "main");
  });
});

test("whatever has the focus shows it", async () => {
  await visit(browser, BY_UNIT, {}, async (page) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate(() => {
        const active = document.activeElement;
        return active && active !== document.body ? getComputedStyle(active).outlineStyle : "none at all";
      });
      if (outline === "none at all") break;
      assert.notEqual(outline, "none", await focused(page, "outerHTML"));
    }
  });
});

test("another question is asked by keyboard, and its address says only what was asked", async () => {
  await visit(browser, BY_UNIT, {}, async (page) => {
    await tabTo(page, ".ask summary");
    await page.keyboard.press("Enter");
    await tabTo(page, "#ask-by");
    await page.selectOption("#ask-by", "month");
    await tabTo(page, ".ask button");
    await Promise.all([page.waitForURL(/by=month/), page.keyboard.press("Enter")]);
    assert.ok(!/=(&|$)/.test(page.url()), page.url());
    await page.waitForSelector("h1");
  });
});

test("the table is sorted by keyboard, numbers from the largest, what is unknown last", async () => {
  await visit(browser, BY_UNIT, {}, async (page) => {
    await tabTo(page, "thead th:nth-child(2) .sort");
    await page.keyboard.press("Enter");
    assert.equal(await page.getAttribute("thead th:nth-child(2)", "aria-sort"), "descending");
    const values = await page.$$eval("td.value", (cells) => cells.map((cell) => cell.dataset.sort));
    const known = values.filter((value) => value !== "").map(Number);
    assert.ok(known.length > 1);
    assert.deepEqual(known, [...known].sort((a, b) => b - a));
    assert.deepEqual(values.slice(0, known.length).map(Number), known);
    await page.keyboard.press("Enter");
    assert.equal(await page.getAttribute("thead th:nth-child(2)", "aria-sort"), "ascending");
  });
});
