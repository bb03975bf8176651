// The address holds the whole view: which page, and every filter and choice on it.

/** Parameters that stay while one walks from page to page: as of when. */
const KEPT = ['said', 'learned'];

class Route {
  path = $state(location.pathname);
  search = $state(location.search);

  get query(): URLSearchParams {
    return new URLSearchParams(this.search);
  }

  get(name: string): string {
    return this.query.get(name) ?? '';
  }

  /** An address of ours, as of the same moment. */
  to(path: string, params: Record<string, string> = {}): string {
    const query = new URLSearchParams();
    for (const name of KEPT) {
      const value = this.get(name);
      if (value) query.set(name, value);
    }
    for (const [name, value] of Object.entries(params)) if (value) query.set(name, value);
    const words = query.toString();
    return words ? `${path}?${words}` : path;
  }

  go(address: string, replace = false): void {
    if (replace) history.replaceState(null, '', address);
    else history.pushState(null, '', address);
    const before = this.path;
    this.path = location.pathname;
    this.search = location.search;
    if (before !== this.path) scrollTo(0, 0);
  }

  /** Changes parameters of this page; empty values go. */
  set(params: Record<string, string>, replace = true): void {
    const query = this.query;
    for (const [name, value] of Object.entries(params)) {
      if (value) query.set(name, value);
      else query.delete(name);
    }
    const words = query.toString();
    this.go(words ? `${this.path}?${words}` : this.path, replace);
  }
}

export const route = new Route();

addEventListener('popstate', () => {
  route.path = location.pathname;
  route.search = location.search;
});

/** Links of ours change the page without loading it anew. */
export function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = (event.target as Element | null)?.closest('a');
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
  if (link.pathname.startsWith('/export/') || link.pathname.endsWith('/original')) return;
  if (link.pathname.endsWith('.json')) return;
  event.preventDefault();
  if (link.pathname === location.pathname && link.search === location.search && link.hash) {
    document.querySelector(link.hash)?.scrollIntoView();
    return;
  }
  route.go(link.pathname + link.search);
}
