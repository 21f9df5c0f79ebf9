// theme: the reader's choice of light or dark, remembered. Runs before the first paint, so that nothing flashes;
// also tells the style sheet that there is a script, so that the picture's place is kept.

const root = document.documentElement;
root.classList.add("js");
let chosen: string | null = null;
try {
  chosen = localStorage.getItem("theme");
} catch {
  // Storage may be forbidden; then the system's choice stands.
}
if (chosen === "dark" || chosen === "light") root.dataset["theme"] = chosen;

function isDark(): boolean {
  const theme = root.dataset["theme"];
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector<HTMLButtonElement>("[data-theme-choice]");
  if (!button) return;
  const label = (): void => {
    button.textContent = (isDark() ? button.dataset["light"] : button.dataset["dark"]) ?? "";
  };
  label();
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    root.dataset["theme"] = theme;
    label();
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // Not remembered; it holds for this page.
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
});
