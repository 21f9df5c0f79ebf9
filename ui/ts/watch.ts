// watch: shows how far a job has come without loading its page anew, and goes on to the next page when it is through.

const EVERY_MS = 1000;

interface Progress {
  state: string;
  percent: number;
  rows_text: string;
  left_text: string | null;
}

function show(place: HTMLElement, model: Progress): void {
  const bar = place.querySelector("progress");
  const rows = place.querySelector("[data-rows]");
  const left = place.querySelector("[data-left]");
  if (bar) bar.value = model.percent;
  if (rows) rows.textContent = model.rows_text + (model.left_text ? ", " : "");
  if (left) left.textContent = model.left_text ?? "";
}

async function look(place: HTMLElement, href: string): Promise<void> {
  try {
    const answer = await fetch(href, { headers: { Accept: "application/json" } });
    const model = (await answer.json()) as Progress;
    if (!answer.ok || model.state !== place.dataset["state"]) {
      location.reload();
      return;
    }
    show(place, model);
  } catch {
    // The server may be away for a moment: look again.
  }
  setTimeout(() => void look(place, href), EVERY_MS);
}

export function watchJobs(): void {
  const place = document.querySelector<HTMLElement>("[data-watch]");
  const href = place?.dataset["watch"];
  if (place && href) setTimeout(() => void look(place, href), EVERY_MS);
}
