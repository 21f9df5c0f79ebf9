// The client libraries of Segment and RudderStack, unchanged but for the address that they are given, send to a running
// program; what they said is in the figures, once.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Analytics } from "@segment/analytics-node";
import Rudder from "@rudderstack/rudder-sdk-node";

const program = process.env.TUNTUMA;
const folder = mkdtempSync(join(tmpdir(), "segment_test."));
const store = `duckdb:${folder}/store.duckdb`;
const run = (...args) => execFileSync(program, [...args, "--store", store], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

const key = run("key", "new", "shop").trim();
const server = spawn(program, ["serve", "--store", store, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
const url = await new Promise((resolve, reject) => {
  let said = "";
  server.on("exit", () => reject(new Error("the server ended")));
  server.stdout.on("data", (data) => {
    said += data;
    const found = /http:\/\/127[0-9.:]+/.exec(said);
    if (found) resolve(found[0]);
  });
});

// What went wrong on the way, by either client.
const failures = [];

async function tellBySegment() {
  const client = new Analytics({ writeKey: key, host: url, maxRetries: 0, flushAt: 3 });
  client.on("error", (error) => failures.push(error));
  client.page({ anonymousId: "visitor-1", name: "Home", properties: { url: "https://shop.example.com/" } });
  client.identify({ userId: "aino", anonymousId: "visitor-1", traits: { plan: "gold", address: { city: "Turku" } } });
  client.track({ userId: "aino", event: "Order Completed", properties: { revenue: 49.9, currency: "EUR" }, messageId: "order-1" });
  client.track({ userId: "aino", event: "Video Started", timestamp: new Date("2026-01-02T03:04:05Z") });
  client.screen({ userId: "aino", name: "Cart" });
  client.group({ userId: "aino", groupId: "friends" });
  client.alias({ userId: "aino", previousId: "visitor-2" });
  await client.closeAndFlush();
}

async function tellByRudder() {
  const client = new Rudder(key, { dataPlaneUrl: url, flushAt: 2, axiosRetryConfig: { retries: 0 } });
  const told = (error) => error && failures.push(error);
  client.identify({ userId: "veikko", traits: { plan: "silver" } }, told);
  client.track({ userId: "veikko", event: "Order Completed", properties: { revenue: "10.1" } }, told);
  client.page({ userId: "veikko", name: "Home" }, told);
  await client.flush();
}

// A message that a network told twice.
async function tellAgain(happened) {
  const message = { userId: "aino", event: "Order Completed", messageId: "again-1", timestamp: happened, properties: { revenue: 5 } };
  const Authorization = "Basic " + Buffer.from(key + ":").toString("base64");
  for (let time = 0; time < 2; time++) {
    const answer = await fetch(url + "/v1/track", { method: "POST", headers: { Authorization }, body: JSON.stringify(message) });
    assert.deepEqual([answer.status, await answer.json()], [200, { success: true }]);
  }
}

// What is kept of a customer.
const cardOf = (customer) => JSON.parse(run("customer", "export", `user:${customer}`, "--why", "test"));
const sum = (card, metric) => card.facts.filter((fact) => fact.metric === metric).reduce((all, fact) => all + fact.value * fact.change, 0);

async function eventually(check) {
  for (let tries = 100; ; tries--)
    try {
      return await check();
    } catch (error) {
      if (!tries) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

try {
  await tellBySegment();
  await tellByRudder();
  await tellAgain(new Date().toISOString());
  assert.deepEqual(failures, []);
  // The visitor is the customer, soon.
  const aino = await eventually(() => {
    const card = cardOf("aino");
    assert.equal(card.keys.length, 3);
    return card;
  });
  const of = (card) => ["purchase", "event.page", "event.screen", "event.video_started"].map((metric) => sum(card, metric));
  assert.deepEqual(of(aino), [54.9, 1, 1, 1]);
  assert.deepEqual(of(cardOf("veikko")), [10.1, 1, 0, 0]);
  const attributes = Object.fromEntries(aino.attributes.map((one) => [one.attribute, one.value]));
  assert.deepEqual(attributes, { city: "Turku", group: "friends", plan: "gold" });
} finally {
  server.removeAllListeners("exit");
  server.kill();
  await new Promise((resolve) => server.on("exit", resolve));
  rmSync(folder, { recursive: true });
}
