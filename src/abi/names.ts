/**
 * What uname(2) says, in the order of struct utsname: Linux, so that C libraries know what they run on, with our own name
 * as the node's.
 */
export const SYSTEM_NAMES = {
  system: 'Linux',
  node: 'kernlet',
  release: '6.1.0-kernlet',
  version: '#1 Kernlet',
  machine: 'riscv32',
  domain: '(none)',
} as const;
