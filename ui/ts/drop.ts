// drop: a file may be dropped anywhere on a form that takes one.

export function takeDrops(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>("input[type=file]")) {
    const form = input.form;
    if (!form) continue;
    const mark = (event: DragEvent, is: boolean): void => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.toggle("dropping", is);
    };
    form.addEventListener("dragover", (event) => mark(event, true));
    form.addEventListener("dragleave", (event) => mark(event, false));
    form.addEventListener("drop", (event) => {
      mark(event, false);
      if (event.dataTransfer?.files.length) input.files = event.dataTransfer.files;
    });
  }
}
