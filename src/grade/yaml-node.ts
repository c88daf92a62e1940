import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node as YamlNode,
} from 'yaml';
import type { Node, ReportShape } from './shape.ts';

/** How deep a spec may be nested; it is also where a text that contains itself by an alias ends. */
const DEEPEST = 40;

/** Reads YAML (1.2) text; undefined, and reported, if it is not well-formed. */
export function parseYaml(text: string, report: ReportShape): Node | undefined {
  const parsed = parseDocument(text, { lineCounter: new LineCounter(), prettyErrors: false });
  for (const { pos, message } of parsed.errors) report({ start: pos[0], end: pos[1] }, inOurStyle(message));
  if (parsed.errors.length > 0) return undefined;
  if (parsed.contents === null) {
    report({ start: 0, end: 1 }, 'the spec is empty');
    return undefined;
  }
  return convert(parsed, parsed.contents as YamlNode, 0, report);
}

function inOurStyle(message: string): string {
  const line = message.split('\n')[0]!.replace(/\.$/, '');
  return line.charAt(0).toLowerCase() + line.slice(1);
}

function convert(document: Document, node: YamlNode | null, depth: number, report: ReportShape): Node {
  const [start, end] = node?.range ?? [0, 0];
  const place = { start, end: Math.max(start + 1, end) };
  if (depth > DEEPEST) {
    report(place, `the spec is nested more than ${DEEPEST} levels deep`);
    return { ...place, kind: 'scalar', value: null };
  }
  if (isAlias(node)) return convert(document, node.resolve(document) ?? null, depth + 1, report);
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(document, item as YamlNode, depth + 1, report));
    return { ...place, kind: 'list', items };
  }
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => {
      const [from, to] = (key as YamlNode).range ?? [start, start];
      const name = isScalar(key) ? String(key.value) : '';
      return { key: name, keyPlace: { start: from, end: to }, value: valueNode(document, value, to, depth, report) };
    });
    return { ...place, kind: 'map', entries };
  }
  const value = isScalar(node) ? node.value : null;
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { ...place, kind: 'scalar', value: isPlain ? value : null };
}

/** A key without a value has nothing, right behind the key. */
function valueNode(document: Document, value: unknown, end: number, depth: number, report: ReportShape): Node {
  const node = value as YamlNode | null;
  const isMissing = node === null || (isScalar(node) && node.value === null && (node.source ?? '') === '');
  if (isMissing) return { start: end, end: end + 1, kind: 'scalar', value: null };
  return convert(document, node, depth + 1, report);
}
