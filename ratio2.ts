import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { Guest } from './test/system/guest.ts';
const all: Record<string, [number, number]> = { alu: [100, 14], fib: [300, 1.025], sieve: [60, 14.4], memcpy: [400, 2.63], quicksort: [200, 3.25], mixture: [600, 1.757], getpid: [60, 0.13], sum: [100, 10] };
const names = process.argv[2] ? process.argv[2].split(',') : Object.keys(all);
const ROUNDS = Number(process.argv[3] ?? 5);
const med = (v: number[]) => [...v].sort((a, b) => a - b)[v.length >> 1]!;
for (const name of names) {
  const path = `node_modules/.cache/kernlet-bench/${name}.guest`;
  const g = new Guest(readFileSync(path), { settings: { jit: (process.env.MODE ?? 'on') as never, ramBytes: 64 << 20 }, args: [name, '10000000'] });
  const once = new Guest(readFileSync(path), { settings: { ramBytes: 64 << 20 }, args: [name, '11'] }); once.finish(1e12);
  const zero = new Guest(readFileSync(path), { settings: { ramBytes: 64 << 20 }, args: [name, '1'] }); zero.finish(1e12);
  const sum = (x: Guest) => x.computer.machine.harts.reduce((s, h) => s + h.instret, 0);
  const per = (sum(once) - sum(zero)) / 10;
  const run = (n: number) => { const end = g.computer.cycle + n; const u = process.cpuUsage(); g.run({ limit: end }); const v = process.cpuUsage(u); return n / (v.user + v.system); };
  run(100_000_000); const speed = run(name === 'getpid' ? 5e6 : 300_000_000);
  const ours: number[] = [], qs: number[] = [];
  const passes = all[name]![0];
  for (let i = 0; i < ROUNDS; i++) {
    ours.push(run(speed * 300_000));
    const { stderr } = spawnSync('bash', ['-c', `TIMEFORMAT="%3U %3S"; time qemu-riscv32 ${path} ${passes}`], { encoding: 'utf8' });
    const [us, sy] = stderr.trim().split('\n').at(-1)!.split(' ').map(Number) as [number, number];
    qs.push((passes * per) / 1e6 / (us + sy));
  }
  console.log(name.padEnd(10), med(ours).toFixed(0).padStart(6), 'MIPS  qemu', med(qs).toFixed(0).padStart(6), ' ratio', (med(ours) / med(qs)).toFixed(2));
}
