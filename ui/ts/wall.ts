// wall: turns from figure to figure, for months on end: the next page is opened only when it is there, so that a screen
// without connection keeps what it shows and says from when it is. Without a script the page turns by itself.

const main = document.querySelector<HTMLElement>("main[data-turn]");
const RETRY_MS = 30_000;

async function turn(address: string): Promise<void> {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    // What has ended shows that it has; what is only troubled is tried again.
    if (answer.ok || answer.status === 404) {
      location.replace(address);
      return;
    }
    throw new Error(answer.statusText);
  } catch {
    const status = main?.querySelector("[role=status]");
    if (status) status.textContent = main?.dataset["trouble"] ?? "";
    setTimeout(() => void turn(address), RETRY_MS);
  }
}

if (main) {
  const address = new URL(main.dataset["next"] ?? "", location.href).href;
  setTimeout(() => void turn(address), Number(main.dataset["turn"]) * 1000);
}
