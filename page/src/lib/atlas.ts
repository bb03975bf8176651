// Where land is, and how degrees become points: for the drawn map.

import type { FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

export type Land = FeatureCollection<Polygon | MultiPolygon, { name: string }>;

/** Outlines of countries (Natural Earth, by way of `world-atlas`), fetched from our own server. */
export async function land(): Promise<Land> {
  const address = (await import('world-atlas/countries-50m.json?url')).default;
  const topology = (await (await fetch(address)).json()) as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  return feature(topology, topology.objects.countries) as Land;
}

/** Web Mercator, the world one unit wide; degrees beyond 85 stay at the edge. */
export function project(lon: number, lat: number): [number, number] {
  const phi = (Math.max(-85, Math.min(85, lat)) * Math.PI) / 180;
  return [(lon + 180) / 360, 0.5 - Math.log(Math.tan(Math.PI / 4 + phi / 2)) / (2 * Math.PI)];
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The box around points with room at the sides, never smaller than some degrees: borders tell where one is. */
export function around(points: [number, number][], ratio: number): Box {
  if (points.length === 0) return { x: 0.1, y: 0.1, width: 0.8, height: 0.8 / ratio };
  const xs = points.map((p) => p[0]);
  const ys = points.map((p) => p[1]);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let width = Math.max((right - left) * 1.4, 0.014);
  let height = Math.max((bottom - top) * 1.4, 0.014 / ratio);
  if (width / height > ratio) height = width / ratio;
  else width = height * ratio;
  return { x: (left + right) / 2 - width / 2, y: (top + bottom) / 2 - height / 2, width, height };
}

/** Outlines inside a box as an SVG path, in units of the box. */
export function outline(land: Land, box: Box, scale: number): string {
  let path = '';
  const ring = (points: Position[]): void => {
    let pen = 'M';
    let seen = false;
    let part = '';
    for (const [lon = 0, lat = 0] of points) {
      const [px, py] = project(lon, lat);
      const x = (px - box.x) * scale;
      const y = (py - box.y) * scale;
      if (x > -400 && y > -400 && x < box.width * scale + 400 && y < box.height * scale + 400) seen = true;
      part += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = 'L';
    }
    if (seen || covers(points, box)) path += `${part}Z`;
  };
  for (const country of land.features) {
    const polygons = country.geometry.type === 'Polygon' ? [country.geometry.coordinates] : country.geometry.coordinates;
    for (const polygon of polygons) polygon.forEach(ring);
  }
  return path;
}

/** True where a ring goes round the box without a corner inside it. */
function covers(points: Position[], box: Box): boolean {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (const [lon = 0, lat = 0] of points) {
    const [x, y] = project(lon, lat);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return left < box.x + box.width && right > box.x && top < box.y + box.height && bottom > box.y;
}

/** How far from its point a place may be, in kilometres, by how exactly it is known. */
export function reach(precision: string | null): number {
  switch (precision) {
    case 'exact':
      return 1;
    case 'quarter':
      return 2;
    case 'city':
      return 5;
    case 'near':
      return 15;
    case 'region':
      return 60;
    case 'country':
      return 250;
    default:
      return 10;
  }
}
