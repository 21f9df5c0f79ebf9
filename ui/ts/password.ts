// password: says while one types a new password whether it is long and mixed enough, as the server will judge it, and
// lets one see what one types.

const LENGTH_MIN = 12;
const DIFFERENT_MIN = 5;

export function judgePasswords(): void {
  const told = document.querySelector<HTMLElement>(".strength");
  const field = document.querySelector<HTMLInputElement>("input[autocomplete=new-password]");
  if (!told || !field) return;
  const judge = (): void => {
    const letters = [...field.value];
    const missing = LENGTH_MIN - letters.length;
    const isMixed = new Set(letters).size >= DIFFERENT_MIN;
    told.hidden = letters.length === 0;
    if (missing > 0) told.textContent = `${told.dataset["missing"] ?? ""} ${missing}`;
    else told.textContent = (isMixed ? told.dataset["enough"] : told.dataset["same"]) ?? "";
  };
  field.closest(".field")?.append(told);
  field.addEventListener("input", judge);

  const show = document.createElement("button");
  show.type = "button";
  show.className = "quiet";
  show.textContent = told.dataset["show"] ?? "";
  show.setAttribute("aria-pressed", "false");
  show.addEventListener("click", () => {
    const isShown = field.type === "password";
    field.type = isShown ? "text" : "password";
    show.setAttribute("aria-pressed", String(isShown));
  });
  field.form?.addEventListener("submit", () => (field.type = "password"));
  field.after(show);
}
