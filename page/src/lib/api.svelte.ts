// Asking the server, and hearing what happens there.

import { route } from './route.svelte';

export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

async function refused(response: Response): Promise<Refused> {
  let detail = response.statusText;
  try {
    detail = ((await response.json()) as { detail?: string }).detail ?? detail;
  } catch {
    // No words came with it: the status has to do.
  }
  if (response.status === 401 && route.path !== '/sign-in') route.go('/sign-in', true);
  return new Refused(response.status, detail);
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** The data of an address. While the case is still being read it waits. */
export async function get<T>(path: string, params: URLSearchParams | Record<string, string> = {}): Promise<T> {
  const query = new URLSearchParams(params).toString();
  for (let tries = 0; ; tries++) {
    const response = await fetch(query ? `${path}?${query}` : path, { credentials: 'same-origin' });
    if (response.ok) return (await response.json()) as T;
    if (response.status !== 503 || tries > 600) throw await refused(response);
    await pause(Math.min(100 * (tries + 1), 1000));
  }
}

/** Sends a decision or a report. The same key twice does it once. */
export async function send<T>(method: 'POST' | 'DELETE', path: string, body?: BodyInit): Promise<T | null> {
  const headers: Record<string, string> = { 'X-Rashomon': '1', 'Idempotency-Key': crypto.randomUUID() };
  const response = await fetch(path, { method, headers, body: body ?? null, credentials: 'same-origin' });
  if (!response.ok) throw await refused(response);
  return response.status === 204 ? null : ((await response.json()) as T);
}

export interface Progress {
  job: string;
  done: boolean;
  added?: string[];
  reread?: number;
  known?: number;
  failed?: string[];
  error?: string;
}

class Live {
  /** Changes with the case: what depends on it asks again. */
  head = $state('');
  jobs = $state<Record<string, Progress>>({});
  trouble = $state('');
  #source: EventSource | null = null;

  listen(): void {
    if (this.#source) return;
    this.#source = new EventSource('/events');
    this.#source.addEventListener('head', (event) => {
      this.head = (JSON.parse(event.data as string) as { head: string }).head;
      this.trouble = '';
    });
    this.#source.addEventListener('progress', (event) => {
      const progress = JSON.parse(event.data as string) as Progress;
      this.jobs = { ...this.jobs, [progress.job]: progress };
    });
    this.#source.addEventListener('trouble', (event) => {
      this.trouble = (JSON.parse(event.data as string) as { detail: string }).detail;
    });
  }
}

export const live = new Live();

/** Words for what went wrong. */
export function words(error: unknown): string {
  if (error instanceof Refused) return error.message;
  if (error instanceof TypeError) return 'The program does not answer: it may have been ended.';
  return String(error);
}
