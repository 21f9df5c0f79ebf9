// model: what the scripts read of the figures model (ui/model.md has all of it).

export type Verdict = "fact" | "signal" | "hunch" | "hidden";

export interface Difference {
  is_better: boolean;
  is_worse: boolean;
}

export interface Row {
  key: string;
  label: string;
  labels: string[];
  day: string | null;
  n_text: string | null;
  customers: number | null;
  customers_text: string | null;
  value: number | null;
  value_text: string | null;
  low: number | null;
  low_text: string | null;
  high: number | null;
  high_text: string | null;
  exact: boolean;
  verdict: Verdict;
  verdict_word: string;
  why: string;
  difference: Difference | null;
}

export interface Model {
  lang: string;
  title: string;
  question: string;
  picture_sentence: string;
  shape: "single" | "groups" | "series" | "heat";
  metric: { kind: string; better: "higher" | "lower" | "none"; is_share: boolean };
  overall: Row & { is_reference: boolean };
  rows: Row[];
  events: { day: string; label: string }[];
}

// A row that has a number to draw.
export type Seen = Row & { value: number; low: number; high: number };
export function isSeen(row: Row): row is Seen {
  return row.value !== null && row.low !== null && row.high !== null;
}
