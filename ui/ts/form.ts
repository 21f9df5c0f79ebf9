// form: leaves empty fields out of the address, so that an address says only what was asked.

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
