// The text of a report in pieces: each with the claims that stand on it, however they overlap.

import type { Report } from './types';

export interface Piece {
  text: string;
  claims: string[];
  denied: boolean;
  unread: string | null;
}

export interface Block {
  kind: string;
  pieces: Piece[];
}

/** Blocks cut at every edge of a claim or an unread sentence. Spans are code points, as the server counts them. */
export function layers(report: Report): Block[] {
  const points = Array.from(report.text);
  const spans = report.claims.map((claim) => ({
    id: claim.id,
    from: claim.passage.code_points[0],
    to: claim.passage.code_points[1],
    denied: claim.status === 'denied',
  }));
  const unread = report.unread.map((u) => ({
    from: u.sentence.code_points[0],
    to: u.sentence.code_points[1],
    reason: u.reason,
  }));
  const blocks = report.blocks.length > 0 ? report.blocks : [{ kind: 'paragraph', code_points: [0, points.length] as [number, number] }];
  return blocks.map((block) => {
    const [from, to] = block.code_points;
    const mine = spans.filter((s) => s.from < to && s.to > from);
    const missed = unread.filter((s) => s.from < to && s.to > from);
    const edges = new Set([from, to]);
    for (const span of [...mine, ...missed]) {
      edges.add(Math.max(from, span.from));
      edges.add(Math.min(to, span.to));
    }
    const cuts = [...edges].sort((a, b) => a - b);
    const pieces = cuts.slice(0, -1).map((start, i) => {
      const end = cuts[i + 1] ?? to;
      const here = mine.filter((s) => s.from < end && s.to > start);
      return {
        text: points.slice(start, end).join(''),
        claims: here.map((s) => s.id),
        denied: here.some((s) => s.denied),
        unread: missed.find((s) => s.from < end && s.to > start)?.reason ?? null,
      };
    });
    return { kind: block.kind, pieces };
  });
}
