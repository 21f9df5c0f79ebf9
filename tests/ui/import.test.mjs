// Taking a file in on screen, over a server of its own: from the file to a figure, with scripts and without, on a phone
// and a laptop; and a server that is killed in the middle of an import.
//   TUNTUMA=build/tuntuma node --test tests/ui/import.test.mjs

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { RETRIES, faults, openBrowser } from "./browser.mjs";
import { test } from "./in_time.mjs";

const PROGRAM = process.env.TUNTUMA;
const ANSWERS = new URL("../../docs/guide/answers.csv", import.meta.url).pathname;
const PASSWORD = "kuusi pihlajaa ja koivu";
const PHONE = { width: 360, height: 740 };
const JSON_ONLY = { headers: { Accept: "application/json" }, maxRetries: RETRIES };
const MANY_ROWS = 150_000;
const PATIENCE_MS = 120_000;

let browser, folder, server, base, state;
before(async () => {
  if (!PROGRAM) return;
  folder = mkdtempSync(join(tmpdir(), "tuntuma-import-"));
  browser = await openBrowser();
  const link = await serve();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.fill("[name=name]", "Maija Meri");
  await page.fill("[name=email]", "maija@example.fi");
  await page.fill("[name=password]", PASSWORD);
  await page.click("main button[type=submit]");
  await page.waitForURL(`${base}/`);
  state = await context.storageState();
  await context.close();
});
after(async () => {
  if (!PROGRAM) return;
  await browser.close();
  await end("SIGTERM");
  rmSync(folder, { recursive: true, force: true });
});

// Starts the server; the link that makes the first administrator, where there is none.
async function serve() {
  const listen = base ? new URL(base).host : "127.0.0.1:0";
  server = spawn(PROGRAM, ["serve", "--store", `duckdb:${folder}/house.duckdb`, "--listen", listen], { stdio: ["ignore", "pipe", "ignore"] });
  let said = "";
  const isUp = () => /is at http/.test(said) && (base || /\/join\//.test(said));
  server.stdout.setEncoding("utf8").on("data", (text) => (said += text));
  for (const began = Date.now(); !isUp() && Date.now() - began < PATIENCE_MS; ) await new Promise((resolve) => setTimeout(resolve, 50));
  base = said.match(/is at (http:\/\/[^/]+)\//)[1];
  return said.match(/http:\/\/\S+\/join\/\S+/)?.[0];
}

async function end(signal) {
  server.kill(signal);
  await once(server, "exit");
}

async function enter(options, work) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", storageState: state, ...options });
  const complaints = [];
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    page.on("pageerror", (error) => complaints.push(error.message));
    await work(page);
  } finally {
    await context.close();
  }
  assert.deepEqual(complaints, []);
}

async function bring(page, file) {
  await page.goto(`${base}/set-up/import`);
  await page.setInputFiles("input[type=file]", file);
  await page.click("main button[type=submit]");
  await page.waitForURL(/\/set-up\/import\/\d+$/);
}

async function model(page) {
  return (await page.request.get(page.url().split("?")[0], JSON_ONLY)).json();
}

async function isGood(page) {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, `${page.url()} is wider than the screen by ${over} px`);
  assert.deepEqual(await faults(page), []);
}

test("a file becomes a figure", { skip: !PROGRAM }, async () => {
  await enter({}, async (page) => {
    await bring(page, ANSWERS);
    assert.match(await page.title(), /What do the columns of answers.csv mean/);
    await isGood(page);
    assert.equal(await page.inputValue("[name=m1_metric]"), "nps");
    await page.fill("[name=touchpoint_fixed]", "checkout");
    await page.click("button[value=try]");
    await page.waitForSelector("form[action$='/run']");
    assert.match(await page.title(), /240 rows can be taken, and none is bad/);
    assert.match(await page.textContent(".encounters tbody tr"), /C98.*checkout, Turku, silver.*purchase 10.25/s);
    await isGood(page);
    await page.click("form[action$='/run'] button");
    await page.click("text=See the figures");
    assert.match(await page.title(), /Net Promoter Score|NPS|answers/i);
    const figures = await (await page.request.get(`${base}/figures?metric=nps&by=unit`, JSON_ONLY)).json();
    assert.equal(figures.overall.n, 230);
  });
});

test("the next file with these columns is recognised, and a phone shows it all", { skip: !PROGRAM }, async () => {
  await enter({ viewport: PHONE }, async (page) => {
    await bring(page, ANSWERS);
    assert.match(await page.textContent(".notice"), /columns are those of “answers”/);
    await isGood(page);
    await page.goto(`${base}/set-up/import`);
    await isGood(page);
  });
});

test("it works without scripts, and bad rows can be fetched", { skip: !PROGRAM }, async () => {
  const file = join(folder, "shop.csv");
  writeFileSync(file, "id,customer,when,amount\n1,a,2026-01-05,10\n2,b,2026-13-05,20\n");
  await enter({ javaScriptEnabled: false }, async (page) => {
    await bring(page, file);
    await page.selectOption("[name=happened_column]", "3");
    await page.selectOption("[name=customer_column]", "2");
    await page.selectOption("[name=m1_column]", "4");
    await page.selectOption("[name=m1_metric]", "purchase");
    await page.click("button[value=try]");
    await page.waitForSelector("form[action$='/run']");
    assert.match(await page.title(), /1 row can be taken, 1 row cannot/);
    const bad = await page.request.get(new URL(await page.getAttribute("a[href$='/bad-rows']", "href"), base).href);
    assert.equal(await bad.text(), "id,customer,when,amount\n2,b,2026-13-05,20\n");
    await page.click("text=Import the good rows");
    await page.waitForSelector("text=See the figures");
    assert.equal((await model(page)).state, "done");
  });
});

test("a file can be dropped on the form", { skip: !PROGRAM }, async () => {
  await enter({}, async (page) => {
    await page.goto(`${base}/set-up/import`);
    await page.waitForLoadState("networkidle");
    const dropped = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["a,b\n1,2\n"], "dropped.csv", { type: "text/csv" }));
      return transfer;
    });
    await page.dispatchEvent("form.form", "drop", { dataTransfer: dropped });
    await page.click("main button[type=submit]");
    await page.waitForURL(/\/set-up\/import\/\d+$/);
    assert.match(await page.title(), /dropped.csv/);
  });
});

test("a server that is killed in the middle has stored nothing, and says so", { skip: !PROGRAM }, async () => {
  const file = join(folder, "many.csv");
  const rows = Array.from({ length: MANY_ROWS }, (_, i) => `${i},k${i % 900},2026-02-${String((i % 28) + 1).padStart(2, "0")},${i % 97}.5`);
  writeFileSync(file, `id,customer,date,amount\n${rows.join("\n")}\n`);
  await enter({}, async (page) => {
    const batches = (await (await page.request.get(`${base}/imports`, JSON_ONLY)).json()).batches.length;
    await bring(page, file);
    await page.click("button[value=try]");
    await page.waitForSelector("form[action$='/run']");
    assert.match(await page.textContent(".question"), /dry run of the first 100,000 rows/);
    await page.click("form[action$='/run'] button");
    for (const began = Date.now(); Date.now() - began < PATIENCE_MS; ) {
      const now = await model(page);
      assert.notEqual(now.state, "done", "it was too fast to be killed");
      if (now.state === "importing" && now.percent > 0) break;
    }
    await end("SIGKILL");
    await serve();
    await page.goto(page.url());
    assert.match(await page.title(), /The import of many.csv was interrupted/);
    assert.match(await page.textContent(".question"), /Nothing of it was stored/);
    await isGood(page);
    const after = await (await page.request.get(`${base}/imports`, JSON_ONLY)).json();
    assert.equal(after.batches.length, batches);
    await page.click("text=Remove it now");
    await page.waitForURL(/said=removed/);
    const kept = readdirSync(join(folder, "house.duckdb.uploads")).length;
    const shown = await (await page.request.get(`${base}/set-up/import`, JSON_ONLY)).json();
    assert.ok(kept >= shown.files.rows.length && shown.files.rows.length > 0);
    assert.ok(!JSON.stringify(shown.files).includes("many.csv"));
  });
});
