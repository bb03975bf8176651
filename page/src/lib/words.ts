// How days, kinds and numbers are written.

import type { Claim } from './types';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Milliseconds of a day, in UTC. */
export const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** `Tue 13 Jun 2017`. */
export function day(text: string | null | undefined): string {
  if (!text) return '—';
  const date = new Date(at(text));
  if (Number.isNaN(date.getTime())) return text;
  return `${WEEKDAYS[date.getUTCDay()]} ${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `12–13 Jun 2017`; `since …` and `until …` where a side is open. */
export function days(start: string | null | undefined, end: string | null | undefined): string {
  if (!start && !end) return 'no day told';
  if (!end) return `since ${day(start)}`;
  if (!start) return `until ${day(end)}`;
  if (start === end) return day(start);
  const [a, b] = [new Date(at(start)), new Date(at(end))];
  const year = a.getUTCFullYear() === b.getUTCFullYear();
  const month = year && a.getUTCMonth() === b.getUTCMonth();
  const from = month ? `${a.getUTCDate()}` : `${a.getUTCDate()} ${MONTHS[a.getUTCMonth()]}${year ? '' : ` ${a.getUTCFullYear()}`}`;
  return `${from} – ${b.getUTCDate()} ${MONTHS[b.getUTCMonth()]} ${b.getUTCFullYear()}`;
}

/** `1 claim`, `2 claims`. */
export const counted = (n: number, word: string): string => `${n.toLocaleString('en')} ${word}${n === 1 ? '' : 's'}`;

export const KINDS: Record<string, string> = {
  holds: 'Who holds it',
  'how-many': 'How many',
  happened: 'Did it happen',
  'who-did': 'Who did it',
  'is-open': 'Is it open',
  'will-happen': 'Will it happen',
};

export const percent = (p: number | null | undefined): string => (p == null ? '—' : p.toFixed(2));

/** Who tells it, through whom, up to the outlet. */
export function chain(claim: Claim): string[] {
  return [...claim.sources, claim.outlet ?? claim.report_title];
}

/** How a place is known: what a pin would promise and cannot keep. */
export function precision(claim: Claim): string | null {
  const place = claim.places[0];
  if (!place) return null;
  if (place.lat == null) return `no point of its own${place.parents[0] ? `, in ${place.parents[0]}` : ''}`;
  return place.precision === 'exact' ? 'exact place' : `known to the ${place.precision ?? 'place'}`;
}

/** Characters that turn the direction of text unseen, made visible. */
const TURNS: Record<string, string> = {
  '\u200E': 'LRM', '\u200F': 'RLM', '\u061C': 'ALM', '\u202A': 'LRE', '\u202B': 'RLE', '\u202C': 'PDF',
  '\u202D': 'LRO', '\u202E': 'RLO', '\u2066': 'LRI', '\u2067': 'RLI', '\u2068': 'FSI', '\u2069': 'PDI',
};

export function visible(text: string): string {
  return text.replace(/[\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]/g, (c) => `⟦${TURNS[c] ?? '?'}⟧`);
}

/** The sentence in three parts: before, the words of the claim, after. */
export function parts(claim: Claim): [string, string, string] {
  const sentence = claim.sentence?.text ?? '';
  const at = sentence.indexOf(claim.quote);
  if (at < 0) return ['', visible(claim.quote), ''];
  return [sentence.slice(0, at), claim.quote, sentence.slice(at + claim.quote.length)].map(visible) as [string, string, string];
}
