// live: what is typed into a form is shown in the frame beside it a moment later, as its button "Show it" does without
// a script.

const PAUSE_MS = 500;

export function showWhileTyping(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-live]")) {
    const look = form.querySelector<HTMLButtonElement>("button[data-look]");
    let timer = 0;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => look && form.requestSubmit(look), PAUSE_MS);
    });
  }
}
