// A running program tells a receiver what happened; the receiver checks every message with the npm package
// `standardwebhooks`. A receiver that fails is tried again with the same message; a secret that was renewed signs beside the new one.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";

const program = process.env.TUNTUMA;
const folder = mkdtempSync(join(tmpdir(), "webhook_test."));
const store = `duckdb:${folder}/store.duckdb`;
const run = (...args) => execFileSync(program, [...args, "--store", store], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

// The receiver keeps what came, and answers with the next of `answers`, else 204.
const came = [];
const answers = [];
let heard = () => {};
const receiver = createServer((request, response) => {
  let body = "";
  request.on("data", (data) => (body += data));
  request.on("end", () => {
    came.push({ path: request.url, headers: request.headers, body });
    response.statusCode = answers.shift() ?? 204;
    response.end("whatever it says is of no interest");
    heard();
  });
});
await new Promise((resolve) => receiver.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${receiver.address().port}/hook`;

// Waits until so many messages came.
const until = (count) =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`only ${came.length} of ${count} messages came`)), 60000);
    heard = () => {
      if (came.length < count) return;
      clearTimeout(late);
      resolve();
    };
    heard();
  });
const verified = (secret, message) => new Webhook(secret).verify(message.body, message.headers);

run("key", "new", "shop");
assert.throws(() => run("webhook", "add", "data", address)); // within the house
run("settings", "set", "webhook.private", "yes");
const secret = run("webhook", "add", "data", address).trim().split(" ")[1];
const server = spawn(program, ["serve", "--store", store, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "ignore"] });
await new Promise((resolve) => server.stdout.on("data", (data) => /http:/.test(data) && resolve()));

try {
  answers.push(500);
  run("webhook", "test", "1");
  await until(2);
  const [first, again] = came;
  for (const message of came) {
    const said = verified(secret, message);
    assert.equal(said.type, "webhook.test");
    assert.deepEqual(said.data, { kind: "webhook", id: "1" });
    assert.equal(message.path, "/hook");
    assert.equal(message.headers["content-type"], "application/json");
  }
  assert.equal(first.headers["webhook-id"], again.headers["webhook-id"]);
  assert.notEqual(first.headers["webhook-timestamp"], again.headers["webhook-timestamp"]);
  assert.throws(() => verified(secret, { ...first, body: first.body.replace("1", "2") }));
  assert.throws(() => verified("whsec_" + Buffer.alloc(32).toString("base64"), first));

  const renewed = run("webhook", "secret", "1").trim().split(" ")[1];
  run("webhook", "test", "1");
  await until(3);
  verified(secret, came[2]);
  verified(renewed, came[2]);
  assert.notEqual(came[2].headers["webhook-id"], first.headers["webhook-id"]);

  const log = run("webhook", "log", "1").trim().split("\n");
  assert.equal(log.length, 2);
  assert.match(log[1], /delivered +status 204, tries 2/);
} finally {
  server.kill();
  await new Promise((resolve) => server.on("exit", resolve));
  receiver.close();
  rmSync(folder, { recursive: true });
}
