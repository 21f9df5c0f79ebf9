// house: what is fetched only where it is used: the palette when it is opened first, filtering, completing, files and
// waiting on pages that have such fields. So a first look at a figure stays light.

export { makeChoosing } from "./choose";
export { takeDrops } from "./drop";
export { showWhileTyping } from "./live";
export { openPalette } from "./palette";
export { watchJobs } from "./watch";
