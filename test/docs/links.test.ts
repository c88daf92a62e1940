import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PAGES = ['README.md', ...pagesIn('docs'), ...pagesIn('programs')];

function pagesIn(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.md')).map((name) => join(folder, name));
}

/** The text of a page without its programs and transcripts. */
function proseOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8').replace(/^ *```[\s\S]*?^ *```$/gm, '');
}

/** The names under which the headings of a page can be linked to, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const headings = [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, text]) => text!);
  return headings.map((text) =>
    text
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** What is wrong with the links of a page. Those to other sites are not followed. */
function brokenLinks(page: string): string[] {
  const targets = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const goal = path === '' ? page : normalize(join(dirname(page), path));
    if (!existsSync(join(ROOT, goal))) return true;
    return anchor !== undefined && goal.endsWith('.md') && !anchorsOf(goal).includes(anchor);
  });
}

describe('links lead somewhere', () => {
  test.each(PAGES)('in %s', (page) => {
    expect(brokenLinks(page)).toEqual([]);
  });

  test('of which there are many', () => {
    const links = PAGES.flatMap((page) => [...proseOf(page).matchAll(/\]\(/g)]);
    expect(links.length).toBeGreaterThan(30);
  });
});
