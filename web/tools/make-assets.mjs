// Makes what the browser gets besides the stylesheet and the script: the icon sprite, the mark,
// three dot maps of the world and one point per country. Run `npm ci && npm run assets` here
// after changing the icon list or the regions; the output is committed, the build needs no Node.
//
// The map shows land as dots and no borders: which line is a border is disputed in dozens of
// places, and a federation that speaks six languages takes no side. Countries only decide the
// colour of a dot in world-regions.svg, by a table with the columns iso2 and icann_region.
//
//   npm run assets -- REGIONS.csv          the table is read as editable data, never guessed
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { geoArea, geoBounds, geoCentroid, geoContains, geoEqualEarth } from 'd3-geo';
import { feature } from 'topojson-client';
import { CODES, ICONS, POINTS } from './names.mjs';

const require = createRequire(import.meta.url);
const text = id => readFileSync(require.resolve(id), 'utf8');
const write = (name, body) => writeFileSync(new URL(`../assets/${name}`, import.meta.url), body + '\n');

// --- Icons ---------------------------------------------------------------------------------
const MARK = '<g fill="currentColor"><circle cx="4" cy="20" r="3.4"/><circle cx="8.5" cy="5" r="3.4"/>'
  + '<circle cx="23.5" cy="5" r="3.4"/><circle cx="28" cy="20" r="3.4"/></g>'
  + '<circle cx="16" cy="13" r="3.9" fill="#f6bd4b" stroke="#17221f" stroke-width=".6"/>';

const drawing = name => text(`lucide-static/icons/${name}.svg`).replace(/<!--.*?-->/gs, '')
  .replace(/^\s*<svg[^>]*>/, '').replace('</svg>', '').replace(/\s+/g, ' ').replaceAll(' />', '/>').trim();

function make_sprite() {
  const symbols = ICONS.map(name => `<symbol id="${name}" viewBox="0 0 24 24">${drawing(name)}</symbol>`);
  write('LICENSE-lucide.txt', text('lucide-static/LICENSE').trim());
  write('icons.svg', '<!-- Symbols by Lucide contributors, see LICENSE-lucide.txt. The mark is Muster\'s own. -->\n'
    + '<svg xmlns="http://www.w3.org/2000/svg">\n'
    + symbols.join('\n') + `\n<symbol id="mark" viewBox="0 0 32 24">${MARK}</symbol>\n</svg>`);
  write('mark.svg', `<svg xmlns="http://www.w3.org/2000/svg" color="#0b3e39" viewBox="-2 -6 36 36">${MARK}</svg>`);
}

// --- The world -------------------------------------------------------------------------------
// The view box is 900 x 420. Turning by 11 degrees keeps Chukotka in one piece.
const STEP = 8, ROW = 7, TOP = 17, BOTTOM = 391;
const project = geoEqualEarth().rotate([-11, 0]).scale(166).translate([450, 232.7]);
const code_of = new Map([...CODES].map(([code, figures]) => [figures, code]));

function shapes(scale) {
  const world = JSON.parse(text(`world-atlas/countries-${scale}.json`));
  return feature(world, world.objects.countries).features
    .map(shape => ({ code: code_of.get(shape.id), antarctica: shape.id === '010', shape, box: geoBounds(shape) }));
}

// geoContains is slow; the box rules nearly every country out. A box over 180 degrees is wrapped.
function inside({ shape, box: [[west, south], [east, north]] }, [lon, lat]) {
  if (lat < south || lat > north) return false;
  if (west <= east ? lon < west || lon > east : lon < west && lon > east) return false;
  return geoContains(shape, [lon, lat]);
}

const far = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
const nearest = (point, list) => list.reduce((best, item) => !best || far(item, point) < far(best, point) ? item : best, null);

// Rows of dots, every second one moved by half a step, wherever there is land.
function list_dots(countries) {
  const dots = [];
  for (let y = TOP, row = 0; y <= BOTTOM; y += ROW, row++) {
    for (let x = row % 2 ? STEP : STEP / 2; x < 900; x += STEP) {
      const place = project.invert([x, y]);
      if (!place || Math.abs(place[0]) > 180 || far({ x, y }, { x: project(place)[0], y: project(place)[1] }) > 1) continue;
      const country = countries.find(country => inside(country, place));
      if (country && !country.antarctica) dots.push({ x, y, code: country.code });
    }
  }
  return dots;
}

function largest_part(shape) {
  const { type, coordinates } = shape.geometry;
  const parts = type === 'Polygon' ? [coordinates] : coordinates;
  return parts.map(part => ({ type: 'Polygon', coordinates: part })).reduce((a, b) => geoArea(b) > geoArea(a) ? b : a);
}

// One point per code: the country's own dot nearest to its middle, or the middle itself where it
// is too small for a dot. Points are kept 4 units apart, so that no marker hides another.
function list_points(dots, coarse, fine) {
  const points = [...CODES.keys()].map(code => {
    const found = coarse.find(c => c.code === code) ?? fine.find(c => c.code === code);
    const place = POINTS[code] ?? geoCentroid(largest_part(found.shape));
    const [x, y] = project(place);
    const own = nearest({ x, y }, dots.filter(dot => dot.code === code));
    const on_dot = own !== null && (!POINTS[code] || far(own, { x, y }) < 2 * STEP);
    return { code, place, ...(on_dot ? { x: own.x, y: own.y } : { x, y }), fixed: on_dot };
  });
  for (let turn = 0; turn < 200; turn++) {
    for (const a of points) for (const b of points) {
      const gap = far(a, b);
      if (a.code >= b.code || gap >= 4) continue;
      const angle = gap > 0.01 ? Math.atan2(b.y - a.y, b.x - a.x) : a.code.charCodeAt(1);
      const push = (4.05 - gap) / (a.fixed || b.fixed ? 1 : 2);
      if (!a.fixed) { a.x -= Math.cos(angle) * push; a.y -= Math.sin(angle) * push; }
      if (!b.fixed) { b.x += Math.cos(angle) * push; b.y += Math.sin(angle) * push; }
    }
  }
  for (const point of points) { point.x = Math.min(Math.max(point.x, 8), 892); point.y = Math.min(Math.max(point.y, 8), 412); }
  return points;
}

// Island states too small for the grid get a dot of their own where the sea is still empty.
function add_islands(dots, points) {
  for (const point of points.filter(point => !point.fixed)) {
    const row = Math.round((point.y - TOP) / ROW), shift = row % 2 ? 0 : STEP / 2;
    const dot = { x: Math.round((point.x - shift) / STEP) * STEP + shift, y: TOP + row * ROW, code: point.code };
    if (dot.y > BOTTOM || dots.some(other => far(other, dot) < STEP / 2)) continue;
    dots.push(dot);
    if (points.every(other => other === point || far(other, dot) >= 4)) Object.assign(point, { x: dot.x, y: dot.y });
  }
  dots.sort((a, b) => a.y - b.y || a.x - b.x);
}

// A dot is a line of no length with round ends: the shortest drawing of a circle there is.
function path(dots) {
  let d = '', last = null;
  for (const dot of dots) {
    d += last && last.y === dot.y ? `m${dot.x - last.x} 0h0` : `M${dot.x} ${dot.y}h0`;
    last = dot;
  }
  return d;
}

const svg = paths => '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 420" fill="none" stroke-width="4.6" '
  + `stroke-linecap="round">${paths}</svg>`;

// Colours by the order of the region codes; the same list as .r1 to .r8 in muster.css.
const COLOURS = ['#c2662d', '#7d5bb0', '#3b76b8', '#2f8a5b', '#b34a7d', '#8a741a', '#1f8290', '#6b7280'];

function make_maps(regions_file) {
  const region_of = new Map(readFileSync(regions_file, 'utf8').trim().split(/\r?\n/).slice(1)
    .map(line => line.split(',').slice(0, 2)));
  const missing = [...region_of.keys()].filter(code => !CODES.has(code));
  if (missing.length) throw new Error(`${regions_file}: unknown country codes ${missing.join(' ')}`);
  const coarse = shapes('50m'), fine = shapes('10m');
  const dots = list_dots(coarse), points = list_points(dots, coarse, fine);
  add_islands(dots, points);
  // Land that no code names is shown in the colour of the nearest land that has one.
  const coloured = dots.filter(dot => region_of.has(dot.code));
  const region = dot => region_of.get(dot.code) ?? region_of.get(nearest(dot, coloured).code);
  write('world-plain.svg', svg(`<path stroke="#c9c5b8" d="${path(dots)}"/>`));
  write('world-night.svg', svg(`<path stroke="#3f7d74" d="${path(dots)}"/>`));
  write('world-regions.svg', svg([...new Set(region_of.values())].sort()
    .map((name, i) => `<path stroke="${COLOURS[i]}" d="${path(dots.filter(dot => region(dot) === name))}"/>`).join('')));
  write('country-points.csv', ['iso2,x,y', ...points.map(({ code, x, y }) => `${code},${+x.toFixed(1)},${+y.toFixed(1)}`)].join('\n'));
  console.log(`${dots.length} dots, ${points.length} countries, ${points.filter(p => p.fixed).length} on a dot of their own`);
  if (process.env.SHOW) for (const { code, place, x, y } of points) console.log(code, place.map(n => n.toFixed(1)).join(' '), Math.round(x), Math.round(y));
}

make_sprite();
if (process.argv[2]) make_maps(process.argv[2]);
else console.log('Icons made. For the maps, name the table of regions: npm run assets -- REGIONS.csv');
