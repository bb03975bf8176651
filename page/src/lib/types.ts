// What the server sends: see openapi.json and docs/json.md.

export type Day = string;

export interface Passage {
  text: string;
  bytes: [number, number];
  code_points: [number, number];
}

export interface Place {
  text: string;
  name: string | null;
  id: string | null;
  kind: string | null;
  precision: string | null;
  lat: number | null;
  lon: number | null;
  parents: string[];
}

export interface Claim {
  id: string;
  ref: string;
  report: string;
  report_title: string;
  outlet: string | null;
  published: Day | null;
  quote: string;
  sources: string[];
  action: string;
  actor: string | null;
  actor_name: string | null;
  target: string | null;
  target_name: string | null;
  places: Place[];
  time: { text: string; start: Day | null; end: Day | null; anchor: string | null } | null;
  status: string;
  count: { kind: string; low: number | null; high: number | null } | null;
  summary: string;
  passage: Passage;
  sentence: Passage;
  confidence: number;
  review?: string;
  rules: string[];
  voice: number | null;
  voice_origin: string | null;
  voice_claims: number;
  voice_reports: number;
  question: string | null;
  question_text?: string | null;
  verdicts?: Decided[];
}

export interface Standing {
  kind: string;
  rule: string;
}

export interface Answer {
  label: string;
  start: Day | null;
  end: Day | null;
  told_by: string[];
  denied_by: string[];
  voices: { origin: string; claims: string[] }[];
  probability: number | null;
  likelihood?: string;
  credibility?: string;
  standing: Standing;
}

export interface Question {
  kind: string;
  text: string;
  place: string | null;
  answers: Answer[];
  changes: { from: string[]; to: string[]; text: string }[];
  disputes: { kind: string; sides: string[][]; text: string }[];
  standing: Standing;
  weighed?: {
    none: number;
    voices: number;
    turning?: number;
    grounds: { claim: string; weight: number; detail: string }[];
    course?: { day: Day; probability: number[] }[];
  };
}

export interface Row {
  id: string;
  kind: string;
  text: string;
  place: string | null;
  first: Day | null;
  last: Day | null;
  newest: Day | null;
  claims: number;
  voices: number;
  reports: number;
  disputes: string[];
  changes: number;
  standing: Standing;
  answers: {
    label: string;
    voices: number;
    probability: number | null;
    likelihood: string | null;
    start: Day | null;
    end: Day | null;
  }[];
  more_answers: number;
  differs: string | null;
}

export interface List<T> {
  items: T[];
  next: string | null;
  total: number;
}

export interface ReportHead {
  id: string;
  title: string;
  outlet: string | null;
  published: Day | null;
  name: string | null;
  url: string | null;
}

export interface OneQuestion {
  id: string;
  question: Question;
  row: Row;
  claims: Record<string, Claim>;
  reports: Record<string, ReportHead>;
  relations: { a: string; b: string; kind: string; about: string; confidence: number; reasons: { detail: string; weight: number }[] }[];
}

export interface Case {
  title: string;
  generator: string;
  head: string;
  demo: boolean;
  reports: number;
  claims: number;
  voices: number;
  questions: number;
  disputes: number;
  changes: number;
  judgements: number;
  first: Day | null;
  last: Day | null;
  kinds: { kind: string; n: number }[];
  user: { name: string; role: string };
  left_out: number;
}

export interface Report extends ReportHead {
  shown_title: string;
  text: string;
  sha256: string;
  blocks: { kind: string; code_points: [number, number] }[];
  claims: Claim[];
  unread: { sentence: Passage; word: Passage; reason: string }[];
  notes: { code: string; message: string; hint: string | null }[];
}

export interface ReportRow extends ReportHead {
  learned: string | null;
  readings: number | null;
  claims: number;
  unread: number;
  notes: number;
}

export interface MapPlace {
  id: string | null;
  name: string;
  kind: string | null;
  precision: string | null;
  lat: number | null;
  lon: number | null;
  country: string | null;
  parents: string[];
  drawn_at: { name: string; lat: number; lon: number } | null;
  claims: number;
  questions: { id: string; text: string }[];
  state: { who: string; kind: 'claimed' | 'assessed' | 'contested'; probability: number; question: string; told: Day } | null;
}

export interface MapData {
  at: Day | null;
  first: Day | null;
  last: Day | null;
  places: MapPlace[];
  total: number;
}

export interface Moment {
  ref: string;
  report: string;
  summary: string;
  action: string;
  status: string;
  place: string | null;
  start: Day | null;
  end: Day | null;
  time: string | null;
  said: Day | null;
  outlet: string | null;
  question: string | null;
  quote: string;
}

export interface Timeline extends List<Moment> {
  periods: { from: Day; to: Day; claims: number }[];
  first: Day | null;
  last: Day | null;
  control: {
    place: string | null;
    question: string;
    standing: string;
    spans: { from: Day; to: Day | null; who: string; probability: number }[];
  }[];
  control_total: number;
}

export interface Source {
  name: string;
  kind: string;
  claims: number;
  reports: number;
  agreed: number;
  contradicted: number;
  example: string | null;
}

export interface Sources extends List<Source> {
  links: { from: string; to: string; claims: number; example: string }[];
  shared: { origin: string; claims: string[] }[];
}

export interface Decided {
  record: number;
  at: string;
  reviewer: string;
  verdict: string;
  on?: { report: number; quote: string };
  slot?: string;
  value?: string;
  text?: string;
  name?: string;
  into?: string;
  form?: string;
  undoes?: number;
}

export interface Queue extends List<Claim> {
  done: number;
  left: number;
  slots: string[];
  actions: string[];
  agreement: { alpha: number | null; items: number; divided: string[] };
}
