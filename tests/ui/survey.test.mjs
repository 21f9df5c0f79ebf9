// A survey built from a template by keyboard alone, seen as it is typed; the same without a script; every page of it
// looked at by axe, on a phone and a laptop.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { BASE, enter, faults, open, openBrowser } from "./browser.mjs";
import { test } from "./in_time.mjs";

const PHONE = { width: 360, height: 740 };
const TABS_MAX = 200;

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());

// A context in the house whose complaints fail the test.
async function inside(options, work) {
  const context = await enter(browser, options);
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  try {
    await work(page);
  } finally {
    await context.close();
  }
  assert.deepEqual(complaints, []);
}

async function tabTo(page, selector) {
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return;
  }
  assert.fail(`no way by Tab to ${selector}`);
}

async function press(page, selector, address) {
  await tabTo(page, selector);
  await Promise.all([page.waitForURL(address), page.keyboard.press("Enter")]);
}

const words = (page) => page.locator("ol.asked li .words a").allInnerTexts();

test("a survey is built by keyboard alone, and seen as it is typed", async () => {
  await inside({}, async (page) => {
    await page.goto(`${BASE}/surveys/new`);
    await tabTo(page, "[name=name]");
    await page.keyboard.type("By keyboard");
    await tabTo(page, "[name=template]");
    await page.keyboard.press("ArrowDown"); // after a service call
    await press(page, "main form.form button[type=submit]", /questions\?said=added/);
    const before = await words(page);
    assert.match(before[1], /Was your matter settled/);

    await press(page, "ol.asked li:nth-child(2) button[value=down]", /said=saved/);
    assert.match((await words(page))[2], /Was your matter settled/);

    await tabTo(page, "#new-type");
    await page.keyboard.type("Number");
    await press(page, "button[value=add]", /at=6/);
    assert.match(await page.textContent("h1"), /put right/);
    assert.equal(await page.locator(".problems a").first().getAttribute("href"), "#field-text_1");

    await tabTo(page, "#field-text_1");
    await page.keyboard.type("How many minutes did it take?");
    const seen = page.frameLocator("iframe[name=preview]");
    await seen.locator("h1", { hasText: "How many minutes did it take?" }).waitFor();
    assert.ok(await page.evaluate(() => document.activeElement.id === "field-text_1"), "the focus stays where one types");
    await tabTo(page, ".part-form > .deeds button:not([data-look])");
    await Promise.all([page.waitForResponse((answer) => answer.request().method() === "POST" && answer.url().endsWith("/save")), page.keyboard.press("Enter")]);
    await page.waitForURL(/said=saved/);
    assert.match(await page.textContent("h1"), /Ready to be taken into use/);

    await press(page, ".adding a.button", /surveys\/\d+$/);
    await press(page, "main form[action$=publish] button", /said=in_use/);
    assert.match(await page.textContent(".notice"), /Taken into use/);
    assert.match(await page.textContent("main"), /Version 1 is in use/);
  });
});

test("without a script it is built and seen all the same", async () => {
  await inside({ javaScriptEnabled: false, viewport: PHONE }, async (page) => {
    await page.goto(`${BASE}/surveys/new`);
    await page.fill("[name=name]", "By hand");
    await page.check("[value=empty]");
    await page.click("main form.form button[type=submit]");
    await page.selectOption("#new-type", "single");
    await page.click("button[value=add]");
    await page.fill("#field-text_1", "Was it late?");
    await page.fill("#field-options_1", "Yes\nNo\nIt has not come");
    await page.click("button[data-look]");
    await page.frameLocator("iframe[name=preview]").locator("text=It has not come").waitFor();
    await page.click(".part-form > .deeds button:not([data-look])");
    assert.match(await page.textContent("h1"), /Ready to be taken into use/);
    await page.click("text=Was it late?");
    assert.equal(await page.inputValue("#field-options_1"), "Yes\nNo\nIt has not come");
  });
});

test("no page of it has a fault, or is wider than a phone", async () => {
  await inside({ viewport: PHONE }, async (page) => {
    const answer = await page.request.get(`${BASE}/surveys`, { headers: { Accept: "application/json" } });
    const surveys = (await answer.json()).records;
    const id = surveys.find((survey) => survey.fields.name === "By keyboard")?.id;
    assert.ok(id, "the first test made one");
    for (const address of ["/surveys/new", `/surveys/${id}`, `/surveys/${id}/questions`, `/surveys/${id}/questions?at=about`, `/surveys/${id}/questions?at=1`, `/surveys/${id}/questions?at=3`, `/surveys/${id}/questions?at=thanks_1`]) {
      await page.setViewportSize(PHONE);
      await open(page, address);
      assert.deepEqual(await faults(page), [], address);
      for (const viewport of [PHONE, { width: 1280, height: 800 }]) {
        await page.setViewportSize(viewport);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= viewport.width, `${address} is ${wide} wide`);
      }
    }
  });
});
