// The frame: menu, palette, keys, forms and the wall; by keyboard, and on a phone.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { BASE, BY_UNIT, IN_THE_HOUSE, PAGES, faults, openBrowser, visit } from "./browser.mjs";
import { test } from "./in_time.mjs";

const PHONE = { width: 360, height: 740 };
const skip = PAGES.includes(IN_THE_HOUSE[0]) ? false : "nobody is signed in";
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.className || document.activeElement?.tagName);

test("the menu opens by keyboard, and Escape gives the focus back", async () => {
  await visit(browser, BY_UNIT, {}, async (page) => {
    await page.focus(".menu summary");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".sheet").isVisible(), true);
    assert.deepEqual(await faults(page), []);
    await page.keyboard.press("Tab");
    assert.ok(await page.evaluate(() => document.activeElement?.closest(".sheet") !== null));
    await page.keyboard.press("Escape");
    assert.equal(await page.locator(".sheet").isVisible(), false);
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), "SUMMARY");
  });
});

test("on a phone every place is within reach of a thumb", { skip }, async () => {
  await visit(browser, "/", { viewport: PHONE, hasTouch: true }, async (page) => {
    const bar = await page.locator(".places a:visible").all();
    assert.equal(bar.length, 4);
    for (const place of [...bar, page.locator(".menu summary")]) {
      const box = await place.boundingBox();
      assert.ok(box.y > PHONE.height - 80 && box.height >= 44, JSON.stringify(box));
    }
    await page.click(".menu summary");
    const all = await page.locator(".places a").allInnerTexts();
    const more = await page.locator(".more a:visible").allInnerTexts();
    assert.deepEqual(more.slice(0, -1), (await page.locator(".places a").evaluateAll((links) => links.map((link) => link.textContent))).slice(4));
    assert.ok(all.length > 0);
    assert.deepEqual(await faults(page), []);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const foot = await page.locator(".foot p").last().boundingBox();
    assert.ok(foot.y + foot.height <= PHONE.height - 56, "the footer is not under the bar");
  });
});

for (const keys of ["Control+k", "/"]) {
  test(`${keys} opens the palette; it is searched and left by keyboard`, { skip }, async () => {
    await visit(browser, "/journey", {}, async (page) => {
      await page.keyboard.press(keys);
      await page.waitForSelector("dialog.palette [role=option]");
      assert.deepEqual(await faults(page), []);
      await page.keyboard.press("ArrowDown");
      const chosen = await page.locator("dialog [aria-selected=true]").getAttribute("id");
      assert.equal(await page.locator("dialog input").getAttribute("aria-activedescendant"), chosen);
      await page.keyboard.press("Escape");
      await page.locator("dialog").waitFor({ state: "detached" });
      assert.equal(await focused(page), "BODY");
    });
  });
}

test("what is found is opened by Enter", { skip }, async () => {
  await visit(browser, "/", {}, async (page) => {
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.palette [role=option]");
    await page.keyboard.type("voi");
    await page.waitForFunction(() => [...document.querySelectorAll("dialog [role=option]")].every((at) => /^Voi/.test(at.textContent)));
    await Promise.all([page.waitForURL(/\/remarks/), page.keyboard.press("Enter")]);
  });
});

test("what is not there is said", { skip }, async () => {
  await visit(browser, "/", {}, async (page) => {
    await page.keyboard.press("/");
    await page.waitForSelector("dialog.palette [role=option]");
    await page.keyboard.type("xyzzy");
    await page.waitForSelector("dialog [aria-disabled=true]");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("dialog").count(), 1);
  });
});

test("letters go to places, but not while one writes", { skip }, async () => {
  await visit(browser, "/set-up/walls", {}, async (page) => {
    await page.focus("#field-name");
    await page.keyboard.type("g f / ?");
    assert.equal(await page.inputValue("#field-name"), "g f / ?");
    assert.equal(await page.locator("dialog").count(), 0);
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("?");
    await page.locator("dialog.keys").waitFor({ state: "visible" }); // its script comes when it is wanted
    assert.deepEqual(await faults(page), []);
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await Promise.all([page.waitForURL(/\/figures/), page.keyboard.press("f")]);
  });
});

test("without a script the search is a plain form", { skip }, async () => {
  await visit(browser, "/", { javaScriptEnabled: false }, async (page) => {
    await page.fill("#seek", "figures");
    await Promise.all([page.waitForURL(/\/search\?q=figures/), page.press("#seek", "Enter")]);
    assert.ok((await page.locator("main a[href='/figures']").count()) > 0);
  });
});

for (const javaScriptEnabled of [true, false]) {
  test(`a form says what is wrong and keeps what was typed, ${javaScriptEnabled ? "with" : "without"} a script`, { skip }, async () => {
    await visit(browser, "/set-up/walls", { javaScriptEnabled, expects: 400 }, async (page) => {
      await page.fill("#field-name", "Coffee room");
      await page.fill("#field-figures", "nonsense");
      await Promise.all([page.waitForSelector(".problems"), page.click("main .form button[type=submit]")]);
      assert.match(await page.title(), /^Problem/);
      assert.equal(await page.inputValue("#field-name"), "Coffee room");
      assert.equal(await page.inputValue("#field-figures"), "nonsense");
      assert.equal(await page.getAttribute("#field-figures", "aria-invalid"), "true");
      const said = (await page.getAttribute("#field-figures", "aria-describedby")).split(" ");
      assert.ok(said.includes("field-figures-problem"));
      if (!javaScriptEnabled) return;
      assert.ok(await page.evaluate(() => document.activeElement?.classList.contains("problems")));
      assert.deepEqual(await faults(page), []);
      await page.click(".problems a");
      assert.equal(await focused(page), "field-figures");
    });
  });
}

test("a wall shows figures to nobody in particular, in turn, until its link is ended", { skip }, async () => {
  await visit(browser, "/set-up/walls", {}, async (page) => {
    await page.fill("#field-name", "Coffee room");
    await page.fill("#field-figures", `${BASE}/figures?metric=nps&by=unit\n/figures?metric=nps`);
    await page.click("main .form button[type=submit]");
    const link = await page.inputValue("#secret");
    await page.click("[data-copy] + button");
    for (const viewport of [{ width: 1920, height: 1080 }, PHONE]) {
      const context = await browser.newContext({ viewport });
      const wall = await context.newPage();
      await wall.goto(link, { waitUntil: "networkidle" });
      assert.match(await wall.locator(".verdict").first().innerText(), /\S/);
      assert.equal(await wall.locator("a").count(), 0);
      assert.equal(await wall.locator("figure.chart svg").count(), 1);
      assert.deepEqual(await faults(wall), []);
      const over = await wall.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(over <= 0, `wider than the screen by ${over} px`);
      if (viewport !== PHONE) {
        const below = await wall.evaluate(() => document.documentElement.scrollHeight - innerHeight);
        assert.ok(below <= 0, `higher than the screen by ${below} px`);
      }
      await context.close();
    }
    const model = await (await fetch(link, { headers: { Accept: "application/json" } })).json();
    assert.equal(model.has_more, true);
    for (const key of ["words_href", "csv_href", "metrics", "filters", "visitor", "csrf"]) assert.equal(model[key], undefined, key);
    await page.click("main .rows button");
    assert.equal((await fetch(link)).status, 404);
  });
});
