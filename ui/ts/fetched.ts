// fetched: the script and styles that are fetched only when they are needed; the page says where they lie.

const at = document.querySelector<HTMLScriptElement>("script[data-house]")?.dataset;

// Pages without a chart have the styles from the start.
function styles(): Promise<void> {
  const address = at?.["houseStyles"] ?? "";
  if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
}

export async function house(): Promise<typeof import("./house")> {
  const [script] = await Promise.all([import(at?.["house"] ?? "") as Promise<typeof import("./house")>, styles()]);
  return script;
}

const FIELDS = "input[data-lookup], textarea[data-mention], input[type=file], [data-watch], form[data-live]";

// Long selects are filtered, fields look things up, names are completed, files are dropped, long work is watched.
export function startFields(): void {
  const long = [...document.querySelectorAll<HTMLSelectElement>("select[data-choose]")].some((select) => select.options.length > 12);
  if (!long && !document.querySelector(FIELDS)) return;
  void house().then(({ makeChoosing, showWhileTyping, takeDrops, watchJobs }) => {
    makeChoosing();
    showWhileTyping();
    takeDrops();
    watchJobs();
  });
}
