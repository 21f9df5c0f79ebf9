// Without a script the page says all the same: title, figure, table, form. No hole where the picture would be.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { BY_MONTH, BY_UNIT, openBrowser, visit } from "./browser.mjs";
import { test } from "./in_time.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const plain = { javaScriptEnabled: false };

test("the table has every figure with its interval and verdict", async () => {
  for (const address of [BY_UNIT, BY_MONTH]) {
    await visit(browser, address, plain, async (page) => {
      assert.ok((await page.locator("h1").innerText()).length > 0);
      const rows = page.locator("table.figures tbody tr");
      const count = await rows.count();
      assert.ok(count > 1);
      for (let index = 0; index < count; index += 1) {
        const row = rows.nth(index);
        assert.ok((await row.locator(".verdict").innerText()).length > 0);
        if ((await row.getAttribute("class")) === "hidden") continue;
        assert.match(await row.locator("td.value").innerText(), /\d/);
        assert.match(await row.locator("td.high, td.exact").innerText(), /\S/);
      }
    });
  }
});

test("there is no hole where the picture would be, and no button that does nothing", async () => {
  await visit(browser, BY_UNIT, plain, async (page) => {
    assert.equal(await page.locator("figure.chart").isVisible(), false);
    assert.equal(await page.locator("button:visible:not([type=submit])").count(), 0);
    const headline = await page.locator(".headline").boundingBox();
    const rules = await page.locator(".rules").boundingBox();
    assert.ok(rules.y - (headline.y + headline.height) < 60);
  });
});

test("another question is asked by the plain form", async () => {
  await visit(browser, BY_UNIT, plain, async (page) => {
    await page.click(".ask summary");
    await page.selectOption("#ask-by", "month");
    await Promise.all([page.waitForURL(/by=month/), page.click(".ask button")]);
    assert.ok((await page.locator("table.figures tbody tr").count()) > 1);
  });
});
