// in_time: node's test with a bound on its time, for the tests beside this file. A test that hangs fails alone, and a file that leaves
// something open (a page, a server) fails too: it would otherwise wait for ever after its last test.

import { after, test as begin } from "node:test";

const TEST_MS = 120_000;
const FILE_MS = 600_000;
const CLOSING_MS = 60_000;

export function test(name, ...rest) {
  const work = rest.pop();
  return begin(name, { timeout: TEST_MS, ...rest[0] }, work);
}

// Whatever is open does not keep this from running; and this keeps nothing open.
function endAfter(ms, why) {
  const timer = setTimeout(() => {
    console.error(`${why}, still open: ${process.getActiveResourcesInfo().join(", ")}`);
    process.exit(1);
  }, ms);
  return timer.unref();
}

const file = endAfter(FILE_MS, `${process.argv[1]} takes more than ${FILE_MS / 1000} s`);
after(() => {
  clearTimeout(file);
  endAfter(CLOSING_MS, `${process.argv[1]} does not end after its last test`);
});
