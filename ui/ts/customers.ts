// customers: distinct customers are counted from the facts, which takes longer than the page; they are fetched by a
// second request and filled into their column.

import type { Model } from "./model";

export async function countCustomers(): Promise<void> {
  const note = document.querySelector<HTMLElement>("[data-customers-from]");
  const address = note?.dataset["customersFrom"];
  if (!note || !address) return;
  const places = new Map<string, HTMLElement>();
  for (const place of document.querySelectorAll<HTMLElement>("[data-customers]")) {
    places.set(place.dataset["customers"] ?? "", place);
    place.ariaBusy = "true";
  }
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const model = (await answer.json()) as Model;
    for (const row of [model.overall, ...model.rows]) {
      const place = places.get(row.key);
      if (!place || row.customers_text === null) continue;
      (place.querySelector("b") ?? place).textContent = row.customers_text;
      place.dataset["sort"] = String(row.customers ?? "");
    }
    note.remove();
  } catch {
    note.prepend(`${note.dataset["textFailed"] ?? ""} `);
  } finally {
    for (const place of places.values()) place.ariaBusy = null;
  }
}
