// form: leaves empty fields out of the address of a search, so that an address says only what was asked; brings one to
// what is wrong; copies what is shown once; sends a form once, however often its button is pressed.

export function tidyForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[method=get]")) {
    form.addEventListener("formdata", (event) => {
      for (const name of new Set(event.formData.keys())) {
        const given = event.formData.getAll(name).filter((value) => value !== "");
        event.formData.delete(name);
        for (const value of given) event.formData.append(name, value);
      }
    });
  }
}

// What is wrong with a form has the focus first (autofocus does this where the browser knows it for texts).
export function showProblems(): void {
  const problems = document.querySelector<HTMLElement>(".problems");
  if (!problems) return;
  problems.focus();
  problems.addEventListener("click", (event) => {
    const link = (event.target as HTMLElement).closest<HTMLAnchorElement>("a[href^='#']");
    const at = link && document.getElementById(link.hash.slice(1));
    if (!at) return;
    event.preventDefault();
    at.focus();
    at.closest(".field")?.scrollIntoView({ block: "start" });
  });
}

export function sendOnce(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[method=post]")) {
    let sent = 0;
    form.addEventListener("submit", (event) => {
      if (event.submitter?.hasAttribute("formtarget")) return; // into a frame, as often as one likes
      if (Date.now() - sent < 2000) event.preventDefault();
      else sent = Date.now();
    });
  }
}

export function makeCopying(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input[data-copy]")) {
    const button = document.createElement("button");
    const label = field.dataset["label"] ?? "";
    button.type = "button";
    button.className = "button second";
    button.textContent = label;
    button.ariaLive = "polite";
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        document.execCommand("copy"); // without TLS there is no clipboard but this
      }
      button.textContent = field.dataset["done"] ?? "";
      setTimeout(() => (button.textContent = label), 2000);
    });
    field.after(button);
    field.addEventListener("focus", () => field.select());
  }
}
