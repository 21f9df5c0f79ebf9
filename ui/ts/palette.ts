// palette: one field from which everything can be reached: pages, things to do, records, customers. What there is, and
// what the visitor may see of it, the server says (/search).

import { asker, Offers } from "./offers";

// Closing it gives the focus back to `origin`.
export function openPalette(form: HTMLFormElement, text: string, origin: Element | null): void {
  const dialog = document.createElement("dialog");
  const field = document.createElement("input");
  const plain = form.querySelector("input");
  dialog.className = "palette";
  field.type = "text";
  field.ariaLabel = plain?.labels?.[0]?.textContent ?? "";
  field.placeholder = plain?.placeholder ?? "";
  field.value = text;
  const offers = new Offers(
    field,
    (offer) => {
      if (offer.href) location.href = offer.href;
    },
    true,
  );
  const ask = asker(form.action, (groups) => {
    const nothing = form.dataset[groups ? "nothing" : "trouble"] ?? "";
    offers.show(groups ?? [], nothing);
  });
  field.addEventListener("input", () => ask(field.value.trim()));
  dialog.append(field, offers.list);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (origin instanceof HTMLElement && origin !== document.body) origin.focus();
    else plain?.blur();
  });
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
  ask(text.trim());
}
